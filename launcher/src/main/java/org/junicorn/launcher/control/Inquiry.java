package org.junicorn.launcher.control;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;
import org.junicorn.launcher.channel.Fact.Answered;
import org.junicorn.launcher.channel.Order;
import org.junicorn.launcher.channel.Questions.Question;
import org.junicorn.launcher.control.Commands.Refused;
import org.junicorn.launcher.supervisor.Command;
import org.junicorn.launcher.supervisor.Outcome;
import org.junicorn.launcher.supervisor.Status.WorkerStatus;

/** Asks a worker and hands its answer to the client, part by part. A worker that is frozen does not hold it up. */
final class Inquiry {
    private static final Duration PROMPT = Duration.ofSeconds(4);
    private static final Duration COLLECTION = Duration.ofMinutes(2);
    private static final Duration WRITING = Duration.ofMinutes(15);
    private static final Duration SIGN = Duration.ofSeconds(5);

    private final Handler.Client client;
    private final Instance instance;
    private final Supervisor supervisor;

    /** Takes commands. */
    interface Supervisor {
        Outcome ask(Command command) throws TimeoutException, InterruptedException;
    }

    Inquiry(Handler.Client client, Instance instance, Supervisor supervisor) {
        this.client = client;
        this.instance = instance;
        this.supervisor = supervisor;
    }

    Reply threads(WorkerStatus worker) throws Refused, TimeoutException, IOException, InterruptedException {
        Question question = put(worker, Order.Threads::new, Duration.ZERO);
        Optional<Reply> answer = await(question, PROMPT);
        if (answer.isPresent()) {
            return answer.get();
        }
        supervisor.ask(new Command.Dump(worker.id()));
        client.tell(new Reply.Progress(name(worker) + " does not answer; its JVM is asked to print its threads itself"
                + " (SIGCONT, SIGQUIT), see " + instance.outputOfWorkers()));
        return await(question, PROMPT)
                .orElseGet(() -> new Reply.Failed(
                        Reply.Kind.FAILED,
                        name(worker) + " has not answered within "
                                + PROMPT.multipliedBy(2).toSeconds()
                                + "s: it is frozen, or starved of CPU; if its JVM could still print its threads they are"
                                + " in " + instance.outputOfWorkers()));
    }

    Reply gc(WorkerStatus worker) throws Refused, TimeoutException, IOException, InterruptedException {
        return patiently(worker, Order.Gc::new, COLLECTION);
    }

    Reply heap(WorkerStatus worker, String file) throws Refused, TimeoutException, IOException, InterruptedException {
        if (!file.startsWith("/")) {
            throw new Refused("the file must have an absolute path, not " + file);
        }
        return patiently(worker, number -> new Order.Heap(number, file), WRITING);
    }

    private Reply patiently(WorkerStatus worker, LongFunction<Order> order, Duration patience)
            throws Refused, TimeoutException, IOException, InterruptedException {
        return await(put(worker, order, patience), patience)
                .orElseGet(() -> new Reply.Failed(
                        Reply.Kind.FAILED, name(worker) + " has not answered within " + patience.toSeconds() + "s"));
    }

    private Question put(WorkerStatus worker, LongFunction<Order> order, Duration grace)
            throws Refused, TimeoutException, InterruptedException {
        Question question = instance.questions()
                .begin(worker.id())
                .orElseThrow(() -> new Refused(name(worker) + " has not answered the question before this one yet"));
        Outcome outcome = supervisor.ask(new Command.Tell(worker.id(), order.apply(question.number()), grace));
        if (!outcome.accepted()) {
            instance.questions().withdraw(worker.id());
            throw new Refused(outcome.message());
        }
        return question;
    }

    /** Hands on what comes. Empty if the answer did not end in time. */
    private Optional<Reply> await(Question question, Duration patience) throws IOException, InterruptedException {
        BlockingQueue<Answered> parts = question.parts();
        long began = System.nanoTime();
        Duration wait = SIGN.compareTo(patience) < 0 ? SIGN : patience;
        while (System.nanoTime() - began < patience.toNanos()) {
            Answered part = parts.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
            if (part == null) {
                client.stillHere();
                continue;
            }
            switch (part.outcome()) {
                case MORE -> client.tell(new Reply.Text(part.text()));
                case DONE -> {
                    client.tell(new Reply.Text(part.text()));
                    return Optional.of(new Reply.Done(Map.of()));
                }
                case FAILED -> {
                    return Optional.of(new Reply.Failed(Reply.Kind.FAILED, part.text()));
                }
            }
        }
        return Optional.empty();
    }

    private static String name(WorkerStatus worker) {
        return "worker " + worker.slot() + " (pid " + worker.pid() + ")";
    }
}
