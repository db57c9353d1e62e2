package org.junicorn.launcher.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junicorn.launcher.log.EventLog.Level;
import org.junicorn.launcher.log.LogConfig.Target;

/** Reads the file of {@code logconfig}: one JSON object. The first fault ends it. */
final class LogConfigReader {
    private static final Set<String> NAMED = Set.of("stderr", "stdout", "errorlog", "syslog");

    private final Path file;
    private final JsonParser json;
    private Optional<Level> level = Optional.empty();
    private final Map<String, Level> levels = new LinkedHashMap<>();
    private Optional<Layout> format = Optional.empty();
    private final List<Target> destinations = new ArrayList<>();

    private LogConfigReader(Path file, JsonParser json) {
        this.file = file;
        this.json = json;
    }

    /** @param file absolute; what it names is found from its folder */
    static LogConfig read(Path file) throws BrokenLogConfigException {
        try (Reader reader = Files.newBufferedReader(file);
                JsonParser json = new JsonFactory().createParser(reader)) {
            LogConfigReader config = new LogConfigReader(file, json);
            config.whole();
            return new LogConfig(config.level, config.levels, config.format, config.destinations);
        } catch (BrokenLogConfigException e) {
            throw e;
        } catch (JsonProcessingException e) {
            throw new BrokenLogConfigException(
                    file + ", line " + e.getLocation().getLineNr() + ": not JSON: "
                            + e.getOriginalMessage().lines().findFirst().orElse(""));
        } catch (NoSuchFileException e) {
            throw new BrokenLogConfigException(file + " does not exist");
        } catch (IOException e) {
            throw new BrokenLogConfigException(file + " cannot be read: " + e);
        }
    }

    private BrokenLogConfigException fault(String text) {
        return new BrokenLogConfigException(
                file + ", line " + json.currentTokenLocation().getLineNr() + ": " + text);
    }

    private void whole() throws IOException {
        json.nextToken();
        expect(JsonToken.START_OBJECT, "the file", "an object, {\"level\": \"info\"}");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            switch (key) {
                case "$schema", "comment" -> {
                    json.nextToken();
                    json.skipChildren();
                }
                case "level" -> level = Optional.of(level(key));
                case "levels" -> levels();
                case "format" -> format = Optional.of(format(key));
                case "destinations" -> destinations();
                default ->
                    throw fault(
                            "unknown key \"" + key + "\"; known are level, levels, format, destinations and comment");
            }
        }
        if (json.nextToken() != null) {
            throw fault("something follows the object's closing }");
        }
    }

    private void levels() throws IOException {
        json.nextToken();
        expect(JsonToken.START_OBJECT, "levels", "an object, {\"io.undertow\": \"debug\"}");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String logger = json.currentName();
            levels.put(logger, level("levels." + logger));
        }
    }

    private void destinations() throws IOException {
        json.nextToken();
        expect(JsonToken.START_ARRAY, "destinations", "a list, [{\"to\": \"stderr\"}]");
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(JsonToken.START_OBJECT, "a destination", "an object, {\"to\": \"stderr\"}");
            destinations.add(destination());
        }
        if (destinations.isEmpty()) {
            throw fault("destinations has none; leave it out to write to the error log");
        }
    }

    private Target destination() throws IOException {
        Optional<String> to = Optional.empty();
        Optional<Layout> layout = Optional.empty();
        Level least = Level.DEBUG;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            switch (key) {
                case "to" -> to = Optional.of(target(text("to")));
                case "format" -> layout = Optional.of(format("format"));
                case "level" -> least = level("level");
                default -> throw fault("unknown key \"" + key + "\" of a destination; known are to, format and level");
            }
        }
        if (to.isEmpty()) {
            throw fault("a destination without \"to\"; write stderr, stdout, errorlog, syslog or the path of a file");
        }
        return new Target(to.get(), layout, least);
    }

    private String target(String text) {
        return NAMED.contains(text)
                ? text
                : file.resolveSibling(text).normalize().toString();
    }

    private Level level(String key) throws IOException {
        String text = text(key);
        for (Level each : Level.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(text)) {
                return each;
            }
        }
        throw fault(key + " = \"" + text + "\" is no level; write debug, info, warning, error or critical");
    }

    private Layout format(String key) throws IOException {
        String text = text(key);
        return switch (text) {
            case "text" -> Layout.TEXT;
            case "json" -> Layout.JSON;
            default -> throw fault(key + " = \"" + text + "\" is no format; write text or json");
        };
    }

    private String text(String key) throws IOException {
        json.nextToken();
        expect(JsonToken.VALUE_STRING, key, "a text in quotes");
        if (json.getText().isBlank()) {
            throw fault(key + " is empty");
        }
        return json.getText();
    }

    private void expect(JsonToken token, String what, String expected) throws IOException {
        if (json.currentToken() != token) {
            String found = json.currentToken() == null ? "nothing" : json.getText();
            throw fault(what + " is " + found + "; expected is " + expected);
        }
    }
}
