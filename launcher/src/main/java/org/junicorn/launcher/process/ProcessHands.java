package org.junicorn.launcher.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junicorn.container.tls.CipherSuites;
import org.junicorn.container.tls.TlsOptions;
import org.junicorn.launcher.channel.Fact;
import org.junicorn.launcher.channel.JvmFigures;
import org.junicorn.launcher.channel.MessageCodec;
import org.junicorn.launcher.channel.Order;
import org.junicorn.launcher.channel.Questions;
import org.junicorn.launcher.channel.Scoreboard;
import org.junicorn.launcher.channel.Totals;
import org.junicorn.launcher.config.DispatchMode;
import org.junicorn.launcher.config.EdgeLimitSettings;
import org.junicorn.launcher.config.LogSettings;
import org.junicorn.launcher.config.SessionsSettings;
import org.junicorn.launcher.config.Settings;
import org.junicorn.launcher.config.SheddingSettings;
import org.junicorn.launcher.config.SyslogSettings;
import org.junicorn.launcher.config.TlsSettings;
import org.junicorn.launcher.config.WorkerClass;
import org.junicorn.launcher.config.WorkerSettings;
import org.junicorn.launcher.listen.Adopted;
import org.junicorn.launcher.listen.Listeners;
import org.junicorn.launcher.listen.Listeners.Listener;
import org.junicorn.launcher.log.EventLog;
import org.junicorn.launcher.log.Levels;
import org.junicorn.launcher.log.LibraryLine;
import org.junicorn.launcher.log.LibraryMessage;
import org.junicorn.launcher.log.Logs;
import org.junicorn.launcher.process.Generations.Generation;
import org.junicorn.launcher.supervisor.Event;
import org.junicorn.launcher.supervisor.Hands;

/**
 * Does what the supervisor orders, with real processes. Called by the supervisor's thread alone; threads of this package
 * put what happens into the inbox.
 */
public final class ProcessHands implements Hands, AutoCloseable {
    private static final MessageCodec<Order> ORDERS = new MessageCodec<>(Order.class);
    private static final MessageCodec<Fact> FACTS = new MessageCodec<>(Fact.class);
    private static final MessageCodec<LibraryMessage> LINES = new MessageCodec<>(LibraryMessage.class);
    private static final int LONGEST_UNKNOWN = 200;

    private final BlockingQueue<Event> inbox;
    private final Children children;
    private final Listeners listeners;
    private final Generations generations = new Generations();
    private final GenerationFactory factory;
    private final RunFolder runFolder;
    private final Path sessionsFolder;
    private final Questions questions;
    private final Scoreboard scoreboard;
    private final Logs logs;
    private final Consumer<Settings> promoted;
    private final KernelKillCounters kernelKills = new KernelKillCounters(Path.of("/"), System.nanoTime());
    private final SmallHeap heap = new SmallHeap();
    private final Map<Long, Launched> launched = new HashMap<>();
    private final Served served = new Served();
    private final BootArchives archives;
    private final MemoryWatch memory = new MemoryWatch(new MachineMemory(Path.of("/")));
    private final Map<Integer, Integer> pids = new HashMap<>(); // by row
    private final Map<Integer, Scoreboard.Row> rows = new HashMap<>();
    private final Totals totals;
    private Optional<Integer> serving = Optional.empty();
    private boolean stopping;
    private boolean shared;

    /** A worker's process and what it was given. */
    private record Launched(ChildProcess process, int row, int generation) {}

    /** @param promoted told of the settings of each generation that has proven itself */
    ProcessHands(
            BlockingQueue<Event> inbox,
            Children children,
            Listeners listeners,
            GenerationFactory factory,
            RunFolder runFolder,
            Path sessionsFolder,
            Totals totals,
            Questions questions,
            Logs logs,
            Consumer<Settings> promoted) {
        this.inbox = inbox;
        this.children = children;
        this.listeners = listeners;
        this.factory = factory;
        this.runFolder = runFolder;
        this.sessionsFolder = sessionsFolder;
        this.questions = questions;
        this.scoreboard = runFolder.scoreboard();
        this.totals = totals;
        this.logs = logs;
        this.archives = new BootArchives(logs.events());
        this.promoted = promoted;
    }

