package org.junicorn.container.http;

import io.undertow.util.HttpString;
import java.text.SimpleDateFormat;
import java.util.Date;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junicorn.container.http.AccessLogFormat.Part;
import org.junicorn.container.http.AccessLogSyntax.Token;

/**
 * The patterns of Tomcat's AccessLogValve. {@code %h} is the address, since nobody is asked for names; {@code %P} is the
 * process, as in Apache's httpd. Sessions are never begun or looked up for a line: {@code %S} is the one that the request
 * has used.
 */
final class TomcatPatterns {
    private TomcatPatterns() {}

    static Part part(Token token) {
        return token.name().isPresent() ? named(token.name().get(), token.letter()) : plain(token.letter());
    }

    private static Part plain(char letter) {
        return switch (letter) {
            case 'a', 'h' -> AccessLogFormat.text(AccessLogEntry::remote);
            case 'A' -> AccessLogFormat.text(AccessLogEntry::local);
            case 'b' -> AccessLogFormat.text(e -> e.bytes() == 0 ? "" : Long.toString(e.bytes()));
            case 'B' -> (line, e) -> line.append(e.bytes());
            case 'D' -> (line, e) -> line.append(TimeUnit.NANOSECONDS.toMicros(e.nanos()));
            case 'F' -> AccessLogFormat.text(TomcatPatterns::millisToCommit);
            case 'H' -> AccessLogFormat.text(AccessLogEntry::protocol);
            case 'I' -> ofCommitment(Commitment::thread);
            case 'l' -> AccessLogFormat.text(e -> "");
            case 'm' -> AccessLogFormat.text(AccessLogEntry::method);
            case 'p' -> AccessLogFormat.text(AccessLogEntry::serverPort);
            case 'P' ->
                AccessLogFormat.constant(Long.toString(ProcessHandle.current().pid()));
            case 'q' ->
                (line, e) -> {
                    String query = e.exchange().getQueryString();
                    AccessLogFormat.escape(line, query.isEmpty() ? "" : "?" + query);
                };
            case 'r' -> AccessLogFormat.text(AccessLogEntry::requestLine);
            case 's' -> (line, e) -> line.append(e.status());
            case 'S' -> ofCommitment(Commitment::sessionId);
            case 't' -> AccessLogFormat.clock();
            case 'T' -> (line, e) -> line.append(TimeUnit.NANOSECONDS.toSeconds(e.nanos()));
            case 'u' -> AccessLogFormat.text(AccessLogEntry::user);
            case 'U' -> AccessLogFormat.text(e -> e.exchange().getRequestURI());
            case 'v' -> AccessLogFormat.text(AccessLogEntry::serverName);
            case 'X' -> (line, e) -> line.append(e.connectionStatus());
            default -> throw new AssertionError("no pattern %" + letter);
        };
    }

    private static Part named(String name, char letter) {
        return switch (letter) {
            case 'a' -> AccessLogFormat.text(name.equals("peer") ? AccessLogEntry::peer : AccessLogEntry::remote);
            case 'c' -> AccessLogFormat.text(e -> e.cookie(name));
            case 'i' -> {
                HttpString header = new HttpString(name);
                yield AccessLogFormat.text(e -> AccessLogEntry.all(e.exchange().getRequestHeaders(), header));
            }
            case 'L' -> AccessLogFormat.text(TomcatPatterns::connection);
            case 'o' -> {
                HttpString header = new HttpString(name);
                yield AccessLogFormat.text(e -> AccessLogEntry.all(e.exchange().getResponseHeaders(), header));
            }
            case 'p' ->
                AccessLogFormat.text(name.equals("remote") ? AccessLogEntry::remotePort : AccessLogEntry::serverPort);
            case 'r' ->
                ofCommitment(commitment -> commitment.requestAttributes().getOrDefault(name, ""));
            case 's' ->
                ofCommitment(commitment -> commitment.sessionAttributes().getOrDefault(name, ""));
            case 't' -> time(name);
            case 'T' -> elapsed(name);
            default -> throw new AssertionError("no pattern %{" + name + "}" + letter);
        };
    }

    private static Part ofCommitment(Function<Commitment, String> text) {
        return AccessLogFormat.text(e -> e.commitment().map(text).orElse(""));
    }

    private static String millisToCommit(AccessLogEntry entry) {
        long began = System.nanoTime() - entry.nanos();
        return entry.commitment()
                .map(commitment ->
                        Long.toString(Math.max(0, TimeUnit.NANOSECONDS.toMillis(commitment.nanos() - began))))
                .orElse("");
    }

    private static String connection(AccessLogEntry entry) {
        return entry.exchange().getConnection() == null
                ? ""
                : Integer.toHexString(System.identityHashCode(entry.exchange().getConnection()));
    }

    private static Part elapsed(String unit) {
        return switch (unit) {
            case "ns" -> (line, e) -> line.append(e.nanos());
            case "us" -> (line, e) -> line.append(TimeUnit.NANOSECONDS.toMicros(e.nanos()));
            case "ms" -> (line, e) -> line.append(TimeUnit.NANOSECONDS.toMillis(e.nanos()));
            case "s" -> (line, e) -> line.append(TimeUnit.NANOSECONDS.toSeconds(e.nanos()));
            default ->
                (line, e) ->
                        line.append(String.format(Locale.ROOT, "%.3f", TimeUnit.NANOSECONDS.toMillis(e.nanos()) / 1e3));
        };
    }

    private static Part time(String text) {
        boolean begin = AccessLogSyntax.ofBegin(text);
        String kind = AccessLogSyntax.withoutPrefix(text);
        SimpleDateFormat pattern = kind.isEmpty() ? AccessLogFormat.commonTime() : AccessLogSyntax.timeFormat(text);
        return (line, e) -> {
            long millis = System.currentTimeMillis() - (begin ? TimeUnit.NANOSECONDS.toMillis(e.nanos()) : 0);
            switch (kind) {
                case "sec" -> line.append(millis / 1000);
                case "msec" -> line.append(millis);
                case "msec_frac" -> line.append(String.format(Locale.ROOT, "%03d", millis % 1000));
                default -> AccessLogFormat.escape(line, ((SimpleDateFormat) pattern.clone()).format(new Date(millis)));
            }
        };
    }
}
