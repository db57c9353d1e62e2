package org.junicorn.bench.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * Stacks of a recording of the JDK Flight Recorder, added up: how much of the samples of CPU time, or of the bytes that
 * were allocated, was in which method, and what it called. As a picture whose bars are as wide as that, or as text, one
 * stack a line, which other programs read ("collapsed").
 */
final class Flames {
    private static final int WIDTH = 1200;
    private static final int ROW = 15;
    private static final int TOP = 40;
    private static final double CHARACTER = 6.2;
    private static final double NARROWEST = 0.6;

    private final Frame root = new Frame();

    /** What is counted. */
    enum Kind {
        CPU("samples", List.of("jdk.ExecutionSample", "jdk.NativeMethodSample")),
        ALLOCATION("bytes", List.of("jdk.ObjectAllocationSample"));

        private final String unit;
        private final List<String> events;

        Kind(String unit, List<String> events) {
            this.unit = unit;
            this.events = events;
        }

        /** @param event of the flight recorder */
        private boolean counts(RecordedEvent event) {
            return events.contains(event.getEventType().getName());
        }

        private long weight(RecordedEvent event) {
            return this == ALLOCATION ? event.getLong("weight") : 1;
        }
    }

    private static final class Frame {
        private long total;
        private final Map<String, Frame> callees = new TreeMap<>();

        private int depth() {
            return 1 + callees.values().stream().mapToInt(Frame::depth).max().orElse(0);
        }
    }

    /** @throws IOException if it is no recording, or cannot be read */
    static Flames read(Path recording, Kind kind) throws IOException {
        Flames flames = new Flames();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                RecordedStackTrace stack = event.getStackTrace();
                if (kind.counts(event) && stack != null) {
                    List<String> methods = new ArrayList<>();
                    stack.getFrames().forEach(frame -> methods.add(0, name(frame)));
                    if (kind == Kind.ALLOCATION) {
                        methods.add(
                                "new " + shortened(event.getClass("objectClass").getName()));
                    }
                    flames.add(methods, kind.weight(event));
                }
            }
        }
        return flames;
    }

    private static String name(RecordedFrame frame) {
        return shortened(frame.getMethod().getType().getName()) + "."
                + frame.getMethod().getName();
    }

    /** Names of classes without those of packages but the first letters; lambdas without their numbers. */
    private static String shortened(String type) {
        String plain = type.replaceAll("(\\$\\$Lambda)[^.]*", "$1").replaceAll("[+/]0x[0-9a-f]+", "");
        String[] parts = plain.split("\\.");
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < parts.length - 1; i++) {
            name.append(parts[i].isEmpty() ? "" : parts[i].charAt(0)).append('.');
        }
        return name.append(parts[parts.length - 1]).toString();
    }

    /** @param methods the outermost first */
    void add(List<String> methods, long weight) {
        Frame at = root;
        at.total += weight;
        for (String method : methods) {
            at = at.callees.computeIfAbsent(method, none -> new Frame());
            at.total += weight;
        }
    }

    /** How much was counted. */
    long total() {
        return root.total;
    }

    /** One stack a line, its methods separated by semicolons, the outermost first, and then how much it counts. */
    String collapsed() {
        StringBuilder lines = new StringBuilder();
        collapse(root, "", lines);
        return lines.toString();
    }

    private static void collapse(Frame frame, String path, StringBuilder lines) {
        long own = frame.total
                - frame.callees.values().stream()
                        .mapToLong(callee -> callee.total)
                        .sum();
        if (own > 0 && !path.isEmpty()) {
            lines.append(path).append(' ').append(own).append('\n');
        }
        frame.callees.forEach((name, callee) -> collapse(callee, path.isEmpty() ? name : path + ";" + name, lines));
    }

    /** A picture of it. What is narrower than a point is left out. */
    String svg(String title, Kind kind) {
        int height = TOP + root.depth() * ROW;
        StringBuilder svg = new StringBuilder();
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .append(WIDTH)
                .append(' ')
                .append(height)
                .append(
                        "\" font-family=\"monospace\" font-size=\"10\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n")
                .append("<text x=\"8\" y=\"20\" font-size=\"14\">")
                .append(escaped(title + ", " + root.total + " " + kind.unit))
                .append("</text>\n");
        draw(root, 0, height - ROW, kind, svg);
        return svg.append("</svg>\n").toString();
    }

    private void draw(Frame frame, double left, int top, Kind kind, StringBuilder svg) {
        double at = left;
        for (Map.Entry<String, Frame> each : frame.callees.entrySet()) {
            Frame callee = each.getValue();
            double width = (double) callee.total * WIDTH / root.total;
            if (width >= NARROWEST) {
                bar(each.getKey(), callee, at, width, top, kind, svg);
                draw(callee, at, top - ROW, kind, svg);
            }
            at += width;
        }
    }

    private void bar(String name, Frame frame, double x, double width, int y, Kind kind, StringBuilder svg) {
        double share = 100.0 * frame.total / root.total;
        svg.append(String.format(
                Locale.ROOT,
                "<g><title>%s: %d %s, %.1f%%</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"14\" fill=\"%s\"/>",
                escaped(name),
                frame.total,
                kind.unit,
                share,
                x,
                y,
                Math.max(0.5, width - 0.5),
                colour(name)));
        int room = (int) (width / CHARACTER);
        if (room > 3) {
            String text = name.length() > room ? name.substring(0, room) : name;
            svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%d\">%s</text>", x + 2, y + 11, escaped(text)));
        }
        svg.append("</g>\n");
    }

    /** Ours are red, Undertow's and XNIO's yellow, the JDK's grey. */
    private static String colour(String name) {
        String callee = name.startsWith("new ") ? name.substring(4) : name;
        if (callee.startsWith("o.j.")) {
            return "#f0806a";
        }
        return callee.startsWith("i.u.") || callee.startsWith("o.x.") ? "#f5cf6b" : "#d4d4d0";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /**
     * Arguments: {@code cpu} or {@code allocation}, a recording, the picture to write, and its title. The stacks as text
     * go beside the picture, in a file of the same name that ends in {@code .collapsed}.
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 4) {
            System.err.println("expected: cpu|allocation RECORDING.jfr PICTURE.svg TITLE");
            System.exit(2);
        }
        Kind kind = Kind.valueOf(args[0].toUpperCase(Locale.ROOT));
        Flames flames = read(Path.of(args[1]), kind);
        if (flames.total() == 0) {
            System.err.println(args[1] + " has no samples of " + args[0]);
            System.exit(1);
        }
        Path picture = Path.of(args[2]);
        Files.writeString(picture, flames.svg(args[3], kind));
        String file = picture.getFileName().toString();
        Files.writeString(picture.resolveSibling(file.replaceAll("\\.svg$", "") + ".collapsed"), flames.collapsed());
    }
}
