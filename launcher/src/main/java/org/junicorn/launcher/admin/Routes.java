package org.junicorn.launcher.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junicorn.launcher.supervisor.Command;
import org.junicorn.launcher.supervisor.Operations;
import org.junicorn.launcher.supervisor.Outcome;
import org.junicorn.launcher.supervisor.Status;

/** Which request is answered how. Safe for all threads. */
final class Routes implements Function<Request, Response> {
    private static final List<String> PAGES =
            List.of("/", "/livez", "/readyz", "/metrics", "/api/status", "/api/samples", "/api/events");

    private static final String RELOAD = "/api/reload";
    private static final Pattern WORKER = Pattern.compile("/api/workers/([0-9]{1,18})/(drain|restart)");
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Who guesses tokens has to be patient. */
    private static final Duration PENALTY = Duration.ofMillis(300);

    private final Observer observer;
    private final Operations operations;
    private final EventRing events;
    private final Samples samples;
    private final Optional<byte[]> token;
    private final Json json;
    private final MetricsPage metrics;

    /** @param token what commands must send; empty: there are none */
    Routes(
            Observer observer,
            Operations operations,
            EventRing events,
            Samples samples,
            Optional<String> token,
            String version) {
        this.observer = observer;
        this.operations = operations;
        this.events = events;
        this.samples = samples;
        this.token = token.map(text -> text.getBytes(UTF_8));
        this.json = new Json(version, token.isPresent());
        this.metrics = new MetricsPage(version);
    }

    @Override
    public Response apply(Request request) {
        try {
            Matcher worker = WORKER.matcher(request.path());
            if (request.path().equals(RELOAD)) {
                return commanded(request, new Command.Reload());
            } else if (worker.matches()) {
                long id = Long.parseLong(worker.group(1));
                return commanded(
                        request, worker.group(2).equals("drain") ? new Command.Drain(id) : new Command.Restart(id));
            } else if (!PAGES.contains(request.path())) {
                return Response.text(404, "there is nothing at " + request.path() + "; there are " + PAGES);
            } else if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
                return Response.text(405, "only GET and HEAD are answered here").with("Allow", "GET, HEAD");
            }
            return page(request);
        } catch (RuntimeException | Error e) {
            return Response.text(500, "a fault of Junicorn itself: " + e);
        }
    }

    private Response page(Request request) {
        switch (request.path()) {
            case "/" -> {
                Page page = Page.dashboard();
                return Response.of(200, "text/html; charset=utf-8", page.html())
                        .with("Content-Security-Policy", page.securityPolicy())
                        .with("Referrer-Policy", "no-referrer");
            }
            case "/api/samples" -> {
                return Response.json(200, json.samples(samples.all()));
            }
            case "/api/events" -> {
                String after = request.query().getOrDefault("after", "0");
                return after.matches("[0-9]{1,18}")
                        ? Response.json(200, json.events(events.after(Long.parseLong(after))))
                        : Response.text(400, "after is not a number");
            }
            default -> {}
        }
        Optional<Status> status = observer.status();
        if (status.isEmpty()) {
            return Response.text(503, "the supervisor does not answer");
        }
        return switch (request.path()) {
            case "/livez" -> Response.text(200, "ok");
            case "/readyz" -> ready(status.get());
            case "/metrics" ->
                metrics.of(observer.look(status.get()), request.header("accept").orElse(""));
            case "/api/status" -> Response.json(200, json.status(observer.look(status.get())));
            default -> throw new AssertionError("no branch for " + request.path());
        };
    }

    private Response ready(Status status) {
        return switch (status.phase()) {
            case STARTING -> Response.text(503, "starting: no worker was ready yet");
            case STOPPING -> Response.text(503, "stopping");
            case SERVING, RELOADING ->
                observer.serves(status) ? Response.text(200, "ok") : Response.text(503, "no worker serves");
        };
    }

    private Response commanded(Request request, Command command) {
        if (!request.method().equals("POST")) {
            return Response.text(405, "commands are sent with POST").with("Allow", "POST");
        }
        if (token.isEmpty()) {
            return Response.json(403, json.error("commands need the setting admin_token, and it is not set"));
        }
        if (!knows(request.header("authorization").orElse(""))) {
            LockSupport.parkNanos(PENALTY.toNanos());
            return Response.json(401, json.error("the token is not admin_token"))
                    .with("WWW-Authenticate", "Bearer");
        }
        try {
            Outcome outcome = operations.ask(command, "admin").get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return Response.json(outcome.accepted() ? 202 : 409, json.outcome(outcome));
        } catch (TimeoutException | ExecutionException e) {
            return Response.json(503, json.error("the supervisor does not answer"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Response.json(503, json.error("the supervisor is ending"));
        }
    }

    /** In a time that does not depend on how much of it is right. */
    private boolean knows(String authorization) {
        boolean bearer = authorization.regionMatches(true, 0, "Bearer ", 0, 7);
        byte[] given = (bearer ? authorization.substring(7).trim() : "").getBytes(UTF_8);
        return MessageDigest.isEqual(token.orElseThrow(), given);
    }
}
