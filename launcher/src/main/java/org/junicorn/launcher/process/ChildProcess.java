package org.junicorn.launcher.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junicorn.launcher.listen.Descriptors;
import org.junicorn.launcher.log.Lines;

/**
 * A spawned process with its four pipes: lines go to its standard input, its two outputs are passed on to the logs (and
 * their last lines kept), and lines come from a pipe of its own on descriptor {@link #FACTS}.
 */
final class ChildProcess {
    /** The child's descriptor for what it has to tell. */
    static final int FACTS = 3;

    private static final long OUTPUT_GRACE_MILLIS = 300;
    private static final long OUTPUT_MOST_MILLIS = 10_000;

    private final int pid;
    private final OutputStream orders;
    private final Output output;
    private final List<LinePump> pumps;

    private ChildProcess(int pid, OutputStream orders, Output output, List<LinePump> pumps) {
        this.pid = pid;
        this.orders = orders;
        this.output = output;
        this.pumps = pumps;
    }

    /**
     * What to start.
     *
     * @param name for the names of threads
     * @param file the program
     * @param argv the name that {@code ps} shows, then the arguments
     * @param inherited descriptors that it gets as 4, 5, …
     * @param out where its standard output goes; empty: to our own
     * @param err where its standard error goes
     * @param facts takes each line it says
     * @param onExit takes its end, after all that it has said
     */
    record Plan(
            String name,
            String file,
            List<String> argv,
            Map<String, String> environment,
            Path folder,
            List<Integer> inherited,
            Optional<Lines> out,
            Lines err,
            Consumer<String> facts,
            Consumer<Posix.Exit> onExit) {}

    static ChildProcess start(Plan plan) throws IOException {
        List<Posix.Pipe> pipes = new ArrayList<>();
        try {
            for (int i = 0; i < (plan.out().isPresent() ? 4 : 3); i++) {
                pipes.add(Posix.pipe());
            }
            List<Integer> descriptors = new ArrayList<>();
            descriptors.add(pipes.get(0).readEnd());
            pipes.stream().skip(1).forEach(pipe -> descriptors.add(pipe.writeEnd()));
            if (plan.out().isEmpty()) {
                descriptors.add(1, 1);
            }
            descriptors.addAll(plan.inherited());
            int pid = Posix.spawn(
                    new Posix.Program(plan.file(), plan.argv(), plan.environment(), plan.folder(), descriptors));
            Posix.closeDescriptor(pipes.get(0).readEnd());
            for (Posix.Pipe pipe : pipes.subList(1, pipes.size())) {
                Posix.closeDescriptor(pipe.writeEnd());
            }
            return connect(plan, pid, pipes);
        } catch (NoThreadException e) {
            throw e; // the pipes are closed
        } catch (IOException e) {
            for (Posix.Pipe pipe : pipes) {
                Posix.closeDescriptor(pipe.readEnd());
                Posix.closeDescriptor(pipe.writeEnd());
            }
            throw e;
        }
    }

    /** There is a process, but nobody could read what it says. */
    private static final class NoThreadException extends IOException {
        private static final long serialVersionUID = 1L;

        NoThreadException(OutOfMemoryError cause) {
            super("no thread can be started to read its output; is the limit on processes too low? " + cause, cause);
        }
    }

    private static ChildProcess connect(Plan plan, int pid, List<Posix.Pipe> pipes) throws NoThreadException {
        ChildProcess process = new ChildProcess(
                pid, new FileOutputStream(Descriptors.wrap(pipes.get(0).writeEnd())), new Output(), new ArrayList<>());
        Map<String, LinePump.Sink> sinks = new LinkedHashMap<>();
        plan.out().ifPresent(out -> sinks.put("-out", passOn(process.output, out)));
        sinks.put("-err", passOn(process.output, plan.err()));
        sinks.put("-facts", LinePump.eachLine(plan.facts()));
        try {
            sinks.forEach((name, sink) -> process.pumps.add(new LinePump(
                    plan.name() + name, pipes.get(process.pumps.size() + 1).readEnd(), sink)));
            return process;
        } catch (OutOfMemoryError e) { // "unable to create native thread"; not a reason to take the server down
            Posix.signal(pid, Posix.Signal.KILL);
            process.closeOrders();
            pipes.stream().skip(1 + process.pumps.size()).forEach(pipe -> Posix.closeDescriptor(pipe.readEnd()));
            throw new NoThreadException(e);
        }
    }

    private static LinePump.Sink passOn(Output output, Lines log) {
        return (bytes, length) -> {
            log.write(bytes, length);
            output.add(bytes, length);
        };
    }

    int pid() {
        return pid;
    }

    /** Writes one line to its standard input. A process that is gone does not hear it; its end is told elsewhere. */
    synchronized void say(String line) {
        try {
            orders.write((line + "\n").getBytes(UTF_8));
        } catch (IOException e) {
            // Its end is on the way as an event.
        }
    }

    /**
     * After its end: waits for what it has written last, why it has failed among it; but not for what its own children,
     * who may hold the pipes, may write yet.
     */
    void awaitOutput() throws InterruptedException {
        for (LinePump pump : pumps) {
            pump.await(OUTPUT_GRACE_MILLIS, OUTPUT_MOST_MILLIS);
        }
    }

    List<String> lastLines() {
        return output.last();
    }

    /** Closes its standard input, which tells it that nobody is left. */
    synchronized void closeOrders() {
        try {
            orders.close();
        } catch (IOException e) {
            // It is closed in any case.
        }
    }
}