    @Override
    public void prepare(int number) {
        factory.prepare(
                number,
                served::paths,
                generation -> {
                    generations.add(generation);
                    inbox.add(new Event.Prepared(number, Policies.of(generation.settings())));
                },
                refusal -> inbox.add(new Event.NotPrepared(number, refusal.code(), refusal.getMessage())));
    }

    @Override
    public void cancelPreparation() {
        factory.cancel();
    }

    @Override
    public int spawn(long id, int slot, int row, int number) throws IOException {
        if (row >= Scoreboard.ROWS) {
            throw new IOException("there are " + row + " worker processes, those that drain included; no more can be");
        }
        scoreboard.clear(row);
        Path tempDir = runFolder.tempDir(id);
        try {
            return spawn(id, slot, row, number, tempDir);
        } catch (IOException e) {
            archives.forget(id);
            runFolder.released(id);
            throw e;
        }
    }

    private int spawn(long id, int slot, int row, int number, Path tempDir) throws IOException {
        Generation generation = generations.get(number);
        Settings settings = generation.settings();
        Privileges privileges =
                new Privileges(settings.server().user(), settings.server().group());
        if (privileges.change()) {
            privileges.giveAway(tempDir);
        }
        List<Integer> inherited = new ArrayList<>();
        int accessLogDescriptor = -1;
        if (settings.log().accesslog().filter(LogSettings.STANDARD::equals).isPresent()) {
            accessLogDescriptor = ChildProcess.FACTS + 1;
            inherited.add(1);
        }
        List<String> adopted = new ArrayList<>();
        for (Listener listener : generation.listeners()) {
            int first = ChildProcess.FACTS + 1 + inherited.size();
            adopted.add(new Adopted(listener.name(), listener.kind(), listener.scheme(), first, first + 1).text());
            inherited.add(listener.descriptor());
            inherited.add(listener.descriptor());
        }
        Optional<ClassArchive> archive = archive(generation);
        List<String> arguments = factory.command(generation)
                .worker(
                        MemorySum.jvms(settings),
                        settings.workers().effectiveThreads(),
                        tempDir.toString(),
                        archive,
                        factory.dumps(settings).options(slot, id),
                        settings.workers().javaOpts());
        List<String> prefix = privileges.prefix();
        String title = settings.server().procName() + ": worker " + slot;
        String java = generation.java().executable().toString();
        EventLog.Fields identity = EventLog.fields("slot", slot, "generation", number);
        List<String> argv = new ArrayList<>(prefix);
        argv.add(prefix.isEmpty() ? title : java);
        argv.addAll(arguments);
        archive.ifPresent(found -> archives.used(id, found));
        ChildProcess process = children.start(new ChildProcess.Plan(
                "worker-" + id,
                prefix.isEmpty() ? java : prefix.get(0),
                argv,
                environment(settings, slot, number),
                factory.helpers().folder(settings),
                inherited,
                Optional.of(
                        settings.log().captureOutput()
                                ? logs.errors("worker.output", EventLog.fields(identity, "stream", "stdout"))
                                : logs.standardOutput()),
                logs.errors("worker.output", EventLog.fields(identity, "stream", "stderr")),
                line -> said(id, identity, line),
                exit -> {
                    archives.ended(id, exit);
                    inbox.add(new Event.ProcessExited(exit.pid(), exit.code(), exit.signal(), kernelKills.after(exit)));
                }));
        launched.put(id, new Launched(process, row, number));
        totals.begun(id, slot, number, process.pid(), row);
        pids.put(row, process.pid());
        if (settings.limits().maxWorkerRss().bytes() > 0
                || settings.workers().workers().elastic()) {
            memory.watch(process.pid());
        }
        List<String> needed = needed(generation);
        served.tries(id, generation.apps().paths());
        process.say(ORDERS.encode(begin(generation, needed, slot, row, adopted, tempDir, accessLogDescriptor)));
        if (shared) {
            process.say(ORDERS.encode(new Order.Shared(true)));
        }
        return process.pid();
    }

    /** The paths of the applications that a new worker must be able to serve in order to be let in. */
    private List<String> needed(Generation generation) {
        List<String> all = generation.apps().paths();
        Set<String> serving = served.paths();
        return generation.settings().app().effectiveFailFast()
                ? all
                : all.stream().filter(serving::contains).toList();
    }

