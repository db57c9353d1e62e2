package org.junicorn.launcher.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junicorn.launcher.config.Setting.Split;

/** How the values of a setting are read: its shape from the component's type, its elements by a {@link Scalar}. */
final class ValueType {

    private enum Shape {
        SINGLE,
        OPTIONAL,
        LIST,
        MAP
    }

    /** A value is wrong; the message says why and what to write. */
    static final class BadValue extends Exception {
        private static final long serialVersionUID = 1L;
        private final String found;

        /** @param found the text at fault, masked; empty if it must not or need not be shown */
        BadValue(String found, String message) {
            super(message);
            this.found = found;
        }

        String found() {
            return found;
        }
    }

    private final Shape shape;
    private final Scalar scalar;
    private final Setting setting;

    private ValueType(Shape shape, Scalar scalar, Setting setting) {
        this.shape = shape;
        this.scalar = scalar;
        this.setting = setting;
    }

    static ValueType of(RecordComponent component, Setting setting) {
        Type type = component.getGenericType();
        if (!(type instanceof ParameterizedType generic)) {
            return new ValueType(Shape.SINGLE, Scalar.of(component.getType(), setting), setting);
        }
        Class<?> element = (Class<?>) generic.getActualTypeArguments()[0];
        Shape shape = component.getType() == Optional.class
                ? Shape.OPTIONAL
                : component.getType() == List.class ? Shape.LIST : Shape.MAP;
        return new ValueType(shape, Scalar.of(element, setting), setting);
    }

    boolean isFlag() {
        return shape != Shape.LIST && shape != Shape.MAP && scalar instanceof Scalar.Flag;
    }

    boolean isMap() {
        return shape == Shape.MAP;
    }

    boolean isList() {
        return shape == Shape.LIST;
    }

    /** Whether it is a list of applications, whose paths may be the keys of an object. */
    boolean isMounts() {
        return scalar instanceof Scalar.App;
    }

    /** Whether an option may be given several times. */
    boolean isRepeatable() {
        return isList() || isMap();
    }

    /** The placeholder of a value in the help. */
    String label() {
        return !setting.label().isEmpty() ? setting.label() : isMap() ? "KEY=VALUE" : scalar.label();
    }

    /** Between elements that are written in one line. */
    String separator() {
        if (setting.split() == Split.WORDS) {
            return " ";
        }
        return setting.split() == Split.COLONS ? ":" : ", ";
    }

    /**
     * The value of the component's type.
     *
     * @param directory relative paths start here
     */
    Object read(Raw raw, Path directory) throws BadValue {
        if (isRepeatable()) {
            List<Object> values = new ArrayList<>();
            List<String> elements = split(raw);
            if (isMap()) {
                return entries(elements);
            }
            for (String element : elements) {
                values.add(parse(element, false, directory));
            }
            return values;
        }
        if (!(raw instanceof Raw.Text text)) {
            throw new BadValue("", "a list or an object; write one value");
        }
        if (shape == Shape.OPTIONAL) {
            return text.text().isEmpty() ? Optional.empty() : Optional.of(parse(text.text(), text.bare(), directory));
        }
        return parse(text.text(), text.bare(), directory);
    }

    private Object parse(String text, boolean bare, Path directory) throws BadValue {
        try {
            return scalar.parse(text, bare, directory);
        } catch (IllegalArgumentException e) {
            String shown = setting.secret() ? Secrets.MASK : Secrets.maskedUrl(Secrets.maskedWord(text));
            throw new BadValue(Quoted.of(shown), e.getMessage());
        }
    }

    private List<String> split(Raw raw) throws BadValue {
        if (raw instanceof Raw.Entries && !isMap() && !isMounts()) {
            throw new BadValue("", "an object; write a list or one value");
        }
        try {
            return elements(raw);
        } catch (IllegalArgumentException e) {
            // the text is not shown: with a quote missing, it is unknown which part of it is secret
            throw new BadValue("", e.getMessage());
        }
    }

    private static Map<String, String> entries(List<String> elements) throws BadValue {
        Map<String, String> entries = new LinkedHashMap<>();
        for (int i = 0; i < elements.size(); i++) {
            String element = elements.get(i);
            int equals = element.indexOf('=');
            if (equals < 1) {
                throw new BadValue(
                        "", "entry " + (i + 1) + " has no name and \"=\" in front of its value; write KEY=VALUE");
            }
            if (element.indexOf('\0') >= 0) {
                throw new BadValue("", "entry " + (i + 1) + " has a NUL character");
            }
            if (entries.put(element.substring(0, equals), element.substring(equals + 1)) != null) {
                throw new BadValue("", element.substring(0, equals) + " is given twice");
            }
        }
        return entries;
    }

    /**
     * The texts of the value's elements; one for a setting that is not repeatable.
     *
     * @throws IllegalArgumentException if a text cannot be split
     */
    List<String> elements(Raw raw) {
        if (raw instanceof Raw.Items items) {
            return items.items();
        }
        if (raw instanceof Raw.Entries entries) {
            return entries.entries().entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue())
                    .toList();
        }
        if (raw instanceof Raw.Repeated repeated) {
            List<String> elements = new ArrayList<>();
            for (String text : repeated.texts()) {
                elements.addAll(setting.split() == Split.LINES ? List.of(text) : elements(text));
            }
            return elements;
        }
        String text = ((Raw.Text) raw).text();
        return isRepeatable() ? elements(text) : List.of(text);
    }

    private List<String> elements(String text) {
        if (setting.split() == Split.WORDS) {
            return ShellWords.split(text);
        }
        String separators =
                switch (setting.split()) {
                    case COLONS -> ":\n";
                    case LINES -> "\n";
                    default -> ",\n";
                };
        List<String> elements = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || separators.indexOf(text.charAt(i)) >= 0) {
                String element = text.substring(start, i).strip();
                if (!element.isEmpty()) {
                    elements.add(element);
                }
                start = i + 1;
            }
        }
        return elements;
    }
}
