package org.junicorn.container;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many requests one client may send: {@code 100/s;burst=200;by=address;path=/api/}.
 *
 * @param interval between two requests in the long run
 * @param burst requests that may come at once after a pause, at least 1
 * @param by what tells clients apart
 * @param name of the header or cookie; "" for addresses
 * @param path of the requests that are counted, a prefix; others pass
 */
public record RateRule(Duration interval, int burst, By by, String name, String path) {
    private static final Pattern RATE = Pattern.compile("(\\d{1,7})/(s|m|h)");
    private static final Pattern BURST = Pattern.compile("[1-9]\\d{0,6}");
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /** As long as a client's past matters. */
    private static final Duration LONGEST = Duration.ofDays(1);

    /** What tells clients apart. */
    public enum By {
        ADDRESS,
        HEADER,
        COOKIE
    }

    /** @throws IllegalArgumentException if the text is no such rule; the message completes "name = text: …" */
    public static RateRule parse(String text) {
        String[] parts = text.strip().split(";", -1);
        Matcher rate = RATE.matcher(parts[0].strip());
        if (!rate.matches() || Integer.parseInt(rate.group(1)) == 0) {
            throw new IllegalArgumentException("not a rate; write 100/s, 20/m or 500/h, and perhaps ;burst=200");
        }
        int count = Integer.parseInt(rate.group(1));
        int burst = count;
        By by = By.ADDRESS;
        String name = "";
        String path = "/";
        for (int i = 1; i < parts.length; i++) {
            String[] option = parts[i].strip().split("=", 2);
            String value = option.length == 2 ? option[1].strip() : "";
            switch (option[0].strip()) {
                case "burst" -> {
                    if (!BURST.matcher(value).matches()) {
                        throw new IllegalArgumentException("burst is a number of requests from 1 to 9999999");
                    }
                    burst = Integer.parseInt(value);
                }
                case "by" -> {
                    int colon = value.indexOf(':');
                    by = kind(colon < 0 ? value : value.substring(0, colon));
                    name = colon < 0 ? "" : value.substring(colon + 1);
                    if (by == By.ADDRESS ? colon >= 0 : !TOKEN.matcher(name).matches()) {
                        throw new IllegalArgumentException(
                                "by takes address, header:NAME or cookie:NAME, not " + value);
                    }
                }
                case "path" -> {
                    if (!value.startsWith("/")) {
                        throw new IllegalArgumentException("path is the beginning of a path, such as /api/");
                    }
                    path = value;
                }
                default ->
                    throw new IllegalArgumentException(
                            "there is no " + option[0].strip() + "; the options are burst, by and path");
            }
        }
        Duration interval = unit(rate.group(2)).dividedBy(count);
        if (interval.toNanos() < 1000) {
            throw new IllegalArgumentException("too many; write at most 1000000/s");
        }
        if (interval.multipliedBy(burst).compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "it takes more than a day until so many may come again; lower the burst");
        }
        return new RateRule(interval, burst, by, name, path);
    }

    private static By kind(String text) {
        for (By by : By.values()) {
            if (by.name().toLowerCase(Locale.ROOT).equals(text)) {
                return by;
            }
        }
        throw new IllegalArgumentException("by takes address, header:NAME or cookie:NAME, not " + text);
    }

    private static Duration unit(String text) {
        return switch (text) {
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            default -> Duration.ofHours(1);
        };
    }

    /** In a spelling that {@link #parse} reads: a number of requests per hour would not always be a whole one. */
    @Override
    public String toString() {
        String who = by == By.ADDRESS ? "address" : by.name().toLowerCase(Locale.ROOT) + ":" + name;
        return "1 per " + interval + ";burst=" + burst + ";by=" + who + ";path=" + path;
    }
}
