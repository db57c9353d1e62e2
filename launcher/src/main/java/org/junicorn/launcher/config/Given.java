package org.junicorn.launcher.config;

import java.util.List;
import java.util.stream.Collectors;
import org.junicorn.launcher.config.Setting.Split;

/**
 * A value of a setting with its origin.
 *
 * @param declaration the setting
 * @param raw the value as its source gives it
 * @param origin the source
 */
record Given(Declaration declaration, Raw raw, Origin origin) {

    /** The elements as written, those of a list joined for the eye. */
    String text() {
        return join(raw, false);
    }

    String maskedText() {
        return join(raw, true);
    }

    /**
     * @param found the text at fault, quoted; empty if it is not shown
     * @param fault what is wrong, what is expected and the way out
     */
    Problem problem(String found, String fault) {
        return Problem.value(
                declaration.key() + (found.isEmpty() ? "" : " = " + found) + " (" + origin + "): " + fault);
    }

    private String join(Raw value, boolean masked) {
        if (value instanceof Raw.Text text) {
            List<String> elements;
            try {
                elements = declaration.type().elements(value);
            } catch (IllegalArgumentException e) {
                return masked ? Secrets.MASK : text.text();
            }
            return joined(elements, masked);
        }
        return joined(declaration.type().elements(value), masked);
    }

    private String joined(List<String> elements, boolean masked) {
        Split split = declaration.setting().split();
        return elements.stream()
                .map(element -> masked ? Secrets.masked(declaration, element) : element)
                .map(element -> split == Split.WORDS ? ShellWords.quoted(element) : element)
                .collect(Collectors.joining(declaration.type().separator()));
    }
}
