package org.junicorn.launcher.supervisor;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junicorn.launcher.ExitCode;
import org.junicorn.launcher.channel.Fact;
import org.junicorn.launcher.channel.Handover;

/** What happens to a supervisor. Made by any thread, put into its inbox, applied by its own thread. */
public sealed interface Event {
    /** A signal came; names as in {@code kill -l}. */
    record SignalReceived(String name) implements Event {}

    /** A worker said something. */
    record WorkerSaid(long worker, Fact fact) implements Event {}

    /** A child process has ended: a worker's, or another one's that is then not for us. */
    record ProcessExited(int pid, Optional<Integer> code, Optional<Integer> signal, KernelKills kernel)
            implements Event {}

    /** What the kernel's counters of kills for want of memory say about a process that was killed just now. */
    enum KernelKills {
        /** One more process of the control group of this server. */
        OF_THIS_GROUP,
        /** One more process of the machine; the group has no counter. */
        OF_THE_MACHINE,
        /** No further one. */
        NONE,
        /** There are no counters here. */
        UNKNOWN
    }

    /** A generation can be started. */
    record Prepared(int generation, Policy policy) implements Event {
        Target.Generation asGeneration() {
            return new Target.Generation(generation, policy);
        }
    }

    /** A generation cannot be started. The message may have several lines. */
    record NotPrepared(int generation, ExitCode code, String message) implements Event {}

    /** Somebody wants something done; {@code by} says who, in a word for the log. */
    record Asked(Command command, String by, CompletableFuture<Outcome> answer) implements Event {}

    /** Somebody wants to know how things stand. */
    record StatusWanted(CompletableFuture<Status> answer) implements Event {}

    /** The supervisor that is going to take this one's place said something. */
    record SuccessorSaid(Handover message) implements Event {}

    /** That one's process has ended; {@code how} in words, and the last lines that it printed. */
    record SuccessorEnded(String how, List<String> output) implements Event {}

    /** The supervisor whose place this one takes said something. */
    record PredecessorSaid(Handover message) implements Event {}

    /** That one is gone. */
    record PredecessorGone() implements Event {}

    /** Files that are watched for development have changed and are stable since. */
    record FilesChanged(String what) implements Event {}

    /** There are other certificates now in the files of a generation, and they can be used. */
    record CertificatesRenewed(int generation) implements Event {}
}
