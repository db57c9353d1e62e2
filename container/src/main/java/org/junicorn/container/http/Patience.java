package org.junicorn.container.http;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whose turn it is to leave when a worker has no connection to spare and somebody waits to be let in: the client that has
 * kept us waiting for longest. Those with whom nothing is lost come first: nothing was begun, or not even a head was sent to
 * its end. Then bodies and responses that hardly move. Nobody leaves while an application works for it. nginx closes idle
 * connections when it runs short of them, too; slow ones are those that somebody has opened to use them up.
 */
enum Patience {
    /** Between requests, before the first one, or in the middle of a head. */
    IDLE(Duration.ofSeconds(1)),
    /** A body that nobody but us has seen anything of, or a response that the client hardly reads. */
    SLOW(Duration.ofSeconds(5));

    private final long least;

    Patience(Duration least) {
        this.least = least.toNanos();
    }

    /** How long a client has kept us waiting, in nanoseconds. */
    record Wait(Patience patience, long nanos) {
        boolean isEnough() {
            return nanos >= patience.least;
        }

        static Optional<Wait> of(Patience patience, long nanos) {
            return Optional.of(new Wait(patience, nanos));
        }
    }

    private record Candidate(ClientConnection connection, Wait waited) {}

    private static Stream<Candidate> candidates(Stream<ClientConnection> connections, long now) {
        return connections.flatMap(connection ->
                connection.waited(now).filter(Wait::isEnough).map(wait -> new Candidate(connection, wait)).stream());
    }

    /** Whether somebody has kept us waiting for long enough. Any thread. */
    static boolean isOver(Stream<ClientConnection> connections, long now) {
        return candidates(connections, now).findAny().isPresent();
    }

    /** The ones that are to leave first, that one in front. Any thread. */
    static List<ClientConnection> longest(Stream<ClientConnection> connections, int most, long now) {
        return candidates(connections, now)
                .sorted(Comparator.<Candidate, Patience>comparing(
                                candidate -> candidate.waited().patience())
                        .thenComparing(candidate -> -candidate.waited().nanos()))
                .limit(most)
                .map(Candidate::connection)
                .toList();
    }
}
