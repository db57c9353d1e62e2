package org.junicorn.launcher.supervisor;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junicorn.launcher.ExitCode;
import org.junicorn.launcher.channel.Fact;
import org.junicorn.launcher.channel.Handover;
import org.junicorn.launcher.channel.Order;
import org.junicorn.launcher.config.LogLevel;
import org.junicorn.launcher.log.EventLog;
import org.junicorn.launcher.log.LogFile;
import org.junicorn.launcher.supervisor.Event.KernelKills;

/** A supervisor with made-up processes and a clock that stands still until it is told to go on. */
final class Simulation {
    static final Policy FOUR = new Policy(
            4, 1, 2, Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(20), 0, 0, Duration.ZERO);

    static final int SUCCESSOR = 77;

    private final Map<Long, Process> processes = new TreeMap<>();
    private final List<String> orders = new ArrayList<>();
    private final Map<Integer, Long> lastBeat = new HashMap<>();
    private final Map<Integer, Long> requests = new HashMap<>();
    private final Map<Integer, Hands.Load> loads = new HashMap<>();
    private final Supervisor supervisor;
    private long now = 1_000_000_000_000L;
    private int lastPid = 100;
    private boolean spawnFails;
    private boolean shared;
    private Optional<String> hindrance = Optional.empty();
    private int preparedLast;
    private List<String> output = List.of();

    /** A process that the supervisor believes in. */
    record Process(long id, int slot, int row, int generation, int pid) {}

    Simulation() {
        this(false);
    }

    /** @param heir whether it takes another supervisor's place */
    Simulation(boolean heir) {
        Optional<Inheritance> inheritance = heir ? Optional.of(new FakeInheritance()) : Optional.empty();
        EventLog log = new EventLog(LogFile.standardError(), EventLog.Level.valueOf(LogLevel.CRITICAL.name()));
        supervisor = new Supervisor(
                new LinkedBlockingQueue<>(),
                new FakeHands(),
                () -> now,
                most -> most,
                log,
                new FakeSuccession(),
                inheritance,
                ServiceManager.none());
        supervisor.begin();
    }

    /** A supervisor whose first generation is ready in all slots. */
    static Simulation serving(Policy policy) {
        Simulation simulation = new Simulation();
        simulation.prepared(policy);
        while (simulation.workers().size() < policy.workers()) {
            simulation.allReady();
        }
        simulation.allReady();
        simulation.orders.clear();
        return simulation;
    }

    void happens(Event event) {
        supervisor.step(Optional.of(event));
    }

    /** The newest generation that was asked for is prepared with this policy. */
    void prepared(Policy policy) {
        happens(new Event.Prepared(preparedLast, policy));
    }

    void signal(String name) {
        happens(new Event.SignalReceived(name));
    }

