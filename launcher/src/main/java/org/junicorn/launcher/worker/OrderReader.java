package org.junicorn.launcher.worker;

import java.io.BufferedReader;
import java.io.IOException;
import org.junicorn.launcher.channel.Fact;
import org.junicorn.launcher.channel.MessageCodec;
import org.junicorn.launcher.channel.Order;

/** Reads orders on a thread of its own and passes them on; the end of the stream means that the supervisor is gone. */
final class OrderReader {
    private final BufferedReader orders;
    private final MessageCodec<Order> codec;
    private final Life life;
    private final WorkerMain.FactWriter facts;

    OrderReader(BufferedReader orders, MessageCodec<Order> codec, Life life, WorkerMain.FactWriter facts) {
        this.orders = orders;
        this.codec = codec;
        this.life = life;
        this.facts = facts;
    }

    void start() {
        new Thread(this::run, "orders").start(); // no daemon: all others are, and this one keeps the JVM alive
    }

    private void run() {
        try {
            for (String line = orders.readLine(); line != null; line = orders.readLine()) {
                follow(line);
            }
        } catch (IOException e) {
            // the end, too
        }
        life.orphaned();
    }

    private void follow(String line) {
        try {
            life.follow(codec.decode(line));
        } catch (RuntimeException e) {
            facts.tell(new Fact.Note("WARNING", "worker.order_failed", line + ": " + e));
        }
    }
}
