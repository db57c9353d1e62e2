package org.junicorn.launcher.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import org.junicorn.launcher.channel.Handover;
import org.junicorn.launcher.channel.MessageCodec;
import org.junicorn.launcher.listen.BindAddress;
import org.junicorn.launcher.listen.Listeners;
import org.junicorn.launcher.listen.Listeners.Listener;
import org.junicorn.launcher.log.EventLog;
import org.junicorn.launcher.log.LogFile;
import org.junicorn.launcher.supervisor.Event;
import org.junicorn.launcher.supervisor.Succession;

/**
 * The process that takes this supervisor's place: the same command line in the same folder, with the listening sockets on
 * descriptors from 5 on. What it prints on standard error comes here first, so that a failure can be explained, and is
 * passed on; once it has taken over it has the stream for itself. Called by the supervisor's thread.
 */
final class Successor implements Succession, AutoCloseable {
    private static final MessageCodec<Handover> MESSAGES = new MessageCodec<>(Handover.class);
    private static final int STANDARD_ERROR = 2;

    private final BlockingQueue<Event> inbox;
    private final Children children;
    private final Listeners listeners;
    private final boolean activated;
    private final Path sessions;
    private final Path folder;
    private final Optional<PidFile> pidFile;
    private final Optional<ServiceNotifier> notifier;
    private final EventLog log;
    private final List<Endpoint> endpoints = new ArrayList<>();
    private Optional<ChildProcess> process = Optional.empty();

    /**
     * @param activated whether the listeners stand in for the addresses of the settings
     * @param sessions the folder of the local sessions
     * @param folder where to start
     */
    Successor(
            BlockingQueue<Event> inbox,
            Children children,
            Listeners listeners,
            boolean activated,
            Path sessions,
            Path folder,
            Optional<PidFile> pidFile,
            Optional<ServiceNotifier> notifier,
            EventLog log) {
        this.inbox = inbox;
        this.children = children;
        this.listeners = listeners;
        this.activated = activated;
        this.sessions = sessions;
        this.folder = folder;
        this.pidFile = pidFile;
        this.notifier = notifier;
        this.log = log;
    }

    /** Has an address given up when the successor has taken over, since that one opens it then. */
    void leave(Endpoint endpoint) {
        endpoints.add(endpoint);
    }

    @Override
    public Optional<String> hindrance() {
        return Surroundings.hindrance(System.getenv());
    }

    @Override
    public synchronized int start() throws IOException {
        OwnCommand command = OwnCommand.read(folder);
        List<Integer> inherited = new ArrayList<>(List.of(STANDARD_ERROR));
        List<String> given = new ArrayList<>();
        for (Map.Entry<BindAddress, Listener> each : listeners.byAddress().entrySet()) {
            given.add(String.join(
                    "\t",
                    Integer.toString(ChildProcess.FACTS + 1 + inherited.size()),
                    each.getKey().toString(),
                    each.getValue().path().map(Path::toString).orElse("")));
            inherited.add(each.getValue().descriptor());
        }
        Handover.Inherit inheritance = new Handover.Inherit(
                (int) ProcessHandle.current().pid(),
                ChildProcess.FACTS,
                ChildProcess.FACTS + 1,
                given,
                activated,
                sessions.toString(),
                pidFile.map(own -> own.file().toString()).orElse(""));
        ChildProcess started = children.start(new ChildProcess.Plan(
                "successor",
                command.file(),
                command.argv(),
                Environment.forSuccessor(MESSAGES.encode(inheritance)),
                command.folder(),
                inherited,
                Optional.empty(),
                LogFile.standardError(),
                this::said,
                this::ended));
        process = Optional.of(started);
        return started.pid();
    }

    private void said(String line) {
        try {
            inbox.add(new Event.SuccessorSaid(MESSAGES.decode(line)));
        } catch (IllegalArgumentException e) {
            log.warning("upgrade.unknown_message", "line", line); // of a newer version
        }
    }

    /** On the reaper's thread, which may be faster than the start. */
    private synchronized void ended(Posix.Exit exit) {
        List<String> output = process.map(ChildProcess::lastLines).orElse(List.of());
        process = Optional.empty();
        inbox.add(new Event.SuccessorEnded(exit.text(), output));
    }

    @Override
    public synchronized void entrust() {
        process.ifPresent(successor -> successor.say(MESSAGES.encode(new Handover.TakeOver())));
    }

    @Override
    public synchronized void handOver(List<String> addresses, boolean reload) {
        listeners.handOver(listeners.byAddress().entrySet().stream()
                .filter(each -> addresses.contains(each.getKey().toString()))
                .map(Map.Entry::getValue)
                .toList());
        // Not on this thread: clients may be in the way.
        Thread closing = new Thread(null, () -> endpoints.forEach(Endpoint::close), "hand-over", 256 * 1024);
        closing.setDaemon(true);
        closing.start();
        process.ifPresent(successor -> {
            notifier.ifPresent(manager -> manager.mainProcess(successor.pid()));
            if (reload) {
                children.signal(successor.pid(), Posix.Signal.HUP);
            }
        });
    }

    @Override
    public synchronized void end(boolean kill) {
        process.ifPresent(successor -> children.signal(successor.pid(), kill ? Posix.Signal.KILL : Posix.Signal.TERM));
    }

    @Override
    public void reclaim() {
        if (pidFile.isPresent()) {
            try {
                pidFile.get().claim();
            } catch (IOException e) {
                log.warning("pidfile.not_written", "file", pidFile.get().file(), "reason", e.toString());
            }
        }
    }

    /** Passes on what the successor printed before it had the stream for itself. */
    @Override
    public void close() {
        Optional<ChildProcess> last;
        synchronized (this) {
            last = process;
        }
        try {
            if (last.isPresent()) {
                last.get().awaitOutput();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
