package org.junicorn.launcher.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a JSON file: one object whose values are texts, numbers, booleans, or flat lists and objects of them. */
final class JsonSource {

    private final String name;
    private final List<Problem> problems;

    /** @param name of the file, for messages */
    JsonSource(String name, List<Problem> problems) {
        this.name = name;
        this.problems = problems;
    }

    /** The values by key; empty if the file is not the JSON that is wanted, so that more problems would mislead. */
    Optional<Map<String, Raw>> read(Path path) throws IOException {
        Map<String, Raw> values = new LinkedHashMap<>();
        try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8);
                JsonParser json = new JsonFactory().createParser(reader)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                problem(json.currentTokenLocation(), "the file must hold one object, {\"app\": …}");
                return Optional.empty();
            }
            Map<String, JsonLocation> seen = new LinkedHashMap<>();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String key = json.currentName();
                JsonLocation at = json.currentTokenLocation();
                JsonLocation first = seen.putIfAbsent(key, at);
                json.nextToken();
                Optional<Raw> raw = value(json, key);
                if (first != null) {
                    problem(at, key + " is given twice, first in line " + first.getLineNr());
                } else if (!key.equals("$schema")) { // for editors
                    raw.ifPresent(value -> values.put(key, value));
                }
            }
            if (json.nextToken() != null) {
                problem(json.currentTokenLocation(), "something follows the object's closing }");
            }
        } catch (JsonProcessingException e) {
            problem(e.getLocation(), "not JSON: " + firstSentence(e.getOriginalMessage()));
            return Optional.empty();
        }
        return Optional.of(values);
    }

    /** The value at the current token; if it is none, the problem is noted. */
    private Optional<Raw> value(JsonParser json, String key) throws IOException {
        JsonToken token = json.currentToken();
        if (token == JsonToken.START_ARRAY) {
            List<String> items = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                text(json, key, items);
            }
            return Optional.of(new Raw.Items(items));
        }
        if (token == JsonToken.START_OBJECT) {
            Map<String, String> entries = new LinkedHashMap<>();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String entry = json.currentName();
                JsonLocation at = json.currentTokenLocation();
                List<String> value = new ArrayList<>();
                json.nextToken();
                text(json, key, value);
                if (!value.isEmpty() && entries.put(entry, value.get(0)) != null) {
                    problem(at, entry + " is given twice in " + key);
                }
            }
            return Optional.of(new Raw.Entries(entries));
        }
        List<String> texts = new ArrayList<>();
        text(json, key, texts);
        return texts.stream().findFirst().map(text -> new Raw.Text(text, token != JsonToken.VALUE_STRING));
    }

    private void text(JsonParser json, String key, List<String> to) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            problem(json.currentTokenLocation(), key + " is null; leave it out to get the default");
        } else if (json.currentToken().isScalarValue()) {
            to.add(json.getText());
        } else {
            problem(
                    json.currentTokenLocation(),
                    key + " is nested too deep; write texts, numbers, true or false there");
            json.skipChildren();
        }
    }

    /** The parser goes on with advice for programmers. */
    private static String firstSentence(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    private void problem(JsonLocation at, String what) {
        problems.add(Problem.value(
                name + ", line " + at.getLineNr() + ", column " + Math.max(1, at.getColumnNr()) + ": " + what));
    }
}
