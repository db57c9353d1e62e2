package org.junicorn.launcher.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes the records of one sealed interface as single lines, {@code name component=value …}, and reads them back.
 * Values are percent-encoded, so a line never holds a line break of its own; a missing component or an unknown name is
 * an error, an additional component is ignored.
 *
 * @param <M> the sealed interface; its records have components of type String, int, long, boolean, Duration or List of String,
 *     enums, and records of these
 */
public final class MessageCodec<M> {
    private final Map<String, Class<? extends M>> types;

    public MessageCodec(Class<M> messages) {
        types = Stream.of(messages.getPermittedSubclasses())
                .collect(Collectors.toMap(MessageCodec::name, type -> type.<M>asSubclass(messages)));
    }

    /** Whether the line is a message of this kind, going by its name. */
    public boolean reads(String line) {
        int space = line.indexOf(' ');
        return types.containsKey(space < 0 ? line : line.substring(0, space));
    }

    /** The line for a message, without a line break. */
    public String encode(M message) {
        return line(message);
    }

    private static String line(Object message) {
        StringBuilder line = new StringBuilder(name(message.getClass()));
        for (RecordComponent component : message.getClass().getRecordComponents()) {
            line.append(' ').append(component.getName()).append('=').append(text(get(component, message)));
        }
        return line.toString();
    }

    /** The message of a line. Throws {@link IllegalArgumentException} for a line that is no message of this kind. */
    public M decode(String line) {
        String[] words = line.trim().split(" ", -1);
        Class<? extends M> type = types.get(words[0]);
        if (type == null) {
            throw new IllegalArgumentException("unknown message: " + words[0]);
        }
        return type.cast(record(type, line, words));
    }

    private static Object record(Class<?> type, String line, String[] words) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("no value in: " + words[i]);
            }
            values.put(words[i].substring(0, equals), words[i].substring(equals + 1));
        }
        RecordComponent[] components = type.getRecordComponents();
        Object[] arguments = new Object[components.length];
        Class<?>[] parameterTypes = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            String value = values.get(components[i].getName());
            if (value == null) {
                throw new IllegalArgumentException(words[0] + " without " + components[i].getName());
            }
            parameterTypes[i] = components[i].getType();
            arguments[i] = value(parameterTypes[i], value);
        }
        try {
            return NativeConstruction.newInstance(type.getDeclaredConstructor(parameterTypes), arguments);
        } catch (InvocationTargetException
                | InstantiationException
                | IllegalAccessException
                | NoSuchMethodException e) {
            throw new IllegalArgumentException("cannot make " + type.getSimpleName() + " from: " + line, e);
        }
    }

    private static String name(Class<?> type) {
        return type.getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static Object get(RecordComponent component, Object message) {
        try {
            return component.getAccessor().invoke(message);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new AssertionError("a record's accessor failed: " + component, e);
        }
    }

    private static String text(Object value) {
        if (value instanceof Record record) {
            return URLEncoder.encode(line(record), UTF_8);
        }
        if (value instanceof List<?> list) {
            return list.stream()
                    .map(item -> URLEncoder.encode((String) item, UTF_8))
                    .collect(Collectors.joining(","));
        }
        return URLEncoder.encode(value.toString(), UTF_8);
    }

    private static Object value(Class<?> type, String text) {
        if (type == List.class) {
            List<String> items = new ArrayList<>();
            for (String item : text.isEmpty() ? new String[0] : text.split(",", -1)) {
                items.add(URLDecoder.decode(item, UTF_8));
            }
            return items;
        }
        String plain = URLDecoder.decode(text, UTF_8);
        if (type == String.class) {
            return plain;
        } else if (type == int.class) {
            return Integer.valueOf(plain);
        } else if (type == long.class) {
            return Long.valueOf(plain);
        } else if (type == boolean.class) {
            return Boolean.valueOf(plain);
        } else if (type == Duration.class) {
            return Duration.parse(plain);
        } else if (type.isRecord()) {
            return record(type, plain, plain.split(" ", -1));
        } else if (type.isEnum()) {
            for (Object constant : type.getEnumConstants()) {
                if (constant.toString().equals(plain)) {
                    return constant;
                }
            }
        }
        throw new IllegalArgumentException("no way to read a " + type);
    }
}
