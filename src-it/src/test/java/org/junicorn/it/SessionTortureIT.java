package org.junicorn.it;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sessions in the local store while workers are recycled, reloaded and killed all the time. */
class SessionTortureIT {
    /** {@code -Djunicorn.torture=60} for a longer look. */
    static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("junicorn.torture", 8));

    /** What a client gets through meanwhile beside all those workers that boot. */
    static final int REQUESTS = (int) LENGTH.toSeconds() * 10_000 / 60;

    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void everyRequestOfOneClientFindsWhatTheOneBeforeHasLeft() throws Exception {
        SessionTorture.ofOneClient(SessionTorture.server(servers).serve(), REQUESTS);
    }

    @Test
    void twoHundredSessionsOfFiftyClientsAreNeverLostTornOrMixed() throws Exception {
        SessionTorture.ofManyClients(SessionTorture.server(servers).serve(), LENGTH);
    }
}
