package org.junicorn.samples.boot;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** What is answered later, or bit by bit. */
@RestController
class EventsController {
    private final BlockingQueue<String> news = new LinkedBlockingQueue<>();

    /** Tells one reader what is posted to this worker, until that is "end". */
    @GetMapping("/events")
    SseEmitter events() {
        SseEmitter emitter = new SseEmitter(60_000L);
        CompletableFuture.runAsync(() -> {
            try {
                emitter.send("begin");
                for (String next = news.poll(30, TimeUnit.SECONDS);
                        next != null && !next.equals("end");
                        next = news.poll(30, TimeUnit.SECONDS)) {
                    emitter.send(next);
                }
                emitter.complete();
            } catch (IOException e) {
                emitter.completeWithError(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return emitter;
    }

    @PostMapping("/events")
    void post(@RequestParam("text") String text) {
        news.add(text);
    }

    @GetMapping("/later")
    Callable<String> later() {
        return () -> "later";
    }

    @GetMapping("/conflict")
    String conflict() {
        throw new ResponseStatusException(HttpStatus.CONFLICT);
    }
}
