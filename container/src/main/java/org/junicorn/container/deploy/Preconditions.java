package org.junicorn.container.deploy;

import io.undertow.util.DateUtils;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Date;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** If-Match and its relatives (RFC 9110, 13). */
public final class Preconditions {
    private Preconditions() {}

    /**
     * In the order of RFC 9110, 13.2.2.
     *
     * @param modified milliseconds since the epoch
     * @return 200 to go on, 304, or 412
     */
    static int check(HttpServletRequest request, String entityTag, long modified) {
        return check(request.getMethod(), request::getHeader, header -> date(request, header), entityTag, modified);
    }

    /** The same for a request that is none of a servlet. */
    public static int check(String method, Function<String, String> headers, String entityTag, long modified) {
        return check(
                method,
                headers,
                header -> {
                    String text = headers.apply(header);
                    Date date = text == null ? null : DateUtils.parseDate(text);
                    return date == null ? -1 : date.getTime();
                },
                entityTag,
                modified);
    }

    private static int check(
            String method,
            Function<String, String> headers,
            ToLongFunction<String> dates,
            String entityTag,
            long modified) {
        boolean reading = method.equals("GET") || method.equals("HEAD");
        String match = headers.apply("If-Match");
        if (match != null) {
            if (!matches(match, entityTag, false)) {
                return HttpServletResponse.SC_PRECONDITION_FAILED;
            }
        } else {
            long limit = dates.applyAsLong("If-Unmodified-Since");
            if (limit >= 0 && seconds(modified) > seconds(limit)) {
                return HttpServletResponse.SC_PRECONDITION_FAILED;
            }
        }
        String noneMatch = headers.apply("If-None-Match");
        if (noneMatch != null) {
            if (!matches(noneMatch, entityTag, true)) {
                return HttpServletResponse.SC_OK;
            }
            return reading ? HttpServletResponse.SC_NOT_MODIFIED : HttpServletResponse.SC_PRECONDITION_FAILED;
        }
        long since = dates.applyAsLong("If-Modified-Since");
        boolean unchanged = reading && since >= 0 && seconds(modified) <= seconds(since);
        return unchanged ? HttpServletResponse.SC_NOT_MODIFIED : HttpServletResponse.SC_OK;
    }

    /**
     * Whether a list of entity tags names this one.
     *
     * @param weak compare weakly (RFC 9110, 8.8.3.2): {@code W/} makes no difference; else no weak tag ever matches
     */
    public static boolean matches(String list, String entityTag, boolean weak) {
        if (list.strip().equals("*")) {
            return true;
        }
        if (!weak && entityTag.startsWith("W/")) {
            return false;
        }
        String wanted = opaque(entityTag);
        int at = 0;
        while (at < list.length()) {
            int open = list.indexOf('"', at);
            int close = open < 0 ? -1 : list.indexOf('"', open + 1);
            if (close < 0) {
                return false;
            }
            boolean weakTag = open >= 2 && list.startsWith("W/", open - 2);
            if ((weak || !weakTag) && list.substring(open, close + 1).equals(wanted)) {
                return true;
            }
            at = close + 1;
        }
        return false;
    }

    private static String opaque(String entityTag) {
        return entityTag.startsWith("W/") ? entityTag.substring(2) : entityTag;
    }

    /** Milliseconds since the epoch; -1 if the header is missing or no date, and so does not count. */
    static long date(HttpServletRequest request, String header) {
        try {
            return request.getDateHeader(header);
        } catch (IllegalArgumentException e) {
            return -1;
        }
    }

    private static long seconds(long millis) {
        return Math.floorDiv(millis, 1000L);
    }
}
