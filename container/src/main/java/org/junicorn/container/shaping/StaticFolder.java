package org.junicorn.container.shaping;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A folder whose files are sent as they are.
 *
 * @param prefix of the paths, {@code /} or {@code /name}
 * @param folder as written; where a symbolic link leads is looked up for each request, so that a deployment may change it
 * @param cacheControl value of that header, if any
 * @param index the file that stands for a folder; empty: none does
 * @param fallback a file in the folder that is sent for paths under which there is none; empty: the application is asked
 */
record StaticFolder(
        String prefix, Path folder, Optional<String> cacheControl, Optional<String> index, Optional<String> fallback) {

    /** @throws IllegalArgumentException if it is not {@code /PREFIX=FOLDER}, perhaps with options */
    static StaticFolder parse(String text) {
        Clauses clauses = Clauses.parse(text);
        int equals = clauses.head().indexOf('=');
        String prefix = equals < 0 ? "" : clauses.head().substring(0, equals).strip();
        String folder = equals < 0 ? "" : clauses.head().substring(equals + 1).strip();
        if (!prefix.startsWith("/") || folder.isEmpty() || prefix.length() > 1 && prefix.endsWith("/")) {
            throw new IllegalArgumentException("not /PATH=FOLDER; write one such as /assets=public or /=public");
        }
        Optional<String> control = Optional.empty();
        Optional<String> index = Optional.of("index.html");
        Optional<String> fallback = Optional.empty();
        boolean immutable = false;
        for (Clauses.Option option : clauses.options()) {
            switch (option.name()) {
                case "max-age" -> control = Optional.of("max-age=" + seconds(option.needed()));
                case "immutable" -> immutable = true;
                case "index" -> index = Optional.of(option.needed()).filter(name -> !name.equals("none"));
                case "fallback" -> fallback = Optional.of(option.needed().replaceFirst("^/+", ""));
                default ->
                    throw new IllegalArgumentException("there is no option " + option.name()
                            + "; known are max-age, immutable, index and fallback");
            }
        }
        if (immutable && control.isEmpty()) {
            throw new IllegalArgumentException(
                    "immutable means nothing without max-age; write ;max-age=31536000;immutable");
        }
        boolean forEver = immutable;
        return new StaticFolder(
                prefix, Path.of(folder), control.map(age -> forEver ? age + ", immutable" : age), index, fallback);
    }

    private static String seconds(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("max-age is not a number of seconds; write one such as 3600");
        }
        return text;
    }

    /** What is behind the prefix, without a slash in front; empty if the path does not begin with the prefix. */
    Optional<String> inside(String path) {
        if (prefix.equals("/")) {
            return Optional.of(path.substring(1));
        }
        boolean here =
                path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
        return here ? Optional.of(path.substring(Math.min(path.length(), prefix.length() + 1))) : Optional.empty();
    }

    /**
     * Finds a file or folder. Symbolic links are followed as long as they stay in the folder. What begins with a dot is not
     * for others, but for {@code .well-known} (RFC 8615).
     *
     * @param inside see {@link #inside}
     */
    Optional<Path> find(String inside) {
        for (String name : inside.split("/")) {
            if (name.startsWith(".") && !name.equals(".well-known")) {
                return Optional.empty();
            }
        }
        try {
            Path root = folder.toRealPath();
            Path file = root.resolve(inside).toRealPath();
            return Optional.of(file).filter(found -> found.startsWith(root));
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }
}
