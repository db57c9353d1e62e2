package org.junicorn.launcher.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.junicorn.launcher.channel.JvmFigures;
import org.junicorn.launcher.process.ProcessFigures;
import org.junicorn.launcher.supervisor.Outcome;

/** What the dashboard and scripts read. Sizes are bytes, times are seconds; what is not known is left out. */
final class Json {
    private final JsonFactory factory = new JsonFactory();
    private final Instant started = Instant.now();
    private final String version;
    private final boolean commands;

    /** @param commands whether commands are taken, from those who know the token */
    Json(String version, boolean commands) {
        this.version = version;
        this.commands = commands;
    }

    @FunctionalInterface
    private interface Body {
        void write(JsonGenerator out) throws IOException;
    }

    private byte[] object(Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(2048);
        try (JsonGenerator out = factory.createGenerator(bytes)) {
            out.writeStartObject();
            body.write(out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    byte[] error(String message) {
        return object(out -> out.writeStringField("error", message));
    }

    byte[] outcome(Outcome outcome) {
        return object(out -> {
            out.writeStringField("message", outcome.message());
            number(out, "generation", outcome.generation());
        });
    }

    private static void number(JsonGenerator out, String name, OptionalInt value) throws IOException {
        if (value.isPresent()) {
            out.writeNumberField(name, value.getAsInt());
        }
    }

    byte[] status(Look look) {
        return object(out -> {
            out.writeStringField("phase", look.status().phase().name().toLowerCase(Locale.ROOT));
            out.writeStringField("version", version);
            out.writeStringField("started", started.toString());
            out.writeNumberField("uptime_seconds", seconds(look.status().uptime()));
            number(out, "generation", look.status().generation());
            number(out, "candidate", look.status().candidate());
            out.writeNumberField("target", look.status().target());
            out.writeNumberField("spares", look.status().spares());
            out.writeNumberField("requests", look.total().requests());
            out.writeBooleanField("commands", commands);
            out.writeArrayFieldStart("workers");
            for (Look.Process worker : look.workers()) {
                out.writeStartObject();
                worker(out, worker, look.now());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeObjectFieldStart("backlog");
            for (Map.Entry<String, Long> listener : look.backlog().entrySet()) {
                out.writeNumberField(listener.getKey(), listener.getValue());
            }
            out.writeEndObject();
        });
    }

    private static void worker(JsonGenerator out, Look.Process worker, long now) throws IOException {
        out.writeNumberField("id", worker.status().id());
        out.writeNumberField("slot", worker.status().slot());
        out.writeNumberField("generation", worker.status().generation());
        out.writeNumberField("pid", worker.status().pid());
        out.writeStringField("state", worker.status().state());
        out.writeBooleanField("accepting", worker.status().accepting());
        if (worker.status().leaving().isPresent()) {
            out.writeStringField("leaving", worker.status().leaving().get());
        }
        out.writeNumberField("age_seconds", seconds(worker.status().age()));
        out.writeNumberField("requests", worker.row().requests());
        out.writeNumberField("in_flight", worker.row().inFlight());
        out.writeNumberField("queued", worker.row().queued());
        out.writeNumberField("oldest_request_seconds", seconds(worker.row().oldestRequest(now)));
        out.writeNumberField("busy_threads", worker.row().busyThreads());
        out.writeNumberField("connections", worker.row().connections());
        out.writeNumberField("sessions", worker.row().sessions());
        JvmFigures jvm = worker.row().jvm();
        if (jvm.heapMax() > 0) {
            out.writeNumberField("heap_used_bytes", jvm.heapUsed());
            out.writeNumberField("heap_max_bytes", jvm.heapMax());
            out.writeNumberField("old_used_bytes", jvm.oldUsed());
            out.writeNumberField("gc_seconds", seconds(jvm.gcTime()));
            out.writeNumberField("threads", jvm.threads());
        }
        if (worker.figures().isPresent()) {
            ProcessFigures figures = worker.figures().get();
            out.writeNumberField("rss_bytes", figures.rss());
            out.writeNumberField("cpu_seconds", seconds(figures.cpu()));
        }
    }

    byte[] samples(List<Samples.Sample> samples) {
        return object(out -> {
            out.writeArrayFieldStart("samples");
            for (Samples.Sample sample : samples) {
                out.writeStartObject();
                out.writeNumberField("time", sample.time());
                out.writeNumberField("rate", sample.rate());
                out.writeNumberField("client_errors", sample.clientErrors());
                out.writeNumberField("server_errors", sample.serverErrors());
                if (sample.p50().isPresent()) {
                    out.writeNumberField("p50", sample.p50().get());
                }
                if (sample.p99().isPresent()) {
                    out.writeNumberField("p99", sample.p99().get());
                }
                out.writeEndObject();
            }
            out.writeEndArray();
        });
    }

    byte[] events(List<EventRing.Numbered> events) {
        return object(out -> {
            out.writeArrayFieldStart("events");
            for (EventRing.Numbered event : events) {
                out.writeStartObject();
                out.writeNumberField("id", event.id());
                out.writeStringField("time", event.entry().time().toString());
                out.writeStringField("level", event.entry().level().name());
                out.writeStringField("name", event.entry().name());
                out.writeObjectFieldStart("fields");
                for (Map.Entry<String, String> field : event.entry().fields().entrySet()) {
                    out.writeStringField(field.getKey(), field.getValue());
                }
                out.writeEndObject();
                out.writeEndObject();
            }
            out.writeEndArray();
        });
    }
}
