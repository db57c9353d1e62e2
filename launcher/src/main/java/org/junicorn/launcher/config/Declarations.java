package org.junicorn.launcher.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All declared settings, in the order of the records; and the way from values back to records. */
final class Declarations {

    private final Map<Class<?>, List<String>> keysOfGroup = new LinkedHashMap<>();
    private final Map<String, Declaration> byKey = new LinkedHashMap<>();

    Declarations() {
        for (RecordComponent group : Settings.class.getRecordComponents()) {
            List<String> keys = new ArrayList<>();
            for (RecordComponent component : group.getType().getRecordComponents()) {
                Declaration declaration = Declaration.of(component);
                keys.add(declaration.key());
                byKey.put(declaration.key(), declaration);
            }
            keysOfGroup.put(group.getType(), keys);
        }
    }

    List<Declaration> all() {
        return List.copyOf(byKey.values());
    }

    Optional<Declaration> find(String key) {
        return Optional.ofNullable(byKey.get(key));
    }

    Declaration get(String key) {
        return find(key).orElseThrow(() -> new AssertionError("no setting " + key));
    }

    /** @param values the value of every key, of its component's type */
    Settings build(Map<String, Object> values) {
        List<Object> groups = new ArrayList<>();
        keysOfGroup.forEach((group, keys) ->
                groups.add(create(group, keys.stream().map(values::get).toList())));
        return (Settings) create(Settings.class, groups);
    }

    private static Object create(Class<?> type, List<Object> arguments) {
        try {
            return type.getDeclaredConstructors()[0].newInstance(arguments.toArray());
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("cannot build " + type.getSimpleName(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(type + " is not a public record", e);
        }
    }
}