    Outcome asks(Command command) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        happens(new Event.Asked(command, "ctl", answer));
        return answer.join();
    }

    Status status() {
        CompletableFuture<Status> answer = new CompletableFuture<>();
        happens(new Event.StatusWanted(answer));
        return answer.join();
    }

    void ready(Process process) {
        beat(process);
        happens(new Event.WorkerSaid(process.id(), new Fact.Ready()));
    }

    void allReady() {
        workers().forEach(this::ready);
    }

    void says(Process process, Fact fact) {
        happens(new Event.WorkerSaid(process.id(), fact));
    }

    void exits(Process process, int code) {
        exits(process, code, List.of());
    }

    void exits(Process process, int code, List<String> lastWords) {
        processes.remove(process.id());
        output = lastWords;
        happens(new Event.ProcessExited(process.pid(), Optional.of(code), Optional.empty(), KernelKills.NONE));
    }

    void dies(Process process) {
        dies(process, 9, KernelKills.NONE, List.of());
    }

    void dies(Process process, int signal, KernelKills kernel, List<String> lastWords) {
        processes.remove(process.id());
        output = lastWords;
        happens(new Event.ProcessExited(process.pid(), Optional.empty(), Optional.of(signal), kernel));
    }

    /** The end of a worker that was seen last. */
    Exit lastExit() {
        List<Exit> all = status().exits();
        return all.get(all.size() - 1);
    }

    void beat(Process process) {
        lastBeat.put(process.row(), now);
    }

    void served(Process process, long count) {
        requests.put(process.row(), count);
    }

    void busy(Process process, int threads) {
        loads.put(process.row(), new Hands.Load(threads, Duration.ZERO, 0, 0));
    }

    void memory(Process process, long rss, double heapShare) {
        loads.put(process.row(), new Hands.Load(0, Duration.ZERO, rss, heapShare));
    }

    /** Lets time pass in small steps; all processes but the given ones go on giving signs of life. */
    void pass(Duration time, Process... silent) {
        long end = now + time.toNanos();
        while (now < end) {
            now = Math.min(end, now + Duration.ofMillis(250).toNanos());
            for (Process process : processes.values()) {
                if (!List.of(silent).contains(process)) {
                    beat(process);
                }
            }
            supervisor.step(Optional.empty());
        }
    }

    /** The supervisor and all processes are stopped for a while, as by a suspended machine; it wakes up first. */
    void standsStill(Duration time) {
        long awake = now;
        now += time.toNanos();
        supervisor.noticeStandstill(awake, Duration.ZERO);
        supervisor.step(Optional.empty());
    }

    List<Process> workers() {
        return List.copyOf(processes.values());
    }

    Process inSlot(int slot) {
        return workers().stream()
                .filter(process -> process.slot() == slot)
                .findFirst()
                .orElseThrow();
    }

    Process ofGeneration(int generation) {
        return workers().stream()
                .filter(process -> process.generation() == generation)
                .findFirst()
                .orElseThrow();
    }

    Process newest() {
        return workers().get(processes.size() - 1);
    }

    /** What was ordered since the last call, as {@code "drain 3"} with the worker's number. */
    List<String> orders() {
        List<String> copy = List.copyOf(orders);
        orders.clear();
        return copy;
    }

    void spawningFails(boolean fails) {
        spawnFails = fails;
    }

    boolean ended() {
        return supervisor.ended();
    }

    ExitCode exitCode() {
        return supervisor.exitCode();
    }

    private Process byPid(int pid) {
        return workers().stream()
                .filter(process -> process.pid() == pid)
                .findFirst()
                .orElseThrow();
    }

    /** What speaks against an upgrade, or cannot be done about it. */
    void hindrance(String reason) {
        hindrance = Optional.of(reason);
    }

    private final class FakeSuccession implements Succession {
        @Override
        public Optional<String> hindrance() {
            return hindrance;
        }

        @Override
        public int start() throws IOException {
            if (spawnFails) {
                throw new IOException("no process");
            }
            orders.add("start successor");
            return SUCCESSOR;
        }

        @Override
        public void entrust() {
            orders.add("entrust");
        }

        @Override
        public void handOver(List<String> addresses, boolean reload) {
            orders.add("hand over " + addresses + (reload ? " and reload" : ""));
        }

        @Override
        public void end(boolean kill) {
            orders.add(kill ? "kill successor" : "end successor");
        }

        @Override
        public void reclaim() {
            orders.add("reclaim");
        }
    }

    private final class FakeInheritance implements Inheritance {
        @Override
        public void report(Handover message) {
            orders.add("report " + message.getClass().getSimpleName());
        }

        @Override
        public void ready() {
            orders.add("report Ready");
        }

        @Override
        public void takeOver() {
            orders.add("take over");
        }

        @Override
        public void predecessorGone() {
            orders.add("predecessor gone");
        }
    }

    private final class FakeHands implements Hands {
        @Override
        public void renewCertificates(int generation) {
            orders.add("renew certificates " + generation);
        }

        @Override
        public void prepare(int generation) {
            preparedLast = generation;
            orders.add("prepare " + generation);
        }

        @Override
        public void cancelPreparation() {
            orders.add("cancel preparation");
        }

        @Override
        public int spawn(long id, int slot, int row, int generation) throws IOException {
            if (spawnFails) {
                throw new IOException("no process");
            }
            lastPid++;
            processes.put(id, new Process(id, slot, row, generation, lastPid));
            lastBeat.remove(row);
            requests.remove(row);
            loads.remove(row);
            orders.add("spawn " + id);
            return lastPid;
        }

        @Override
        public void accept(long id) {
            orders.add("accept " + id);
        }

        @Override
        public void drain(long id, int generation, Duration timeout) {
            orders.add("drain " + id);
        }

        @Override
        public void quit(long id) {
            orders.add("quit " + id);
        }

        @Override
        public void dismiss(long id) {
            orders.add("dismiss " + id);
        }

        @Override
        public void reopen(long id) {
            orders.add("reopen " + id);
        }

        @Override
        public void tell(long id, Order order) {
            orders.add("tell " + id + " " + order);
        }

        @Override
        public void logLevel(String logger, EventLog.Level level) {
            orders.add("level of " + logger + " " + level);
        }

        @Override
        public void dump(int pid) {
            orders.add("dump " + byPid(pid).id());
        }

        @Override
        public void kill(int pid) {
            orders.add("kill " + byPid(pid).id());
        }

        @Override
        public List<String> released(long id) {
            return output;
        }

        @Override
        public void promoted(int generation) {
            orders.add("promoted " + generation);
        }

        @Override
        public void abandoned(int generation) {
            orders.add("abandoned " + generation);
        }

        @Override
        public void closeListeners() {
            orders.add("close listeners");
        }

        @Override
        public void shareListeners(boolean with) {
            if (shared != with) {
                shared = with;
                orders.add(with ? "share listeners" : "share listeners no more");
            }
        }

        @Override
        public void reopenLogs() {
            orders.add("reopen logs");
        }

        @Override
        public void rest() {
            // A made-up process leaves no garbage.
        }

        @Override
        public Vitals vitals(int row, long at) {
            return new Vitals(
                    at - lastBeat.getOrDefault(row, at),
                    requests.getOrDefault(row, 0L),
                    0,
                    loads.getOrDefault(row, Load.UNKNOWN));
        }

        @Override
        public OptionalLong availableMemory() {
            return OptionalLong.empty();
        }
    }
}
