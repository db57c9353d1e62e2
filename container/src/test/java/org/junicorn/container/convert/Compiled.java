package org.junicorn.container.convert;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Classes compiled from source by the test that needs them. */
public final class Compiled {
    private Compiled() {}

    /**
     * Compiles into {@code target}, against the class path of the test and, before it, other jars.
     *
     * @param sources file names, such as {@code a/B.java}, and contents in turn
     */
    public static Path into(Path target, List<Path> before, String... sources) {
        try {
            Files.createDirectories(target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<JavaFileObject> files = new ArrayList<>();
        for (int i = 0; i < sources.length; i += 2) {
            files.add(new Source(sources[i], sources[i + 1]));
        }
        StringBuilder classPath = new StringBuilder();
        before.forEach(jar -> classPath.append(jar).append(':'));
        classPath.append(System.getProperty("java.class.path"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options =
                List.of("-d", target.toString(), "-proc:none", "-nowarn", "-classpath", classPath.toString());
        if (!compiler.getTask(null, null, null, options, null, files).call()) {
            throw new IllegalStateException("the test's classes do not compile, see above");
        }
        return target;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("memory:///" + name), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
