package org.junicorn.launcher.smoke;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junicorn.launcher.smoke.Result.Outcome;

/** Asks the server, directly: no proxy, no redirects, no cookies, HTTP/1.1. */
final class Client {
    private static final int MOST_BYTES = 16 << 20;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Pattern CHARSET = Pattern.compile("(?i)charset=\"?([^\\s;\"]+)");

    static {
        // Else the client refuses to send it; see once().
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "connection");
    }

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();
    private final String url;

    /** @param url of the server, without a path */
    Client(String url) {
        this.url = url;
    }

    /**
     * Does one check.
     *
     * @param retry how long it is repeated while it fails
     * @param deadline when it must be done, by {@link System#nanoTime}
     */
    Result check(SmokeCheck check, Duration retry, long deadline) throws InterruptedException {
        long begun = System.nanoTime();
        while (true) {
            Result result = once(check, begun, deadline);
            long now = System.nanoTime();
            if (!result.bad() || now - begun >= retry.toNanos() || now - deadline >= 0) {
                return result;
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }

    private Result once(SmokeCheck check, long begun, long deadline) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + check.path()))
                .header("User-Agent", "junicorn-smoke")
                .header("Connection", "close") // an idle one would be kept for seconds when the server stops
                .build();
        Body body = new Body();
        // The time-out of a request ends with the head of the response; this one is for all of it.
        CompletableFuture<HttpResponse<Void>> answer =
                http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArrayConsumer(body));
        try {
            HttpResponse<Void> response = answer.get(Math.max(0, deadline - System.nanoTime()), NANOSECONDS);
            Optional<String> fault = check.fault(response.statusCode(), body.text(response));
            return fault.isPresent()
                    ? result(check, Outcome.FAILED, begun, fault.get())
                    : result(check, Outcome.PASSED, begun, "found " + response.statusCode());
        } catch (TimeoutException e) {
            answer.cancel(true);
            return result(check, Outcome.BROKEN, begun, "expected " + check.status() + ", found no answer in time");
        } catch (ExecutionException e) {
            return result(
                    check, Outcome.BROKEN, begun, "expected " + check.status() + ", found no answer: " + e.getCause());
        }
    }

    /** The beginning of a body, as much as can be wanted. */
    private static final class Body implements Consumer<Optional<byte[]>> {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public synchronized void accept(Optional<byte[]> part) {
            if (bytes.size() < MOST_BYTES) {
                part.ifPresent(bytes::writeBytes);
            }
        }

        synchronized String text(HttpResponse<Void> response) {
            Matcher charset = CHARSET.matcher(
                    response.headers().firstValue("Content-Type").orElse(""));
            try {
                return bytes.toString(charset.find() ? Charset.forName(charset.group(1)) : UTF_8);
            } catch (IllegalArgumentException e) {
                return bytes.toString(UTF_8);
            }
        }
    }

    private static Result result(SmokeCheck check, Outcome outcome, long begun, String detail) {
        return new Result(check.spelling(), outcome, Duration.ofNanos(System.nanoTime() - begun), detail);
    }
}
