package org.junicorn.launcher.ctl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Shows answers to people. What an older or newer server does not say is a dash. */
final class Views {
    private final Map<String, Object> data;
    private final Rates rates;
    private final StringBuilder out = new StringBuilder();

    private Views(Map<String, Object> data, Rates rates) {
        this.data = data;
        this.rates = rates;
    }

    /** @param words the command */
    static String of(String words, Map<String, Object> data, Rates rates) {
        Views views = new Views(data, rates);
        switch (words) {
            case "show workers" -> views.workers();
            case "show stats" -> views.stats(data);
            case "show listeners" -> views.listeners();
            case "show config" -> views.config();
            case "show sessions" -> views.sessions(data);
            case "show history" -> views.history();
            default -> views.all();
        }
        return views.out.toString();
    }

    private void all() {
        heading("SERVER");
        stats(map(data, "server"));
        heading("WORKERS");
        workerTable();
        heading("LISTENERS");
        listeners();
        heading("SESSIONS");
        sessions(map(data, "sessions"));
        heading("HISTORY");
        history();
    }

    private void stats(Map<String, Object> stats) {
        members(stats);
        for (Map.Entry<String, Object> exit : map(stats, "exits").entrySet()) {
            out.append("exits, ")
                    .append(exit.getKey())
                    .append(": ")
                    .append(Units.count(exit.getValue()))
                    .append('\n');
        }
    }

    private void heading(String text) {
        out.append(out.length() == 0 ? "" : "\n").append(text).append('\n');
    }

    private void workers() {
        workerTable();
        Map<String, Object> server = map(data, "server");
        out.append('\n')
                .append(Units.text(server.get("ready")))
                .append(" of ")
                .append(Units.text(server.get("target")))
                .append(" workers serve")
                .append(spares(server.get("spares")))
                .append("; generation ")
                .append(Units.text(server.get("generation")))
                .append(", ")
                .append(Units.text(server.get("phase")))
                .append(", up ")
                .append(Units.time(server.get("uptime")))
                .append('\n');
        Map<String, Object> reload = map(server, "last_reload");
        if ("failed".equals(reload.get("result"))) {
            out.append("generation ")
                    .append(Units.text(reload.get("generation")))
                    .append(" failed ")
                    .append(Units.time(reload.get("age")))
                    .append(" ago: ")
                    .append(Units.text(reload.get("message")))
                    .append('\n');
        }
        if (server.get("upgrade") != null) {
            out.append(Units.text(server.get("upgrade"))).append('\n');
        }
    }

    /** Nothing of a server that has none. */
    private static String spares(Object count) {
        return count instanceof Number number && number.longValue() > 0 ? ", " + number + " spare" : "";
    }

    private void workerTable() {
        Table table = new Table(
                "SLOT",
                "PID",
                "GEN",
                "STATE ",
                "UP",
                "REQUESTS",
                "RATE/s",
                "ACTIVE",
                "CONNS",
                "BUSY",
                "HEAP",
                "RSS",
                "GC",
                "LAST EXIT ",
                "NOTE ");
        for (Map<String, Object> worker : list(data, "workers")) {
            table.row(
                    Units.text(worker.get("slot")),
                    Units.text(worker.get("pid")),
                    Units.text(worker.get("generation")),
                    Units.text(worker.get("state")),
                    Units.time(worker.get("ready_for")),
                    Units.count(worker.get("requests")),
                    Units.rate(rates.of(worker.get("pid"))),
                    Units.count(worker.get("in_flight")),
                    Units.count(worker.get("connections")),
                    Units.part(worker.get("busy_threads"), worker.get("threads")),
                    Units.bytes(worker.get("heap_used"), worker.get("heap_max")),
                    Units.bytes(worker.get("rss")),
                    Units.share(worker.get("gc_share")),
                    lastExit(map(worker, "last_exit")),
                    worker.get("leaving") == null ? "" : Units.text(worker.get("leaving")));
        }
        out.append(table);
    }

    private static String lastExit(Map<String, Object> exit) {
        return exit.isEmpty() ? "-" : Units.text(exit.get("cause")) + " " + Units.time(exit.get("age")) + " ago";
    }

