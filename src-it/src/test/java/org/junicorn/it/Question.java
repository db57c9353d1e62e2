package org.junicorn.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What several servers are asked, byte by byte: one request, or a few on one connection.
 *
 * <p>In a file, {@code == name} begins a question, {@code --} a further request of it, {@code #} a comment. Lines end in
 * CRLF on the wire, as does the head's empty line; a body ends with its last character. A first line without a version
 * stands for one of HTTP/1.1 with {@code Host: h}, and with the Content-Length of its body. <code>\r \n \t \\ \xHH</code>
 * are characters, <code>{x*900}</code> is repeated text; <code>{session}</code>, <code>{etag}</code>, <code>{modified}</code>
 * and <code>{location}</code> come from the answers before.
 */
record Question(String name, List<String> requests) {
    private static final Pattern SHORT = Pattern.compile("([A-Z]+) (\\S+)");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:x([0-9A-Fa-f]{2})|([rnt\\\\]))");
    private static final Pattern REPEATED = Pattern.compile("\\{(.+?)\\*(\\d+)}", Pattern.DOTALL);
    private static final Pattern EARLIER = Pattern.compile("\\{(session|etag|modified|location)}");

    Question {
        requests = List.copyOf(requests);
    }

    static List<Question> read(Path file) {
        List<Question> questions = new ArrayList<>();
        String name = "";
        List<String> requests = new ArrayList<>();
        StringBuilder request = new StringBuilder();
        try {
            List<String> lines = new ArrayList<>(Files.readAllLines(file, US_ASCII));
            lines.add("== end");
            for (String line : lines) {
                if (line.startsWith("#")) {
                    continue;
                }
                boolean next = line.startsWith("== ");
                if (!next && !line.equals("--")) {
                    request.append(line).append('\n');
                    continue;
                }
                if (!request.toString().isBlank()) {
                    requests.add(request.toString().stripTrailing());
                }
                request.setLength(0);
                if (next) {
                    if (!requests.isEmpty()) {
                        questions.add(new Question(name, requests));
                    }
                    requests = new ArrayList<>();
                    name = line.substring(3).strip();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return questions;
    }

    /** The method of a request, as far as it matters for reading the answer. */
    static String method(String request) {
        return request.startsWith("HEAD ") ? "HEAD" : "GET";
    }

    /**
     * The bytes of a request.
     *
     * @param earlier what answers before it gave, by name
     */
    static byte[] bytes(String request, Map<String, String> earlier) {
        String text = replace(EARLIER, request, found -> earlier.getOrDefault(found.group(1), "none"));
        text = replace(REPEATED, text, found -> found.group(1).repeat(Integer.parseInt(found.group(2))));
        int end = text.indexOf("\n\n");
        String head = end < 0 ? text : text.substring(0, end);
        String body = unescaped((end < 0 ? "" : text.substring(end + 2)).replace("\n", "\r\n"));
        List<String> lines = new ArrayList<>(List.of(head.split("\n")));
        if (SHORT.matcher(lines.get(0)).matches()) {
            lines.set(0, lines.get(0) + " HTTP/1.1");
            if (lines.stream().noneMatch(line -> line.startsWith("Host:"))) {
                lines.add(1, "Host: h");
            }
            if (end >= 0 && !head.contains("\nContent-Length:") && !head.contains("\nTransfer-Encoding:")) {
                lines.add("Content-Length: " + body.length());
            }
        }
        return (unescaped(String.join("\r\n", lines)) + "\r\n\r\n" + body).getBytes(ISO_8859_1);
    }

    private static String unescaped(String text) {
        return replace(ESCAPE, text, found -> {
            if (found.group(1) != null) {
                return String.valueOf((char) Integer.parseInt(found.group(1), 16));
            }
            return switch (found.group(2)) {
                case "r" -> "\r";
                case "n" -> "\n";
                case "t" -> "\t";
                default -> "\\";
            };
        });
    }

    private static String replace(
            Pattern pattern, String text, java.util.function.Function<MatchResult, String> replacement) {
        return pattern.matcher(text).replaceAll(found -> Matcher.quoteReplacement(replacement.apply(found)));
    }
}
