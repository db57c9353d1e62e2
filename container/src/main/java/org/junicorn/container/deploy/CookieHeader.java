package org.junicorn.container.deploy;

import io.undertow.util.DateUtils;
import jakarta.servlet.http.Cookie;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A cookie as Tomcat's Rfc6265CookieProcessor writes it (RFC 6265, 4.1). Pure but for the date of its end. */
final class CookieHeader {
    private static final Set<String> WRITTEN =
            Set.of("max-age", "expires", "domain", "path", "secure", "httponly", "samesite", "comment", "version");

    private CookieHeader() {}

    /**
     * The value of Set-Cookie; characters beyond ASCII are the bytes of UTF-8, one character each.
     *
     * @param sameSite the SameSite of a cookie that does not say it; "unset" for none
     * @throws IllegalArgumentException if the value, the domain or the path has a character that would end it
     */
    static String of(Cookie cookie, String sameSite) {
        StringBuilder header = new StringBuilder(cookie.getName()).append('=');
        String value = cookie.getValue() == null ? "" : cookie.getValue();
        checkValue(value);
        header.append(bytes(value));
        int age = cookie.getMaxAge();
        if (age >= 0) {
            if (age > 0) {
                header.append("; Max-Age=").append(age);
            }
            // For clients that only know this. The beginning of time, give or take a zone.
            Date end = age == 0 ? new Date(10_000) : new Date(System.currentTimeMillis() + age * 1000L);
            header.append("; Expires=").append(DateUtils.toDateString(end));
        }
        if (cookie.getDomain() != null && !cookie.getDomain().isEmpty()) {
            checkDomain(cookie.getDomain());
            header.append("; Domain=").append(cookie.getDomain());
        }
        if (cookie.getPath() != null && !cookie.getPath().isEmpty()) {
            checkText("path", cookie.getPath());
            header.append("; Path=").append(bytes(cookie.getPath()));
        }
        if (cookie.getSecure()) {
            header.append("; Secure");
        }
        if (cookie.isHttpOnly()) {
            header.append("; HttpOnly");
        }
        Map<String, String> attributes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        attributes.put("SameSite", sameSite.substring(0, 1).toUpperCase(Locale.ROOT) + sameSite.substring(1));
        attributes.putAll(cookie.getAttributes());
        attributes.forEach((name, text) -> attribute(header, name, text));
        return header.toString();
    }

    private static void attribute(StringBuilder header, String name, String text) {
        boolean sameSite = name.equalsIgnoreCase("SameSite");
        if (!sameSite && WRITTEN.contains(name.toLowerCase(Locale.ROOT))
                || sameSite && text.equalsIgnoreCase("unset")) {
            return;
        }
        checkText("attribute " + name, text);
        header.append("; ").append(name);
        if (!text.isEmpty()) {
            header.append('=').append(text);
        }
    }

    private static void checkValue(String value) {
        int start = 0;
        int end = value.length();
        if (end > 1 && value.startsWith("\"") && value.endsWith("\"")) {
            start++;
            end--;
        }
        for (int i = start; i < end; i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c == '"' || c == ',' || c == ';' || c == '\\' || c == 0x7f) {
                throw new IllegalArgumentException(
                        "a cookie's value cannot have the character [" + Integer.toString(c) + "]; encode the value");
            }
        }
    }

    private static void checkDomain(String domain) {
        boolean labels = domain.chars()
                .allMatch(c ->
                        c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '-');
        if (!labels || domain.startsWith(".") || domain.startsWith("-") || domain.endsWith("-")) {
            throw new IllegalArgumentException(
                    "a cookie's domain cannot be [" + domain + "]; give a host name, without a" + " dot in front");
        }
    }

    private static void checkText(String what, String text) {
        if (text.chars().anyMatch(c -> c < ' ' || c == ';' || c == 0x7f)) {
            throw new IllegalArgumentException(
                    "a cookie's " + what + " cannot be [" + text + "]: it has a semicolon or a" + " control character");
        }
    }

    /** Undertow makes a byte of each character. */
    private static String bytes(String text) {
        return text.chars().allMatch(c -> c < 0x80)
                ? text
                : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
