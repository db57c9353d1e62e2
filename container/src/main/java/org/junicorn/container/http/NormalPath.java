package org.junicorn.container.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import org.junicorn.container.PathRules;

/** Makes the path that is matched and mapped out of the path that was sent (Servlet 6.1, 3.5.2). Pure. */
final class NormalPath {
    private NormalPath() {}

    /** A path with more than one possible meaning. The message says which part. */
    static final class MalformedPathException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedPathException(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Removes path parameters, decodes once, as UTF-8, and resolves empty segments, "." and "..".
     *
     * @param raw the path as it was sent, without a query
     * @param rules what else separates segments
     * @throws MalformedPathException if it leads above the root, is no UTF-8, or has a separator, a control character
     *     or dots disguised so that a proxy before us may have understood it differently
     */
    static String of(String raw, PathRules rules) throws MalformedPathException {
        if (!raw.startsWith("/")) {
            throw new MalformedPathException("the path does not begin with a slash");
        }
        return isPlain(raw) ? raw : resolve(separated(raw, rules));
    }

    /**
     * With the separators as slashes that are so by the rules. Those that are not are refused when they are decoded;
     * what passes through becomes a text that decodes to what was sent.
     */
    private static String separated(String raw, PathRules rules) {
        String path = raw;
        if (rules.backslash()) {
            path = path.replace('\\', '/').replace("%5C", "/").replace("%5c", "/");
        }
        return switch (rules.encodedSolidus()) {
            case REJECT -> path;
            case DECODE -> path.replace("%2F", "/").replace("%2f", "/");
            case PASSTHROUGH -> path.replace("%2F", "%252F").replace("%2f", "%252f");
        };
    }

    /** Nearly every path: nothing to do, nothing to allocate. */
    private static boolean isPlain(String raw) {
        char before = 0;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%' || c == ';' || c == '\\' || c <= ' ' || c >= 0x7f || before == '/' && (c == '/' || c == '.')) {
                return false;
            }
            before = c;
        }
        return true;
    }

    private static String resolve(String raw) throws MalformedPathException {
        Deque<String> segments = new ArrayDeque<>();
        boolean folder = false;
        for (String segment : raw.substring(1).split("/", -1)) {
            int parameters = segment.indexOf(';');
            String name = decode(parameters < 0 ? segment : segment.substring(0, parameters));
            boolean dots = name.equals(".") || name.equals("..");
            if (dots && parameters >= 0) {
                throw new MalformedPathException("the path has a dot segment with a parameter");
            }
            folder = dots || name.isEmpty();
            if (name.equals("..")) {
                if (segments.pollLast() == null) {
                    throw new MalformedPathException("the path leads above the root");
                }
            } else if (!folder) {
                segments.addLast(name);
            }
        }
        String path = "/" + String.join("/", segments);
        return folder && !segments.isEmpty() ? path + "/" : path;
    }

    private static String decode(String segment) throws MalformedPathException {
        byte[] bytes = new byte[segment.length()];
        int count = 0;
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            int value = c;
            if (c == '%') {
                if (i + 2 >= segment.length()
                        || !HexFormat.isHexDigit(segment.charAt(i + 1))
                        || !HexFormat.isHexDigit(segment.charAt(i + 2))) {
                    throw new MalformedPathException("the path has an incomplete escape");
                }
                value = HexFormat.fromHexDigits(segment, i + 1, i + 3);
                i += 2;
            } else if (c >= 0x80) {
                throw new MalformedPathException("the path has a character that is not escaped");
            }
            if (value < 0x20 || value == 0x7f) {
                throw new MalformedPathException("the path has a control character");
            }
            if (value == '/') {
                throw new MalformedPathException(
                        "the path has an escaped slash; with encoded_solidus = decode or passthrough it may");
            }
            if (value == '\\') {
                throw new MalformedPathException("the path has a backslash; with allow_backslash = true it may");
            }
            bytes[count++] = (byte) value;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, count))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedPathException("the path is not UTF-8");
        }
    }
}
