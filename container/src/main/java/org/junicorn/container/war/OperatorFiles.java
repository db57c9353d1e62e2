package org.junicorn.container.war;

import java.util.HexFormat;
import java.util.Optional;

/**
 * What the operator lays around an application's own descriptors.
 *
 * @param contextXml laid over the application's META-INF/context.xml
 * @param defaultWebXml laid under its WEB-INF/web.xml (Tomcat: conf/web.xml)
 */
public record OperatorFiles(Optional<ContextFile> contextXml, Optional<ContextFile> defaultWebXml) {
    public static final OperatorFiles NONE = new OperatorFiles(Optional.empty(), Optional.empty());

    /** Another text for each other content. */
    String key() {
        return key(contextXml) + "\n" + key(defaultWebXml);
    }

    private static String key(Optional<ContextFile> file) {
        return file.map(f -> f.name() + "\n" + HexFormat.of().formatHex(f.content()))
                .orElse("");
    }
}
