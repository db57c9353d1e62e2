package org.junicorn.container.war;

import java.nio.file.Files;
import java.nio.file.Path;

/** Which files say how requests of an application are rewritten. */
public final class RewriteFiles {
    /** Rules in Undertow's predicate language (WildFly). */
    public static final String HANDLERS = "WEB-INF/undertow-handlers.conf";

    /** Rules in the syntax of Tomcat's RewriteValve. */
    public static final String CONFIG = "WEB-INF/rewrite.config";

    private static final String VALVE = "RewriteValve";

    private RewriteFiles() {}

    /** Whether an application has any; asked of each, so that most need not load what reads them. */
    public static boolean wanted(Path app, ContextModel context) {
        return hasHandlers(app) || hasRules(app, context);
    }

    /** Whether it has rules in Undertow's language. */
    public static boolean hasHandlers(Path app) {
        return Files.isRegularFile(app.resolve(HANDLERS));
    }

    /** Whether it has Tomcat's valve, and rules for it. */
    public static boolean hasRules(Path app, ContextModel context) {
        return context.parts("Valve").stream().anyMatch(valve -> ContextElements.shortened(
                                valve.attribute("className").orElse(""))
                        .equals(VALVE))
                && Files.isRegularFile(app.resolve(CONFIG));
    }
}