    private Order.Begin begin(
            Generation generation,
            List<String> needed,
            int slot,
            int row,
            List<String> adopted,
            Path tempDir,
            int accessLogDescriptor) {
        Settings settings = generation.settings();
        WorkerSettings workers = settings.workers();
        boolean sync = workers.workerClass() == WorkerClass.SYNC;
        return new Order.Begin(
                slot,
                generation.number(),
                row,
                runFolder.scoreboardFile().toString(),
                ChildProcess.FACTS,
                adopted,
                generation.apps().paths(),
                generation.apps().ready().stream()
                        .map(app -> app.modelFile().toString())
                        .toList(),
                needed,
                generation.apps().broken().stream().map(ServedApp::path).toList(),
                tempDir.toString(),
                Math.max(
                        1,
                        Runtime.getRuntime().availableProcessors()
                                / (2 * workers.workers().most())),
                sync ? 1 : workers.effectiveThreads(),
                workers.workerClass() == WorkerClass.VIRTUAL,
                workers.dispatch() == DispatchMode.AUTO,
                sync ? 1 : workers.workerConnections(),
                sync ? Duration.ZERO : workers.keepalive(),
                Policies.requestTimeout(workers),
                Policies.STUCK_GRACE,
                workers.gracefulTimeout(),
                settings.log()
                        .accesslog()
                        .filter(target -> !target.equals(LogSettings.STANDARD))
                        .orElse(""),
                accessLogDescriptor,
                settings.log().accessLogFormat(),
                logging(generation),
                generation.users().map(Path::toString).orElse(""),
                settings.security().tomcatUsersDigest().orElse(""),
                runFolder.loginBoard().toString(),
                settings.requests().rules(),
                settings.proxies().rules(generation.ajpSecret().orElse("")),
                sessions(settings.sessions(), generation.storePassword()),
                new Order.Statsd(
                        settings.statsd().statsdHost().orElse(""),
                        settings.statsd().statsdPrefix().orElse(""),
                        settings.statsd().dogstatsdTags().orElse("")),
                new Order.Health(
                        settings.health().target(),
                        settings.health().status(),
                        settings.health().healthCheckInterval(),
                        settings.health().healthCheckTimeout(),
                        settings.health().healthCheckFailures()),
                new Order.Hooks(
                        settings.hooks().hooksPath().stream()
                                .map(Path::toString)
                                .toList(),
                        settings.hooks().workerHooks(),
                        settings.hooks().fatalHooks()),
                settings.shaping().options(),
                tls(generation),
                settings.http2().options(),
                generation.routing(),
                limits(settings.edgeLimits(), settings.shedding()),
                new Order.Standby(
                        settings.standby().warmup(),
                        settings.standby().warmupRequests(),
                        settings.standby().warmupTimeout(),
                        settings.standby().slowStart()));
    }

    private static TlsOptions tls(Generation generation) {
        TlsSettings tls = generation.settings().tls();
        int port = tls.redirectPort() > 0
                ? tls.redirectPort()
                : generation.listeners().stream()
                        .filter(Listener::tls)
                        .findFirst()
                        .map(listener -> listener.port().orElseThrow())
                        .orElse(0);
        return new TlsOptions(
                generation.certificates().current(),
                tls.certReqs(),
                tls.sslProtocols(),
                tls.ciphers().isEmpty() ? List.of() : CipherSuites.known(tls.ciphers()),
                tls.sslHandshakeTimeout(),
                tls.ocspStapling(),
                port,
                tls.httpsRedirect(),
                tls.hsts().orElse(""));
    }

    private Order.Limits limits(EdgeLimitSettings limits, SheddingSettings shedding) {
        return new Order.Limits(
                limits.headerTimeout(),
                limits.bodyTimeout(),
                limits.minBodyRate(),
                limits.sendTimeout(),
                limits.minSendRate(),
                limits.maxKeepaliveRequests(),
                limits.maxBodySize().bytes(),
                limits.maxResponseHeaderSize(),
                (int) limits.requestBuffering().bytes(),
                shedding.maxConcurrentRequests(),
                shedding.maxQueueSize(),
                shedding.queueTimeout(),
                shedding.limitRate(),
                runFolder.rateBoard().toString());
    }

