package org.junicorn.launcher.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A declared setting with the names that follow from its declaration.
 *
 * @param key {@code graceful_timeout}
 * @param component the record component that declares it
 * @param setting its annotation
 * @param type its parser
 */
record Declaration(String key, RecordComponent component, Setting setting, ValueType type) {

    static final String PREFIX = "JUNICORN_";

    static Declaration of(RecordComponent component) {
        Setting setting = component.getAnnotation(Setting.class);
        if (setting == null) {
            throw new AssertionError(component + " lacks @Setting");
        }
        return new Declaration(key(component.getName()), component, setting, ValueType.of(component, setting));
    }

    private static String key(String name) {
        StringBuilder key = new StringBuilder();
        // A word of Java has an underscore behind it.
        int length = name.endsWith("_") ? name.length() - 1 : name.length();
        for (int i = 0; i < length; i++) {
            char c = name.charAt(i);
            if (Character.isUpperCase(c)) {
                key.append('_');
            }
            key.append(Character.toLowerCase(c));
        }
        return key.toString();
    }

    /** {@code JUNICORN_GRACEFUL_TIMEOUT} */
    String variable() {
        return PREFIX + key().toUpperCase(Locale.ROOT);
    }

    /** {@code --graceful-timeout} */
    String option() {
        return "--" + key().replace('_', '-');
    }

    /** Short options first, then {@link #option}, then gunicorn's other spellings. */
    List<String> options() {
        List<String> options = new ArrayList<>();
        for (String option : setting.options()) {
            if (!option.startsWith("--")) {
                options.add(option);
            }
        }
        options.add(option());
        for (String option : setting.options()) {
            if (option.startsWith("--")) {
                options.add(option);
            }
        }
        return options;
    }

    /** {@code --no-reload} for each long option of a flag that is no negation itself; none for other types. */
    List<String> negations() {
        return type.isFlag()
                ? options().stream()
                        .filter(option -> option.startsWith("--") && !option.startsWith("--no-"))
                        .map(option -> "--no-" + option.substring(2))
                        .toList()
                : List.of();
    }

    /** The default as the reference shows it: the user's spelling or the rule; empty if there is none. */
    String defaultText() {
        return setting.byDefault().isEmpty() ? setting.computedDefault() : setting.byDefault();
    }
}