    private void listeners() {
        Table table = new Table("ADDRESS ", "TYPE ", "FD", "WAITING");
        for (Map<String, Object> listener : list(data, "listeners")) {
            table.row(
                    Units.text(listener.get("address")),
                    Units.text(listener.get("type")),
                    Units.text(listener.get("descriptor")),
                    Units.count(listener.get("waiting")));
        }
        out.append(table);
    }

    private void config() {
        for (Map<String, Object> setting : list(data, "settings")) {
            String value = Units.text(setting.get("value"));
            out.append(setting.get("key"))
                    .append(" =")
                    .append(value.isEmpty() ? "" : " " + value)
                    .append("  # ")
                    .append(setting.get("origin"))
                    .append('\n');
        }
    }

    private void sessions(Map<String, Object> sessions) {
        members(sessions);
        List<Map<String, Object>> files = list(sessions, "files");
        if (!files.isEmpty()) {
            Table table = new Table("FILE ", "SIZE");
            for (Map<String, Object> file : files) {
                table.row(Units.text(file.get("file")), Units.bytes(file.get("size")));
            }
            out.append('\n').append(table);
        }
        Table held = new Table("SLOT", "PID", "SESSIONS HELD");
        for (Map<String, Object> worker : list(sessions, "held")) {
            held.row(
                    Units.text(worker.get("slot")), Units.text(worker.get("pid")), Units.count(worker.get("sessions")));
        }
        out.append('\n').append(held);
    }

    private void history() {
        Table reloads = new Table("GEN", "RESULT ", "AGO", "MESSAGE ");
        for (Map<String, Object> reload : list(data, "reloads")) {
            reloads.row(
                    Units.text(reload.get("generation")),
                    Units.text(reload.get("result")),
                    Units.time(reload.get("age")),
                    reload.get("message") == null ? "" : Units.line(reload.get("message")));
        }
        out.append(reloads);
        List<Map<String, Object>> all = list(data, "exits");
        if (!all.isEmpty()) {
            Table exits =
                    new Table("SLOT", "PID", "GEN", "CAUSE ", "HOW ", "AGO", "LIVED", "REQUESTS", "LOST", "DETAIL ");
            for (Map<String, Object> exit : all) {
                exits.row(
                        Units.text(exit.get("slot")),
                        Units.text(exit.get("pid")),
                        Units.text(exit.get("generation")),
                        Units.text(exit.get("cause")),
                        Units.text(exit.get("how")),
                        Units.time(exit.get("age")),
                        Units.time(exit.get("lifetime")),
                        Units.count(exit.get("requests")),
                        Units.count(exit.get("in_flight")),
                        exit.get("detail") == null ? "" : Units.line(exit.get("detail")));
            }
            out.append('\n').append(exits);
        }
    }

    /** Names and values, one in a line; what holds more than one is shown elsewhere. */
    private void members(Map<String, Object> members) {
        for (Map.Entry<String, Object> member : members.entrySet()) {
            String name = member.getKey();
            Object value = member.getValue();
            if (!(value instanceof Map) && !(value instanceof List)) {
                String text =
                        switch (name) {
                            case "uptime", "cpu", "gc_time", "request_time", "queue_wait_time" -> Units.time(value);
                            case "limit", "bytes_received", "bytes_sent", "supervisor_rss" -> Units.bytes(value);
                            case "pid" -> Units.text(value);
                            default -> value instanceof Long ? Units.count(value) : Units.text(value);
                        };
                out.append(name.replace('_', ' ')).append(": ").append(text).append('\n');
            }
        }
    }

    @SuppressWarnings("unchecked") // JSON's objects have texts as keys
    private static Map<String, Object> map(Map<String, Object> data, String name) {
        return data.get(name) instanceof Map<?, ?> found ? (Map<String, Object>) found : Map.of();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Map<String, Object> data, String name) {
        List<Map<String, Object>> rows = new ArrayList<>();
        if (data.get(name) instanceof List<?> found) {
            for (Object each : found) {
                if (each instanceof Map<?, ?> row) {
                    rows.add((Map<String, Object>) row);
                }
            }
        }
        return rows;
    }
}
