package org.junicorn.launcher.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The configuration file.
 *
 * @param path where it is
 * @param name as the user knows it, for messages
 */
record ConfigFile(Path path, String name) {

    private static final String JSON = "junicorn.json";
    private static final String PROPERTIES = "junicorn.properties";

    /**
     * The file to read: the named one, else the one that lies in the current folder.
     *
     * @param named as given with {@code -c}
     * @throws SettingsException with the problems if it cannot be known which one is meant
     */
    static Optional<ConfigFile> find(Optional<String> named, Path cwd, List<Problem> problems)
            throws SettingsException {
        if (named.isPresent()) {
            try {
                return Optional.of(new ConfigFile(cwd.resolve(named.get()), named.get()));
            } catch (InvalidPathException e) {
                problems.add(Problem.value(Quoted.of(named.get()) + " (--config): not a path: " + e.getReason()));
                throw new SettingsException(problems);
            }
        }
        boolean json = Files.exists(cwd.resolve(JSON));
        boolean properties = Files.exists(cwd.resolve(PROPERTIES));
        if (json && properties) {
            problems.add(Problem.value(
                    JSON + " and " + PROPERTIES + " both exist in " + cwd + "; remove one, or choose one with -c"));
            throw new SettingsException(problems);
        }
        return json || properties
                ? Optional.of(new ConfigFile(cwd.resolve(json ? JSON : PROPERTIES), json ? JSON : PROPERTIES))
                : Optional.empty();
    }

    /** The values by key; empty if the file as a whole cannot be read, so that more problems would mislead. */
    Optional<Map<String, Given>> read(Declarations declarations, Names names, List<Problem> problems) {
        Optional<Map<String, Raw>> content = content(problems);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Given> given = new LinkedHashMap<>();
        Origin origin = new Origin(Origin.Layer.FILE, name);
        content.get().forEach((key, raw) -> declarations
                .find(key)
                .ifPresentOrElse(
                        declaration -> given.put(key, new Given(declaration, raw, origin)),
                        () -> problems.add(names.unknownKey(key, origin))));
        return Optional.of(given);
    }

    private Optional<Map<String, Raw>> content(List<Problem> problems) {
        try {
            if (Files.isDirectory(path)) {
                problems.add(Problem.value(name + ": is a folder; name a file"));
            } else if (name.endsWith(".json")) {
                return new JsonSource(name, problems).read(path);
            } else if (name.endsWith(".properties")) {
                return properties(problems);
            } else if (name.endsWith(".py")) {
                problems.add(Problem.value(name + ": Python files are not read; write the settings as JSON"
                        + " (junicorn.json) or as properties (junicorn.properties)"));
            } else {
                problems.add(Problem.value(name + ": unknown kind of file; its name must end in .json or .properties"));
            }
        } catch (NoSuchFileException e) {
            problems.add(Problem.value(name + ": does not exist (" + path + ")"));
        } catch (AccessDeniedException e) {
            problems.add(Problem.value(name + ": cannot be read: permission denied (" + path + ")"));
        } catch (CharacterCodingException e) {
            problems.add(Problem.value(name + ": is not UTF-8 text"));
        } catch (IOException e) {
            problems.add(Problem.value(name + ": cannot be read: " + e.getMessage()));
        }
        return Optional.empty();
    }

    private Optional<Map<String, Raw>> properties(List<Problem> problems) throws IOException {
        Map<String, Raw> values = new LinkedHashMap<>();
        Properties properties = new Properties() {
            private static final long serialVersionUID = 1L;

            @Override
            public synchronized Object put(Object key, Object value) {
                if (values.put((String) key, Raw.text((String) value)) != null) {
                    problems.add(Problem.value(key + " (" + name + "): given twice"));
                }
                return null;
            }
        };
        try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IllegalArgumentException e) {
            problems.add(Problem.value(name + ": a \\u is not followed by four hexadecimal digits"));
            return Optional.empty();
        }
        return Optional.of(values);
    }
}
