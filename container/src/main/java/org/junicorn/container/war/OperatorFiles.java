package org.junicorn.container.war;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What the operator lays around an application.
 *
 * @param contextXml laid over the application's META-INF/context.xml
 * @param defaultWebXml laid under its WEB-INF/web.xml (Tomcat: conf/web.xml)
 * @param sharedLibs jars and folders with classes for every application; in a folder its jars count, too (Tomcat: {@code
 *     shared.loader})
 */
public record OperatorFiles(
        Optional<ContextFile> contextXml, Optional<ContextFile> defaultWebXml, List<Path> sharedLibs) {
    public static final OperatorFiles NONE = new OperatorFiles(Optional.empty(), Optional.empty());

    public OperatorFiles {
        sharedLibs = List.copyOf(sharedLibs);
    }

    /** Without libraries. */
    public OperatorFiles(Optional<ContextFile> contextXml, Optional<ContextFile> defaultWebXml) {
        this(contextXml, defaultWebXml, List.of());
    }

    OperatorFiles withSharedLibs(List<Path> others) {
        return new OperatorFiles(contextXml, defaultWebXml, others);
    }

    /**
     * Another text for each other content.
     *
     * @throws InvalidAppException if a library is not there
     */
    String key() throws InvalidAppException, IOException {
        return key(contextXml) + "\n" + key(defaultWebXml) + "\n" + new SharedLibs(sharedLibs).state();
    }

    private static String key(Optional<ContextFile> file) {
        return file.map(f -> f.name() + "\n" + HexFormat.of().formatHex(f.content()))
                .orElse("");
    }
}
