package org.junicorn.launcher.supervisor;

import java.time.Duration;
import org.junicorn.launcher.channel.Order;
import org.junicorn.launcher.log.EventLog;

/** What somebody asks of a running server, other than by a signal. Workers go by their numbers, {@link Worker#id()}. */
public sealed interface Command {
    /** Read the settings and the application anew, as SIGHUP does. */
    record Reload() implements Command {}

    /** Open the log files again by their names, as SIGUSR1 does. */
    record Reopen() implements Command {}

    /**
     * End the server.
     *
     * @param quick without waiting for requests
     */
    record Stop(boolean quick) implements Command {}

    /** Have so many workers from now on, until the next reload. */
    record Scale(int workers) implements Command {}

    /** Have more workers, or fewer, as SIGTTIN and SIGTTOU do. */
    record ScaleBy(int delta) implements Command {}

    /** Let a worker finish its requests and leave; another one takes its place afterwards. */
    record Drain(long worker) implements Command {}

    /** End a worker's process at once, with what it serves; another one takes its place. */
    record Kill(long worker) implements Command {}

    /** Boot another worker in a worker's place, and drain the old one as soon as that is ready. */
    record Restart(long worker) implements Command {}

    /** Have a new supervisor, of the jar as it is now, take this one's place, as SIGUSR2 does. */
    record Upgrade() implements Command {}

    /**
     * Pass an order on to a worker, which answers it elsewhere.
     *
     * @param grace how long it may give no sign of life because of that
     */
    record Tell(long worker, Order order, Duration grace) implements Command {}

    /** Have a worker's JVM print its threads on its standard output; a process that is stopped is woken up. */
    record Dump(long worker) implements Command {}

    /** Log what a logger has to say from this level on, here and in the workers, until the next reload. */
    record LogLevel(String logger, EventLog.Level level) implements Command {}
}
