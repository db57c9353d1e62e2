package org.junicorn.container.deploy;

import java.util.Map;
import java.util.Optional;

/** The servlets of Tomcat that descriptors name by their class. The one for JSPs is known to {@link Jsps}. */
final class TomcatServlets {
    private static final String PACKAGE = "org.apache.catalina.servlets.";

    /** Why there is none. On Tomcat too, most of them run only in an application that the operator trusts. */
    private static final Map<String, String> REFUSED = Map.of(
            PACKAGE + "CGIServlet",
            "it runs programs; serve them with a web server in front of this one",
            PACKAGE + "WebdavServlet",
            "WebDAV is not served; let the application bring a WebDAV library",
            "org.apache.catalina.ssi.SSIServlet",
            "server-side includes are not served; write the pages as JSPs");

    private TomcatServlets() {}

    /** Whether it is the servlet for static files. */
    static boolean isDefault(String className) {
        return className.equals(PACKAGE + "DefaultServlet");
    }

    /** @return why the class cannot be had; empty if it is none of Tomcat's that are known here */
    static Optional<String> refusal(String className) {
        String reason = REFUSED.get(className);
        if (reason == null && className.startsWith("org.apache.catalina.manager.")) {
            reason = "Tomcat's manager manages Tomcat; use the commands of this server";
        }
        return Optional.ofNullable(reason)
                .map(why -> "the servlet's class " + className + " of Tomcat is not part of this server: " + why);
    }
}
