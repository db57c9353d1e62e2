package org.junicorn.launcher.channel;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What workers were asked and have not answered to the end, at most one question for each worker: one that is frozen
 * must not have orders piled up before it. Safe for all threads.
 */
public final class Questions {
    private final AtomicLong last = new AtomicLong();
    private final Map<Long, Question> byWorker = new ConcurrentHashMap<>();

    /** A question, and what was answered so far. */
    public static final class Question {
        private final long number;
        private final BlockingQueue<Fact.Answered> parts = new LinkedBlockingQueue<>();

        private Question(long number) {
            this.number = number;
        }

        /** For the order. */
        public long number() {
            return number;
        }

        /** The parts of the answer, in their order. After the worker's end there is one that says so. */
        public BlockingQueue<Fact.Answered> parts() {
            return parts;
        }
    }

    /** A question for a worker; empty if it has not answered the one before. */
    public Optional<Question> begin(long worker) {
        Question question = new Question(last.incrementAndGet());
        return byWorker.putIfAbsent(worker, question) == null ? Optional.of(question) : Optional.empty();
    }

    /** The question was not put: the worker can be asked another one. */
    public void withdraw(long worker) {
        byWorker.remove(worker);
    }

    /** A worker has answered. */
    public void answered(long worker, Fact.Answered part) {
        Question question = byWorker.get(worker);
        if (question != null && question.number() == part.question()) {
            if (part.outcome() != Fact.Answered.Outcome.MORE) {
                byWorker.remove(worker);
            }
            question.parts.add(part);
        }
    }

    /** A worker has ended. */
    public void gone(long worker) {
        Question question = byWorker.remove(worker);
        if (question != null) {
            question.parts.add(new Fact.Answered(
                    question.number(), Fact.Answered.Outcome.FAILED, "the worker ended before it had answered"));
        }
    }
}
