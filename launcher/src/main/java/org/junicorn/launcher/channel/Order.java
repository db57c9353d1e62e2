package org.junicorn.launcher.channel;

import java.time.Duration;
import java.util.List;
import org.junicorn.container.ProxyRules;
import org.junicorn.container.RequestRules;
import org.junicorn.container.http.Http2Options;
import org.junicorn.container.route.RoutingOptions;
import org.junicorn.container.session.CookieRules;
import org.junicorn.container.session.SessionSettings;
import org.junicorn.container.shaping.ShapingOptions;
import org.junicorn.container.tls.Certificates;
import org.junicorn.container.tls.TlsOptions;

/** What the supervisor tells a worker. The end of the stream is an order too: the supervisor is gone, drain and leave. */
public sealed interface Order {
    /**
     * The first order: everything that the worker must know to boot. It comes this way rather than by command line or
     * environment, so that {@code ps} shows none of it.
     *
     * @param slot the worker's stable number, from 1
     * @param row its row of the scoreboard
     * @param scoreboard path of the scoreboard's file
     * @param factDescriptor where to write facts
     * @param listeners of each listener its name, kind ({@code tcp} or {@code unix}) and its two descriptors, with spaces
     * @param contextPaths of each application its place, as {@link org.junicorn.container.Place} writes it
     * @param modelFiles of each application what was prepared, in the same order
     * @param needed the paths of the applications without which the worker cannot do
     * @param broken the paths of applications that could not be prepared: they answer 404
     * @param tempDir this worker's private temporary folder
     * @param keepAlive zero: close each connection after its response
     * @param requestTimeout zero: no limit
     * @param gracefulTimeout how long the worker drains when the supervisor is gone
     * @param accessLog path of the access log, or empty
     * @param accessLogDescriptor inherited descriptor of the access log, or -1
     * @param logging what the worker's libraries log
     * @param users path of the generation's own copy of the file of users, or empty
     * @param usersDigest how its passwords are digested, or empty
     * @param loginBoard path of what the workers share about log-ins
     * @param rules how requests are read
     * @param proxies which proxies are believed, and what
     * @param sessions how sessions are kept
     * @param health what the worker is asked before it is ready, and afterwards
     * @param statsd whom to tell of requests
     * @param hooks what follows the worker's life
     * @param shaping what is done in front of the applications
     * @param tls how connections of TLS are served
     * @param http2 which versions of HTTP are spoken
     * @param routing how requests find their application
     * @param limits what clients may take
     * @param standby how it begins
     */
    record Begin(
            int slot,
            int generation,
            int row,
            String scoreboard,
            int factDescriptor,
            List<String> listeners,
            List<String> contextPaths,
            List<String> modelFiles,
            List<String> needed,
            List<String> broken,
            String tempDir,
            int ioThreads,
            int threads,
            boolean virtualThreads,
            boolean inline,
            int maxConnections,
            Duration keepAlive,
            Duration requestTimeout,
            Duration stuckGrace,
            Duration gracefulTimeout,
            String accessLog,
            int accessLogDescriptor,
            String accessLogFormat,
            Logging logging,
            String users,
            String usersDigest,
            String loginBoard,
            RequestRules rules,
            ProxyRules proxies,
            Sessions sessions,
            Statsd statsd,
            Health health,
            Hooks hooks,
            ShapingOptions shaping,
            TlsOptions tls,
            Http2Options http2,
            RoutingOptions routing,
            Limits limits,
            Standby standby)
            implements Order {
        public Begin {
            listeners = List.copyOf(listeners);
            contextPaths = List.copyOf(contextPaths);
            modelFiles = List.copyOf(modelFiles);
            needed = List.copyOf(needed);
            broken = List.copyOf(broken);
        }
    }

    /**
     * What the worker's libraries log.
     *
     * @param level the name of the least level
     * @param levels of loggers that differ, each as {@code NAME=LEVEL}
     * @param syslog where the syslog server for the access log is, or empty
     * @param facility of the messages
     * @param name of the program in the messages
     */
    record Logging(String level, List<String> levels, String syslog, String facility, String name) {
        public Logging {
            levels = List.copyOf(levels);
        }
    }

