package org.junicorn.launcher.supervisor;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;

/**
 * The supervisor as everybody else sees it: questions and commands go into its inbox, answers come as futures, completed
 * on its thread. After its end nothing is answered any more. Safe for all threads.
 */
public final class Operations {
    private final BlockingQueue<Event> inbox;

    public Operations(BlockingQueue<Event> inbox) {
        this.inbox = inbox;
    }

    /** How the server is now. */
    public CompletableFuture<Status> status() {
        CompletableFuture<Status> answer = new CompletableFuture<>();
        inbox.add(new Event.StatusWanted(answer));
        return answer;
    }

    /**
     * Asks for something.
     *
     * @param by who asks, in a word for the log: {@code ctl}, {@code dashboard}
     */
    public CompletableFuture<Outcome> ask(Command command, String by) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        inbox.add(new Event.Asked(command, by, answer));
        return answer;
    }
}
