package org.junicorn.launcher.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junicorn.container.Container;
import org.junicorn.container.ContainerSettings;
import org.junicorn.container.ContainerSettings.AccessLogSettings;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.EdgeLimits;
import org.junicorn.container.Place;
import org.junicorn.container.RateRule;
import org.junicorn.container.Scorecard;
import org.junicorn.container.security.InvalidUsersException;
import org.junicorn.container.security.LoginBoard;
import org.junicorn.container.security.Realm;
import org.junicorn.container.security.UsersFile;
import org.junicorn.container.war.ModelStore;
import org.junicorn.container.war.WebAppModel;
import org.junicorn.launcher.ExitCode;
import org.junicorn.launcher.channel.Fact;
import org.junicorn.launcher.channel.MessageCodec;
import org.junicorn.launcher.channel.Order;
import org.junicorn.launcher.channel.Scoreboard;
import org.junicorn.launcher.hooks.HookException;
import org.junicorn.launcher.hooks.WorkerHookCalls;
import org.junicorn.launcher.listen.Adopted;
import org.junicorn.launcher.listen.Descriptors;
import org.junicorn.launcher.listen.Scheme;
import org.junicorn.launcher.log.LibraryLine;
import org.junicorn.launcher.log.LibraryMessage;
import org.junicorn.launcher.signal.Signals;
import org.junicorn.launcher.statsd.RequestMetrics;
import org.junicorn.launcher.statsd.Statsd;

/**
 * Main of a worker JVM. The main thread boots the container; a thread of its own reads orders and follows them. The
 * worker's exit codes are those of {@link ExitCode}: 0, {@code BOOT} or {@code APP}.
 */
public final class WorkerMain {
    private static final MessageCodec<Order> ORDERS = new MessageCodec<>(Order.class);
    private static final MessageCodec<Fact> FACTS = new MessageCodec<>(Fact.class);
    private static final MessageCodec<LibraryMessage> LINES = new MessageCodec<>(LibraryMessage.class);

    private WorkerMain() {}

    public static void main(String[] args) throws IOException {
        WorkerLogging.configure();
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        String first = orders.readLine();
        if (first == null) {
            return; // the supervisor was gone before it said anything
        }
        Order.Begin begin = (Order.Begin) ORDERS.decode(first);
        FactWriter facts = new FactWriter(
                new PrintStream(new FileOutputStream(Descriptors.wrap(begin.factDescriptor())), false, UTF_8));
        WorkerLogging.connect(begin.logging(), facts::write);
        for (String signal : List.of("TERM", "INT")) {
            Signals.handle(signal, name -> facts.tell(new Fact.Signalled(name)));
        }
        Signals.handle("HUP", name -> {}); // meant for the supervisor: pkill -HUP reaches everybody
        Leaving leaving = new Leaving();
        Life life = new Life(begin, facts, leaving);
        new OrderReader(orders, ORDERS, life, facts).start();
        boot(begin, facts, leaving, life);
    }

    private static void boot(Order.Begin begin, FactWriter facts, Leaving leaving, Life life) {
        try {
            Optional<WorkerHookCalls> hooks = hooks(begin, facts);
            if (hooks.isPresent()) {
                hooks.get().postFork();
            }
            Scoreboard.Row row = Scoreboard.open(Path.of(begin.scoreboard())).row(begin.row());
            Container container = new Container(
                    settings(begin),
                    applications(begin),
                    begin.routing(),
                    scorecard(begin, row),
                    new EventsAsFacts(facts, hooks));
            container.start();
            if (hooks.isPresent()) {
                hooks.get().postWorkerInit();
            }
            List<Container.Listener> listeners = new ArrayList<>();
            for (String text : begin.listeners()) {
                Adopted adopted = Adopted.parse(text);
                listeners.add(new Container.Listener(
                        adopted.name(),
                        adopted.acceptor(),
                        adopted.sweeper(),
                        adopted.kind() == Adopted.Kind.UNIX,
                        adopted.scheme() == Scheme.HTTPS,
                        adopted.scheme() == Scheme.AJP));
            }
            life.booted(container, listeners, row, hooks);
            HealthProbe probe = new HealthProbe(begin.health(), container, facts);
            probe.awaitHealthy();
            new WarmUp(begin.standby(), container, facts).run();
            facts.tell(new Fact.Ready());
            probe.start();
            new FigureSampler(container, row).start();
        } catch (DeploymentException e) {
            printCause(e);
            facts.tell(new Fact.Failed(true, e.getMessage()));
            leaving.exit(ExitCode.APP.code());
        } catch (HookException e) {
            e.getCause().printStackTrace();
            facts.tell(new Fact.Failed(false, e.getMessage()));
            leaving.exit(ExitCode.BOOT.code());
        } catch (IOException | RuntimeException | Error e) {
            e.printStackTrace();
            facts.tell(new Fact.Failed(false, e.toString()));
            leaving.exit(ExitCode.BOOT.code());
        }
    }

