package org.junicorn.launcher.control;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A line of an answer. The last one is {@link Done} or {@link Failed}. */
public sealed interface Reply {
    /** How it goes, for somebody who waits. */
    record Progress(String text) implements Reply {}

    /** A part of a long text. */
    record Text(String text) implements Reply {}

    /** It was done; with what was asked for, by name. */
    record Done(Map<String, Object> data) implements Reply {}

    /** It was not done. */
    record Failed(Kind kind, String message) implements Reply {}

    /** Why it was not done. */
    enum Kind {
        /** Nobody knows this command. */
        UNKNOWN,
        /** It cannot be done as things stand; nothing was changed. */
        REFUSED,
        /** It was tried. */
        FAILED
    }

    /** As a line, without its end. */
    static String line(Reply reply) {
        Map<String, Object> members = new LinkedHashMap<>();
        if (reply instanceof Progress progress) {
            members.put("progress", progress.text());
        } else if (reply instanceof Text text) {
            members.put("text", text.text());
        } else if (reply instanceof Done done) {
            members.put("done", done.data());
        } else if (reply instanceof Failed failed) {
            members.put("failed", failed.kind().name().toLowerCase(Locale.ROOT));
            members.put("message", failed.message());
        } else {
            throw new AssertionError("no branch for " + reply);
        }
        return Json.write(members);
    }

    /** Throws {@link IllegalArgumentException} if the line is no part of an answer. */
    static Reply parse(String line) {
        if (Json.read(line) instanceof Map<?, ?> members) {
            if (members.get("progress") instanceof String text) {
                return new Progress(text);
            } else if (members.get("text") instanceof String text) {
                return new Text(text);
            } else if (members.get("done") instanceof Map<?, ?> data) {
                Map<String, Object> byName = new LinkedHashMap<>();
                data.forEach((name, value) -> byName.put((String) name, value));
                return new Done(byName);
            } else if (members.get("failed") instanceof String kind && members.get("message") instanceof String text) {
                return new Failed(Kind.valueOf(kind.toUpperCase(Locale.ROOT)), text);
            }
        }
        throw new IllegalArgumentException("not an answer: " + line);
    }
}
