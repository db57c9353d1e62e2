package org.junicorn.launcher.control;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a client wants: {@code {"command":"worker drain","worker":"2"}}.
 *
 * @param command its words, with single blanks
 * @param arguments texts by name
 */
public record Request(String command, Map<String, String> arguments) {
    private static final String COMMAND = "command";

    public Request {
        arguments = Map.copyOf(arguments);
    }

    /** One that takes no arguments. */
    public static Request of(String command) {
        return new Request(command, Map.of());
    }

    /** As a line, without its end. */
    public String line() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(COMMAND, command);
        members.putAll(arguments);
        return Json.write(members);
    }

    /** Throws {@link IllegalArgumentException} if the line is no request. */
    public static Request parse(String line) {
        if (Json.read(line) instanceof Map<?, ?> members && members.get(COMMAND) instanceof String command) {
            Map<String, String> arguments = new LinkedHashMap<>();
            members.forEach((name, value) -> arguments.put((String) name, value.toString()));
            arguments.remove(COMMAND);
            return new Request(command, arguments);
        }
        throw new IllegalArgumentException("not a request: an object with \"command\" is expected");
    }

    /** An argument; empty if it was not given. */
    public Optional<String> argument(String name) {
        return Optional.ofNullable(arguments.get(name));
    }
}
