package org.junicorn.container.deploy;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junicorn.container.DeploymentException;

/**
 * Pages of the user in place of {@link ErrorReport}'s own. In them {@code ${status}}, {@code ${reason}}, {@code ${message}}
 * and {@code ${request_id}} stand for what they name, escaped as the kind of file asks for; anything else is left as it is.
 */
public final class ErrorPages {
    private static final Pattern FORM = Pattern.compile("([45][0-9]{2}|[45]xx|default)=(.+)");
    private static final Pattern PLACE = Pattern.compile("\\$\\{(status|reason|message|request_id)}");
    private static final int MOST_BYTES = 256 << 10;

    /** By status, class of statuses or {@code default}. */
    private final Map<String, List<Template>> templates = new LinkedHashMap<>();

    /**
     * A page that is still to be filled in.
     *
     * @param when a status, as {@code 404}, a class of them, as {@code 5xx}, or {@code default}
     */
    public record Source(String when, String file) {}

    private record Template(Kind kind, String text) {}

    /** By the ends of the files' names. */
    private enum Kind {
        HTML("text/html;charset=utf-8", ".html", ".htm"),
        JSON("application/json", ".json"),
        XML("application/xml;charset=utf-8", ".xml"),
        TEXT("text/plain;charset=utf-8", ".txt");

        private final String type;
        private final List<String> ends;

        Kind(String type, String... ends) {
            this.type = type;
            this.ends = List.of(ends);
        }

        static Optional<Kind> of(String file) {
            String lower = file.toLowerCase(Locale.ROOT);
            for (Kind kind : values()) {
                if (kind.ends.stream().anyMatch(lower::endsWith)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }

        String escape(String text) {
            return switch (this) {
                case HTML, XML -> ErrorReport.escape(text);
                case JSON -> json(text);
                case TEXT -> text;
            };
        }

        private static String json(String text) {
            StringBuilder escaped = new StringBuilder(text.length() + 16);
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '"' || c == '\\') {
                    escaped.append('\\').append(c);
                } else if (c < ' ') {
                    escaped.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                } else {
                    escaped.append(c);
                }
            }
            return escaped.toString();
        }

        /** How much a client wants this kind (RFC 9110, 12.5.1): 0 for not at all. */
        double wanted(String accept) {
            String media = type.replaceFirst(";.*", "");
            double quality = 0;
            int precision = -1;
            for (String range : accept.toLowerCase(Locale.ROOT).split(",")) {
                String[] parts = range.split(";");
                String name = parts[0].strip();
                int exact = name.equals(media) ? 2 : name.equals(media.replaceFirst("/.*", "/*")) ? 1 : 0;
                if ((exact > 0 || name.equals("*/*")) && exact > precision) {
                    precision = exact;
                    quality = weight(parts);
                }
            }
            return quality;
        }

        private static double weight(String[] parts) {
            for (String part : parts) {
                String parameter = part.strip();
                if (parameter.matches("q=[01](\\.[0-9]{0,3})?")) {
                    return Double.parseDouble(parameter.substring(2));
                }
            }
            return 1;
        }
    }

    private ErrorPages() {}

    /** @throws IllegalArgumentException if it is not {@code STATUS=FILE}, or the file of no kind that is known */
    public static Source parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "not STATUS=FILE; write one such as 404=not-found.html, 5xx=sorry.html or default=error.json");
        }
        if (Kind.of(matcher.group(2)).isEmpty()) {
            throw new IllegalArgumentException(
                    "not a file of a known kind; its name must end in .html, .json, .xml or .txt");
        }
        return new Source(matcher.group(1), matcher.group(2));
    }

    /** @throws DeploymentException if a file cannot be read */
    public static ErrorPages read(List<String> sources) throws DeploymentException {
        ErrorPages pages = new ErrorPages();
        for (String text : sources) {
            Source source = parse(text);
            Path file = Path.of(source.file());
            try {
                if (Files.size(file) > MOST_BYTES) {
                    throw new DeploymentException(
                            "error_page = \"" + text + "\": the file is longer than " + MOST_BYTES + " bytes");
                }
                Template template = new Template(
                        Kind.of(source.file()).orElseThrow(), Files.readString(file, StandardCharsets.UTF_8));
                pages.templates
                        .computeIfAbsent(source.when(), when -> new ArrayList<>())
                        .add(template);
            } catch (IOException e) {
                throw new DeploymentException(
                        "error_page = \"" + text + "\": the file cannot be read as UTF-8: " + e.getMessage(), e);
            }
        }
        return pages;
    }

    /** The page for a request; empty if there is none for this status. */
    Optional<ErrorReport.Page> page(HttpServerExchange exchange, int status, String message) {
        String accept = exchange.getRequestHeaders().getFirst(Headers.ACCEPT);
        return page(accept == null ? "" : accept, RequestIdentity.of(exchange).orElse(""), status, message);
    }

    /** The page for something that was no request. */
    public Optional<ErrorReport.Page> page(int status, String message) {
        return page("", "", status, message);
    }

    private Optional<ErrorReport.Page> page(String accept, String id, int status, String message) {
        for (String when : List.of(Integer.toString(status), status / 100 + "xx", "default")) {
            List<Template> choice = templates.getOrDefault(when, List.of());
            if (!choice.isEmpty()) {
                return Optional.of(filled(best(choice, accept), id, status, message));
            }
        }
        return Optional.empty();
    }

    /** Of equally wanted ones the first; any rather than none. */
    private static Template best(List<Template> choice, String accept) {
        Template best = choice.get(0);
        for (Template template : choice) {
            if (template.kind().wanted(accept) > best.kind().wanted(accept)) {
                best = template;
            }
        }
        return best;
    }

    private static ErrorReport.Page filled(Template template, String id, int status, String message) {
        String text = PLACE.matcher(template.text())
                .replaceAll(place -> Matcher.quoteReplacement(template.kind()
                        .escape(
                                switch (place.group(1)) {
                                    case "status" -> Integer.toString(status);
                                    case "reason" -> ErrorReport.reason(status);
                                    case "message" -> message;
                                    default -> id;
                                })));
        return new ErrorReport.Page(template.kind().type, false, text.getBytes(StandardCharsets.UTF_8));
    }
}
