package org.junicorn.container.deploy;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A part of a file: its first and its last byte, counting from 0 (RFC 9110, 14). */
public record ByteRange(long first, long last) {
    public long length() {
        return last - first + 1;
    }

    /**
     * What a request asks for.
     *
     * @param length of what would be sent, which may be another form of the file
     * @return empty for the whole file; an empty list if the ranges cannot be satisfied
     */
    static Optional<List<ByteRange>> requested(HttpServletRequest request, AppFile file, long length) {
        String header = request.getHeader("Range");
        if (header == null || file.length() == 0 || !request.getMethod().equals("GET") || !unchanged(request, file)) {
            return Optional.empty();
        }
        return parse(header, length);
    }

    /** If-Range (RFC 9110, 13.1.5): a tag has to match strongly, a date exactly, give or take its resolution. */
    private static boolean unchanged(HttpServletRequest request, AppFile file) {
        String header = request.getHeader("If-Range");
        if (header == null) {
            return true;
        }
        long date = Preconditions.date(request, "If-Range");
        return date >= 0
                ? Math.abs(file.modified() - date) <= 1000
                : !header.strip().equals("*") && Preconditions.matches(header, file.entityTag(), false);
    }

    /**
     * What a header asks for.
     *
     * @param length of what would be sent
     * @return empty for the whole of it; an empty list if the ranges cannot be satisfied
     */
    public static Optional<List<ByteRange>> parse(String header, long length) {
        int equals = header.indexOf('=');
        if (equals < 0) {
            return Optional.of(List.of());
        }
        if (!header.substring(0, equals).strip().toLowerCase(Locale.ROOT).equals("bytes")) {
            return Optional.empty();
        }
        String[] specs = header.substring(equals + 1).split(",", -1);
        List<ByteRange> ranges = new ArrayList<>();
        for (String spec : specs) {
            Optional<ByteRange> range = range(spec.strip(), length);
            if (range.isEmpty()) {
                return Optional.of(List.of());
            }
            ranges.add(range.get());
        }
        if (overlap(ranges)) {
            return Optional.of(List.of());
        }
        return Optional.of(List.copyOf(ranges));
    }

    /** A way of making a small file a large answer, which nobody else needs; refused as by Tomcat. */
    private static boolean overlap(List<ByteRange> ranges) {
        List<ByteRange> sorted = ranges.stream()
                .sorted(Comparator.comparingLong(ByteRange::first))
                .toList();
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).first() <= sorted.get(i - 1).last()) {
                return true;
            }
        }
        return false;
    }

    private static Optional<ByteRange> range(String spec, long length) {
        int dash = spec.indexOf('-');
        if (dash < 0 || length == 0) {
            return Optional.empty();
        }
        try {
            if (dash == 0) {
                long suffix = number(spec.substring(1));
                return suffix == 0
                        ? Optional.empty()
                        : Optional.of(new ByteRange(Math.max(0, length - suffix), length - 1));
            }
            long first = number(spec.substring(0, dash));
            String end = spec.substring(dash + 1);
            long last = end.isEmpty() ? length - 1 : Math.min(number(end), length - 1);
            return first > last ? Optional.empty() : Optional.of(new ByteRange(first, last));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static long number(String digits) {
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new NumberFormatException(digits);
        }
        return Long.parseLong(digits);
    }
}