    private static Scorecard scorecard(Order.Begin begin, Scoreboard.Row row) {
        Order.Statsd statsd = begin.statsd();
        return statsd.host().isEmpty()
                ? row
                : new RequestMetrics(row, new Statsd(statsd.host(), statsd.prefix(), statsd.tags()));
    }

    private static Optional<WorkerHookCalls> hooks(Order.Begin begin, FactWriter facts) throws HookException {
        Order.Hooks hooks = begin.hooks();
        if (hooks.path().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(WorkerHookCalls.load(
                        begin.slot(),
                        begin.generation(),
                        hooks.path(),
                        hooks.classes(),
                        hooks.fatal(),
                        (hook, failure) -> facts.tell(new Fact.Note("ERROR", "hook.failed", hook + " of " + failure))))
                .filter(WorkerHookCalls::any);
    }

    private static List<Container.App> applications(Order.Begin begin) throws IOException {
        List<Container.App> apps = new ArrayList<>();
        for (int i = 0; i < begin.contextPaths().size(); i++) {
            String path = begin.contextPaths().get(i);
            WebAppModel model = ModelStore.read(Path.of(begin.modelFiles().get(i)));
            apps.add(new Container.App(
                    Place.parse(path), Optional.of(model), begin.needed().contains(path)));
        }
        begin.broken().forEach(path -> apps.add(Container.App.broken(Place.parse(path))));
        return apps;
    }

    /** For those who look at the application's output: the messages say the same in one sentence. */
    static void printCause(DeploymentException failure) {
        if (!(failure.getCause() instanceof IOException)) { // which is about a file that the message names
            cause(failure).printStackTrace();
        }
    }

    /** What the application has thrown, without the wrappers that say nothing more. */
    private static Throwable cause(Throwable thrown) {
        Throwable cause = thrown.getCause();
        boolean wrapper = thrown instanceof DeploymentException
                || (cause != null && cause.toString().equals(thrown.getMessage()));
        return wrapper && cause != null ? cause(cause) : thrown;
    }

    private static Realm realm(Order.Begin begin) throws IOException {
        if (begin.users().isEmpty()) {
            return Realm.nobody(LoginBoard.open(Path.of(begin.loginBoard())));
        }
        try {
            Optional<String> digest = Optional.of(begin.usersDigest()).filter(algorithm -> !algorithm.isEmpty());
            return Realm.of(
                    UsersFile.read(Path.of(begin.users()), "tomcat_users", digest)
                            .identities(),
                    LoginBoard.open(Path.of(begin.loginBoard())));
        } catch (InvalidUsersException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static ContainerSettings settings(Order.Begin begin) throws IOException {
        Optional<Consumer<String>> copy = WorkerLogging.syslog(begin.logging());
        boolean logs = !begin.accessLog().isEmpty() || begin.accessLogDescriptor() >= 0 || copy.isPresent();
        Optional<Path> file = begin.accessLog().isEmpty() ? Optional.empty() : Optional.of(Path.of(begin.accessLog()));
        ContainerSettings plain = new ContainerSettings(
                "",
                Path.of(begin.tempDir()),
                begin.ioThreads(),
                begin.threads(),
                begin.virtualThreads(),
                begin.maxConnections(),
                begin.keepAlive(),
                begin.requestTimeout(),
                begin.stuckGrace(),
                logs
                        ? Optional.of(
                                new AccessLogSettings(file, begin.accessLogDescriptor(), begin.accessLogFormat(), copy))
                        : Optional.empty(),
                realm(begin),
                begin.rules(),
                SessionStores.settings(begin));
        return plain.withInline(begin.inline())
                .with(begin.tls())
                .with(begin.shaping())
                .with(begin.proxies())
                .with(begin.http2())
                .with(limits(begin.limits()));
    }

    private static EdgeLimits limits(Order.Limits limits) {
        return new EdgeLimits(
                limits.headTimeout(),
                limits.bodyTimeout(),
                limits.bodyRate(),
                limits.sendTimeout(),
                limits.sendRate(),
                limits.requestsPerConnection(),
                limits.bodyBytes(),
                limits.responseHeadBytes(),
                limits.bufferedBytes(),
                limits.concurrent(),
                limits.queued(),
                limits.queueTimeout(),
                limits.rates().stream().map(RateRule::parse).toList(),
                Optional.of(Path.of(limits.rateBoard())));
    }

    /** Writes facts, one line at a time. */
    static final class FactWriter {
        private final PrintStream out;

        FactWriter(PrintStream out) {
            this.out = out;
        }

        void tell(Fact fact) {
            write(FACTS.encode(fact));
        }

        void write(LibraryLine line) {
            write(LINES.encode(line));
        }

        private synchronized void write(String line) {
            out.print(line + "\n");
            out.flush();
        }
    }
}