    /**
     * How sessions are kept.
     *
     * @param store {@code local}, {@code memory} or the URL of a Redis
     * @param password of the Redis if it is not in the URL, or empty
     * @param folder of the local store
     * @param megabytes that the local store of one application may have
     * @param timeout how long a request waits for the Redis
     * @param filter which classes may be read, or empty
     * @param affinity where the workers' sockets are, if requests go to the worker that has what cannot be stored, or empty
     */
    record Sessions(
            String store,
            String password,
            String folder,
            int megabytes,
            Duration timeout,
            SessionSettings.Failure failure,
            String filter,
            String affinity,
            CookieRules cookie) {

        /** Few words: it holds a secret. */
        @Override
        public String toString() {
            return "Sessions[]";
        }
    }

    /**
     * A statsd server.
     *
     * @param host {@code HOST:PORT}, {@code unix://PATH} or empty
     * @param prefix of the metrics' names, or empty
     * @param tags of all metrics, or empty
     */
    record Statsd(String host, String prefix, String tags) {}

    /**
     * What follows the worker's life.
     *
     * @param path of their classes; if it is empty there are none
     * @param classes by name
     * @param fatal names of hooks whose failure counts
     */
    record Hooks(List<String> path, List<String> classes, List<String> fatal) {
        public Hooks {
            path = List.copyOf(path);
            classes = List.copyOf(classes);
            fatal = List.copyOf(fatal);
        }
    }

    /**
     * What clients may take of the worker, see {@link org.junicorn.container.EdgeLimits}.
     *
     * @param rates each as it was written
     * @param rateBoard path of what the workers share about rates
     */
    record Limits(
            Duration headTimeout,
            Duration bodyTimeout,
            int bodyRate,
            Duration sendTimeout,
            int sendRate,
            int requestsPerConnection,
            long bodyBytes,
            int responseHeadBytes,
            int bufferedBytes,
            int concurrent,
            int queued,
            Duration queueTimeout,
            List<String> rates,
            String rateBoard) {
        public Limits {
            rates = List.copyOf(rates);
        }
    }

    /**
     * When a worker is healthy.
     *
     * @param target path and query, or empty: always
     * @param status of a good answer
     * @param failures in a row that are too many
     */
    record Health(String target, int status, Duration interval, Duration timeout, int failures) {}

    /**
     * How a worker begins.
     *
     * @param warmup what is asked of the applications before the worker is ready, path and query of each, in turn
     * @param requests how often, all together
     * @param timeout for all together
     * @param slowStart how long it takes fewer connections than others
     */
    record Standby(List<String> warmup, int requests, Duration timeout, Duration slowStart) {
        public Standby {
            warmup = List.copyOf(warmup);
        }
    }

    /** Show these certificates to clients that connect from now on. */
    record Renew(Certificates certificates) implements Order {}

    /** Accept connections from now on. */
    record Accept() implements Order {}

    /**
     * Accept nothing more, finish what was accepted, end the application, leave.
     *
     * @param timeout after it the supervisor kills the worker
     * @param sweep names of the listeners that end with this drain: connections still in their queue are taken and
     *     answered first
     */
    record Drain(Duration timeout, List<String> sweep) implements Order {
        public Drain {
            sweep = List.copyOf(sweep);
        }
    }

    /**
     * Whether processes of another supervisor accept from the same queues: then this worker leaves what waits there to them
     * if its own supervisor is gone.
     */
    record Shared(boolean shared) implements Order {}

    /** End the application and leave without waiting for requests. */
    record Quit() implements Order {}

    /** Close and open log files again, by their names. */
    record Reopen() implements Order {}

    /** Say what each thread does and for which request, by {@link Fact.Answered}. */
    record Threads(long question) implements Order {}

    /** Collect garbage, and say by {@link Fact.Answered} what that brought. */
    record Gc(long question) implements Order {}

    /** Write the heap's objects into a file, which must not exist, and say so by {@link Fact.Answered}. */
    record Heap(long question, String file) implements Order {}

    /** Log what this logger has to say from this level on; {@code root} stands for all that are not named. */
    record LogLevel(String logger, String level) implements Order {}
}
