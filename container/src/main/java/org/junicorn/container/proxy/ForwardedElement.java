package org.junicorn.container.proxy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What one proxy has added to the header {@code Forwarded} (RFC 7239, 4), by parameter. */
record ForwardedElement(Map<String, String> parameters) {

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** @throws MisleadingHeaderException if a quote or a value is malformed: a client might hide what proxies have added */
    static List<ForwardedElement> parse(String header) throws MisleadingHeaderException {
        List<ForwardedElement> elements = new ArrayList<>();
        Reader reader = new Reader(header);
        while (true) {
            Map<String, String> parameters = new LinkedHashMap<>();
            reader.skipSpace();
            while (!reader.atEnd() && reader.peek() != ',') {
                if (reader.peek() == ';') {
                    reader.next();
                    reader.skipSpace();
                    continue;
                }
                String name = reader.token().toLowerCase(Locale.ROOT);
                reader.expect('=');
                if (parameters.put(name, reader.value()) != null) {
                    throw malformed("a parameter is there twice");
                }
                reader.skipSpace();
                if (!reader.atEnd() && reader.peek() != ';' && reader.peek() != ',') {
                    throw malformed("something follows a value");
                }
            }
            if (!parameters.isEmpty()) {
                elements.add(new ForwardedElement(parameters));
            }
            if (reader.atEnd()) {
                return elements;
            }
            reader.next();
        }
    }

    private static MisleadingHeaderException malformed(String fault) {
        return new MisleadingHeaderException("The header Forwarded is malformed: " + fault + ".");
    }

    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        boolean atEnd() {
            return at >= text.length();
        }

        char peek() {
            return text.charAt(at);
        }

        char next() throws MisleadingHeaderException {
            if (atEnd()) {
                throw malformed("it ends too early");
            }
            return text.charAt(at++);
        }

        void skipSpace() {
            while (!atEnd() && (peek() == ' ' || peek() == '\t')) {
                at++;
            }
        }

        void expect(char c) throws MisleadingHeaderException {
            if (next() != c) {
                throw malformed("a parameter has no value");
            }
        }

        String value() throws MisleadingHeaderException {
            if (!atEnd() && peek() == '"') {
                return quoted();
            }
            return token();
        }

        /** RFC 9110, 5.6.2; also with the characters of an address, which many proxies do not quote. */
        String token() throws MisleadingHeaderException {
            int start = at;
            while (!atEnd()
                    && (Character.isLetterOrDigit(peek()) && peek() < 128
                            || "!#$%&'*+-.^_`|~:[]".indexOf(peek()) >= 0)) {
                at++;
            }
            if (at == start) {
                throw malformed("a name or value is missing");
            }
            return text.substring(start, at);
        }

        private String quoted() throws MisleadingHeaderException {
            next();
            StringBuilder value = new StringBuilder();
            for (char c = next(); c != '"'; c = next()) {
                value.append(c == '\\' ? next() : c);
            }
            return value.toString();
        }
    }
}
