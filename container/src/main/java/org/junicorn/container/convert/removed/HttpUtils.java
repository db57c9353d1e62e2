package org.junicorn.container.convert.removed;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Hashtable;

/** Removed by Servlet 6.0. */
public class HttpUtils {
    public HttpUtils() {}

    /** As it was: the names and values of a query, and an {@link IllegalArgumentException} for a pair without "=". */
    public static Hashtable<String, String[]> parseQueryString(String query) {
        Hashtable<String, String[]> values = new Hashtable<>();
        for (String pair : query.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException(pair);
            }
            String name = URLDecoder.decode(pair.substring(0, equals), StandardCharsets.ISO_8859_1);
            String value = URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.ISO_8859_1);
            String[] before = values.get(name);
            String[] now = before == null ? new String[1] : Arrays.copyOf(before, before.length + 1);
            now[now.length - 1] = value;
            values.put(name, now);
        }
        return values;
    }

    public static Hashtable<String, String[]> parsePostData(int length, ServletInputStream in) {
        if (length <= 0) {
            return new Hashtable<>();
        }
        if (in == null) {
            throw new IllegalArgumentException("no input stream");
        }
        try {
            byte[] body = in.readNBytes(length);
            if (body.length < length) {
                throw new IllegalArgumentException("the body ends early");
            }
            return parseQueryString(new String(body, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    public static StringBuffer getRequestURL(HttpServletRequest request) {
        return request.getRequestURL();
    }
}