    /** Workers of the generation that serves log what their siblings do, whatever the settings say. */
    private Order.Logging logging(Generation generation) {
        Settings settings = generation.settings();
        Map<String, EventLog.Level> levels = new TreeMap<>(
                serving.filter(number -> number == generation.number()).isPresent()
                        ? logs.events().levels().all()
                        : logs.levels(settings));
        String root = levels.remove(Levels.ROOT).name();
        SyslogSettings syslog = settings.syslog();
        return new Order.Logging(
                root,
                levels.entrySet().stream()
                        .map(level -> level.getKey() + "=" + level.getValue().name())
                        .toList(),
                syslog.syslog() && !syslog.disableRedirectAccessToSyslog() ? syslog.syslogAddr() : "",
                syslog.syslogFacility().name(),
                syslog.syslogPrefix().orElse(settings.server().procName()));
    }

    private Order.Sessions sessions(SessionsSettings settings, Optional<String> password) {
        return new Order.Sessions(
                settings.sessionStore(),
                password.orElse(""),
                sessionsFolder.toString(),
                settings.sessionStoreSize(),
                settings.sessionStoreTimeout(),
                settings.sessionStoreFailure(),
                settings.sessionDeserializationFilter().orElse(""),
                settings.sessionAffinity() == SessionsSettings.SessionAffinity.AUTO
                        ? runFolder.sockets().toString()
                        : "",
                settings.cookie());
    }

    private Optional<ClassArchive> archive(Generation generation) {
        return generation.settings().app().preloadApp()
                ? Optional.of(factory.archive(generation)).filter(ClassArchive::exists)
                : Optional.empty();
    }

    private Map<String, String> environment(Settings settings, int slot, int generation) {
        Map<String, String> environment = Environment.forChildren();
        environment.putAll(settings.workers().rawEnv());
        environment.put("JUNICORN_WORKER_SLOT", Integer.toString(slot));
        environment.put("JUNICORN_GENERATION", Integer.toString(generation));
        // The attributes of whatever speaks OpenTelemetry in this worker, behind the user's own.
        environment.merge(
                "OTEL_RESOURCE_ATTRIBUTES",
                "junicorn.slot=" + slot + ",junicorn.generation=" + generation,
                (user, ours) -> user.isBlank() ? ours : user + "," + ours);
        return environment;
    }

    private void said(long worker, EventLog.Fields identity, String line) {
        try {
            if (LINES.reads(line)) {
                logs.events().of((LibraryLine) LINES.decode(line), identity);
            } else {
                fact(worker, FACTS.decode(line));
            }
        } catch (IllegalArgumentException e) { // whatever it was, what it says next must be heard
            String begin = line.substring(0, Math.min(line.length(), LONGEST_UNKNOWN));
            logs.events().warning("worker.unknown_fact", "worker", worker, "line", begin);
        }
    }

    private void fact(long worker, Fact fact) {
        if (fact instanceof Fact.AppFailed failed) {
            served.failed(worker, failed.path());
        } else if (fact instanceof Fact.Ready) {
            served.ready(worker);
            archives.forget(worker);
        }
        if (fact instanceof Fact.Answered part) {
            questions.answered(worker, part);
            if (part.outcome() == Fact.Answered.Outcome.MORE) {
                return; // long, and nothing that the supervisor would act on
            }
        }
        inbox.add(new Event.WorkerSaid(worker, fact));
    }

    private void say(long id, Order order) {
        Launched worker = launched.get(id);
        if (worker != null) {
            worker.process().say(ORDERS.encode(order));
        }
    }

    @Override
    public void accept(long id) {
        say(id, new Order.Accept());
    }

    @Override
    public void drain(long id, int generation, Duration timeout) {
        Set<Listener> kept = serving.map(
                        number -> Set.copyOf(generations.get(number).listeners()))
                .orElse(Set.of());
        List<String> ending = generations.get(generation).listeners().stream()
                .filter(listener -> stopping || !kept.contains(listener))
                .filter(listener -> !listeners.isForeign(listener))
                .map(Listener::name)
                .toList();
        say(id, new Order.Drain(timeout, ending));
    }

    @Override
    public void quit(long id) {
        say(id, new Order.Quit());
    }

    /** A JVM that ends waits 0.3 s for threads in native code, and one is reading orders there. */
    @Override
    public void dismiss(long id) {
        Launched worker = launched.get(id);
        if (worker != null) {
            worker.process().closeOrders();
        }
    }

    @Override
    public void reopen(long id) {
        say(id, new Order.Reopen());
    }

