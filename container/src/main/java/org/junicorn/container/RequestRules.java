package org.junicorn.container;

/** How requests are read: what Tomcat has as attributes of a connector, and of the descriptor in its conf folder. */
public record RequestRules(RequestLimits limits, PathRules paths, AppRules app) {

    /** As Tomcat is shipped. */
    public static RequestRules ofTomcat() {
        return new RequestRules(
                new RequestLimits(8190, 100, 8190, 8192, 200, 1000, 2 << 20, 50, 512, 4096, 2 << 20),
                new PathRules(PathRules.EncodedSolidus.REJECT, false, "", ""),
                new AppRules("", false, ""));
    }
}
