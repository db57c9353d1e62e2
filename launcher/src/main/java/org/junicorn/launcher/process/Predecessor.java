package org.junicorn.launcher.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.junicorn.launcher.ExitCode;
import org.junicorn.launcher.channel.Handover;
import org.junicorn.launcher.channel.MessageCodec;
import org.junicorn.launcher.listen.BindAddress;
import org.junicorn.launcher.listen.Descriptors;
import org.junicorn.launcher.listen.Listeners;
import org.junicorn.launcher.supervisor.Event;
import org.junicorn.launcher.supervisor.Inheritance;

/**
 * The supervisor whose place this one takes: what it gave, and the two ways between. It speaks on standard input, whose end
 * means that it is gone. Called by the supervisor's thread; a thread of its own reads.
 */
final class Predecessor implements Inheritance {
    private static final MessageCodec<Handover> MESSAGES = new MessageCodec<>(Handover.class);
    private static final int STANDARD_ERROR = 2;

    /** What becomes this process's own when it takes over. */
    interface Belonging {
        void claim() throws IOException;
    }

    private final Handover.Inherit given;
    private final OutputStream out;
    private final Listeners listeners = new Listeners();
    private final List<Belonging> belongings = new ArrayList<>();
    private final List<Runnable> whenGone = new ArrayList<>();
    private Consumer<IOException> trouble = e -> {};

    private Predecessor(Handover.Inherit given) {
        this.given = given;
        this.out = new FileOutputStream(Descriptors.wrap(given.factDescriptor()));
    }

    /**
     * The one that has started this process in order to be replaced; empty if there is none.
     *
     * @throws Refusal if what it gave cannot be used
     */
    static Optional<Predecessor> of(Map<String, String> environment) throws Refusal {
        String text = environment.get(Environment.PREDECESSOR);
        if (text == null) {
            return Optional.empty();
        }
        try {
            if (!(MESSAGES.decode(text) instanceof Handover.Inherit given)) {
                throw new IllegalArgumentException("another message");
            }
            Predecessor predecessor = new Predecessor(given);
            for (String line : given.listeners()) {
                String[] words = line.split("\t", 3);
                predecessor.listeners.inherit(
                        BindAddress.parse(words[1], Path.of("/")),
                        Integer.parseInt(words[0]),
                        words[2].isEmpty() ? Optional.empty() : Optional.of(Path.of(words[2])));
            }
            return Optional.of(predecessor);
        } catch (IllegalArgumentException | IOException e) {
            throw new Refusal(
                    ExitCode.INTERNAL,
                    Environment.PREDECESSOR + " is not what a supervisor of this version gives its successor ("
                            + e.getMessage() + "); restart the server instead of upgrading it");
        }
    }

    int pid() {
        return given.pid();
    }

    /** Its listeners. */
    Listeners listeners() {
        return listeners;
    }

    /** Where to listen, if the service manager has said so. */
    Optional<List<BindAddress>> activated() {
        return given.activated() ? Optional.of(List.copyOf(listeners.byAddress().keySet())) : Optional.empty();
    }

    /** The folder of its local sessions. */
    Path sessions() {
        return Path.of(given.sessions());
    }

    boolean hasPidFile(Path file) {
        return given.pidFile().equals(file.toString());
    }

    /** Has something claimed when this process takes over, after what was named before. */
    void leaves(Belonging belonging) {
        belongings.add(belonging);
    }

    /** Has something done when the predecessor is gone. */
    void whenGone(Runnable action) {
        whenGone.add(action);
    }

    /**
     * Begins to listen to it.
     *
     * @param onTrouble takes what could not be claimed
     */
    void listen(BlockingQueue<Event> inbox, Consumer<IOException> onTrouble) {
        trouble = onTrouble;
        Thread thread = new Thread(null, () -> read(inbox), "predecessor", 128 * 1024);
        thread.setDaemon(true);
        thread.start();
    }

    private static void read(BlockingQueue<Event> inbox) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                inbox.add(new Event.PredecessorSaid(MESSAGES.decode(line)));
            }
        } catch (IOException | IllegalArgumentException e) {
            // the end, too: nothing that it says later could be understood
        }
        inbox.add(new Event.PredecessorGone());
    }

    @Override
    public void report(Handover message) {
        try {
            out.write((MESSAGES.encode(message) + "\n").getBytes(UTF_8));
        } catch (IOException e) {
            // It is gone, which comes as an event.
        }
    }

    @Override
    public void ready() {
        report(new Handover.Ready(listeners.byAddress().keySet().stream()
                .map(BindAddress::toString)
                .toList()));
    }

    @Override
    public void takeOver() {
        List<IOException> failures = new ArrayList<>();
        claim(() -> Posix.moveDescriptor(given.standardError(), STANDARD_ERROR), failures);
        listeners.own();
        belongings.forEach(belonging -> claim(belonging, failures));
        failures.forEach(trouble);
    }

    private static void claim(Belonging belonging, List<IOException> failures) {
        try {
            belonging.claim();
        } catch (IOException e) {
            failures.add(e);
        }
    }

    @Override
    public void predecessorGone() {
        whenGone.forEach(Runnable::run);
        try {
            out.close();
        } catch (IOException e) {
            // Nobody reads it any more.
        }
    }
}
