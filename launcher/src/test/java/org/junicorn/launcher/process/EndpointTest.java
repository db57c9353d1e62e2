package org.junicorn.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junicorn.launcher.ExitCode;
import org.junicorn.launcher.log.EventLog;
import org.junicorn.launcher.log.LogFile;
import org.junit.jupiter.api.Test;

class EndpointTest {
    private static final EventLog LOG = new EventLog(LogFile.nowhere(), EventLog.Level.CRITICAL);

    private final AtomicInteger open = new AtomicInteger();
    private final AtomicBoolean taken = new AtomicBoolean();

    private Endpoint.Open open() throws Refusal {
        if (taken.get()) {
            throw new Refusal(ExitCode.BIND, "in use");
        }
        open.incrementAndGet();
        return open::decrementAndGet;
    }

    @Test
    void isOpenFromTheStartUntilItIsClosed() throws Refusal {
        Endpoint endpoint = Endpoint.open("admin", Optional.empty(), this::open, LOG);
        assertThat(open).hasValue(1);
        endpoint.close();
        endpoint.close();
        assertThat(open).hasValue(0);
    }

    @Test
    void refusesToStartWhereItCannotBeOpened() {
        taken.set(true);
        assertThatThrownBy(() -> Endpoint.open("admin", Optional.empty(), this::open, LOG))
                .isInstanceOf(Refusal.class)
                .hasMessage("in use");
    }

    @Test
    void opensAsSoonAsTheOtherOneHasLeft() throws Refusal {
        Endpoint endpoint = Endpoint.open("admin", Optional.empty(), this::open, LOG);
        taken.set(true);
        endpoint.openSoon();
        taken.set(false);
        await().until(() -> open.get() == 2);
    }

    @Test
    void staysClosedOnceItIsClosed() throws Exception {
        Endpoint endpoint = Endpoint.open("admin", Optional.empty(), this::open, LOG);
        endpoint.close();
        endpoint.openSoon();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("admin-opener")));
        assertThat(open).hasValue(0);
    }
}
