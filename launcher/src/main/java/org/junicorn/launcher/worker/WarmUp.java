package org.junicorn.launcher.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junicorn.container.Container;
import org.junicorn.launcher.channel.Fact;
import org.junicorn.launcher.channel.Order;

/** Asks the applications for their hot paths before the worker is ready, on the thread that boots. */
final class WarmUp {
    private final Order.Standby settings;
    private final Container container;
    private final WorkerMain.FactWriter facts;

    WarmUp(Order.Standby settings, Container container, WorkerMain.FactWriter facts) {
        this.settings = settings;
        this.container = container;
        this.facts = facts;
    }

    /** Returns when all was asked for, or the time is over; whatever happens, the worker is ready then. */
    void run() {
        List<String> targets = new ArrayList<>(settings.warmup());
        if (targets.isEmpty()) {
            return;
        }
        long began = System.nanoTime();
        int asked = 0;
        while (asked < settings.requests() && !targets.isEmpty()) {
            Duration left = settings.timeout().minusNanos(System.nanoTime() - began);
            if (left.toMillis() <= 0) {
                break;
            }
            String target = targets.get(asked % targets.size());
            if (!ask(target, left, began)) {
                targets.remove(target);
            }
            asked++;
        }
        container.rehearsed();
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        String figures = asked + " requests in " + took.toMillis() / 1e3 + " s";
        boolean late = took.compareTo(settings.timeout()) >= 0 && asked < settings.requests();
        facts.tell(
                late
                        ? new Fact.Note(
                                "WARNING",
                                "worker.warmup_incomplete",
                                figures + ", not " + settings.requests() + ": warmup_timeout is over")
                        : new Fact.Note("INFO", "worker.warmed_up", figures));
    }

    /** Whether it makes sense to ask for this once more; said if not. */
    private boolean ask(String target, Duration left, long began) {
        String trouble;
        try {
            int status = container.rehearse(target, left);
            if (status < 400) {
                return true;
            }
            trouble = "answered " + status;
        } catch (IOException e) {
            if (System.nanoTime() - began >= settings.timeout().toNanos()) {
                trouble = "has not answered before the end of warmup_timeout";
            } else {
                trouble = String.valueOf(e.getMessage());
            }
        }
        facts.tell(new Fact.Note("WARNING", "worker.warmup_failed", target + ": " + trouble + "; it is left out"));
        return false;
    }
}