    @Override
    public void tell(long id, Order order) {
        say(id, order);
    }

    @Override
    public void renewCertificates(int number) {
        generation(number).ifPresent(renewed -> {
            Order order = new Order.Renew(renewed.certificates().current());
            List<Long> ids = launched.entrySet().stream()
                    .filter(worker -> worker.getValue().generation() == number)
                    .map(Map.Entry::getKey)
                    .toList();
            ids.forEach(id -> say(id, order));
            logs.events().info("certificates.renewed", "generation", number, "workers", ids.size());
        });
    }

    @Override
    public void logLevel(String logger, EventLog.Level level) {
        logs.events().levels().set(logger, level);
    }

    @Override
    public void dump(int pid) {
        children.signal(pid, Posix.Signal.CONT); // a stopped process hears nothing else
        children.signal(pid, Posix.Signal.QUIT);
    }

    @Override
    public void kill(int pid) {
        children.signal(pid, Posix.Signal.KILL);
    }

    @Override
    public List<String> released(long id) {
        Launched gone = launched.remove(id);
        if (gone == null) {
            return List.of();
        }
        gone.process().closeOrders();
        pids.remove(gone.row());
        memory.forget(gone.process().pid());
        questions.gone(id);
        served.gone(id);
        totals.ended(id, gone.row());
        runFolder.released(id);
        forgetGenerations();
        return gone.process().lastLines();
    }

    /** A generation that neither serves nor has a worker, nor is newer than the one that serves, is history. */
    private void forgetGenerations() {
        Set<Integer> used = launched.values().stream().map(Launched::generation).collect(Collectors.toSet());
        for (Generation generation : generations.all()) {
            if (serving.filter(number -> generation.number() < number).isPresent()
                    && !used.contains(generation.number())) {
                forget(generation.number());
            }
        }
    }

    private void forget(int number) {
        generations.remove(number).ifPresent(factory::forget);
    }

    @Override
    public void promoted(int number) {
        serving = Optional.of(number);
        Generation generation = generations.get(number);
        listeners.retain(generation.listeners());
        factory.promoted(generation);
        promoted.accept(generation.settings());
        forgetGenerations();
    }

    @Override
    public void abandoned(int number) {
        serving.ifPresent(kept -> listeners.retain(generations.get(kept).listeners()));
        forget(number);
    }

    @Override
    public void closeListeners() {
        stopping = true;
        listeners.retain(List.of());
    }

    @Override
    public void shareListeners(boolean with) {
        if (shared != with) {
            shared = with;
            launched.keySet().forEach(id -> say(id, new Order.Shared(with)));
        }
    }

    @Override
    public void reopenLogs() {
        logs.reopen();
        generations.all().forEach(generation -> factory.makeAccessLog(generation.settings()));
    }

    @Override
    public void rest() {
        heap.keep();
        kernelKills.forgetOld(System.nanoTime());
    }

    @Override
    public Vitals vitals(int row, long now) {
        Scoreboard.Row counters = rows.computeIfAbsent(row, scoreboard::row);
        return new Vitals(
                counters.silentNanos(now),
                counters.requests(),
                counters.inFlight(),
                new Load(
                        (int) counters.busyThreads(),
                        counters.oldestQueued(now),
                        memory.bytes(pids.getOrDefault(row, 0)),
                        heapShare(counters.jvm())));
    }

    /** Collectors without generations of a fixed size have the whole heap for what is old. */
    private static double heapShare(JvmFigures jvm) {
        long most = jvm.oldMax() > 0 ? jvm.oldMax() : jvm.heapMax();
        return most > 0 ? (double) jvm.oldUsed() / most : 0;
    }

    @Override
    public OptionalLong availableMemory() {
        return memory.available();
    }

    /** What is known of a generation that is in use. On any thread. */
    Optional<Generation> generation(int number) {
        return generations.all().stream()
                .filter(generation -> generation.number() == number)
                .findFirst();
    }

    /** What the workers have counted. On any thread. */
    Totals totals() {
        return totals;
    }

    Path sessionsFolder() {
        return sessionsFolder;
    }

    /** Closes what is open, at the very end. */
    @Override
    public void close() {
        memory.close();
        factory.close(); // first, since a preparation may be about to bind
        listeners.retain(List.of());
    }
}
