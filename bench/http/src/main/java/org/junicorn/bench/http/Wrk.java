package org.junicorn.bench.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program wrk. A script tells it the requests, and prints what it found in a line that can be read. */
final class Wrk implements Burst.Tool {
    private static final Pattern MEASURED = Pattern.compile(
            "(?m)^measured requests=(\\d+) micros=(\\d+) connect=(\\d+) read=(\\d+) write=(\\d+) timeout=(\\d+)"
                    + " status=(\\d+)$");
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final String DONE = String.join(
            "\n",
            "function done(summary, latency, requests)",
            "  local e = summary.errors",
            "  io.write(string.format('measured requests=%d micros=%d connect=%d read=%d write=%d timeout=%d status=%d\\n',",
            "    summary.requests, summary.duration, e.connect, e.read, e.write, e.timeout, e.status))",
            "end",
            "");

    private final Path folder;
    private final int threads;

    /** @param folder for its script */
    Wrk(Path folder, int threads) {
        this.folder = folder;
        this.threads = threads;
    }

    @Override
    public Burst run(Target target, int seconds) throws IOException, InterruptedException {
        Path script = Files.writeString(folder.resolve("wrk.lua"), script(target.asks()));
        return parse(Output.of(
                List.of(
                        "wrk",
                        "-t" + threads,
                        "-c" + target.connections(),
                        "-d" + seconds + "s",
                        "--timeout",
                        "10s",
                        "-s",
                        script.toString(),
                        target.url()),
                folder,
                Duration.ofSeconds(seconds).plus(GRACE)));
    }

    /** A single request is one that wrk itself repeats, which costs it least. */
    static String script(List<Ask> asks) {
        if (asks.size() == 1) {
            Ask ask = asks.get(0);
            String body = ask.body().isEmpty() ? "" : "wrk.body = " + quoted(ask.body()) + "\n";
            return "wrk.method = " + quoted(ask.method()) + "\n" + "wrk.headers = " + headers(ask) + "\n" + body + DONE;
        }
        StringBuilder script = new StringBuilder("local all = {}\nlocal at = 0\nfunction init(args)\n");
        for (Ask ask : asks) {
            script.append("  all[#all + 1] = wrk.format(")
                    .append(quoted(ask.method()))
                    .append(", ")
                    .append(quoted(ask.path()))
                    .append(", ")
                    .append(headers(ask))
                    .append(ask.body().isEmpty() ? "" : ", " + quoted(ask.body()))
                    .append(")\n");
        }
        return script.append("end\nfunction request()\n  at = at % #all + 1\n  return all[at]\nend\n") + DONE;
    }

    private static String headers(Ask ask) {
        StringJoiner table = new StringJoiner(", ", "{", "}");
        table.add("[\"Host\"] = \"localhost\"");
        ask.headers().forEach((name, value) -> table.add("[" + quoted(name) + "] = " + quoted(value)));
        return table.toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    /** @throws IOException if there is no such line */
    static Burst parse(String output) throws IOException {
        Matcher found = MEASURED.matcher(output);
        if (!found.find()) {
            throw new IOException("wrk has not measured:\n" + output);
        }
        long errors = 0;
        for (int group = 3; group <= found.groupCount(); group++) {
            errors += Long.parseLong(found.group(group));
        }
        return new Burst(Long.parseLong(found.group(1)), Long.parseLong(found.group(2)) / 1e6, errors);
    }
}
