package org.junicorn.launcher.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.logging.LogManager;
import org.jboss.logging.Logger;
import org.jboss.logging.LoggerProvider;
import org.junicorn.container.war.WebAppClassLoader;
import org.junicorn.launcher.channel.MessageCodec;
import org.junicorn.launcher.log.EventLog;
import org.junicorn.launcher.log.LibraryLine;
import org.junicorn.launcher.log.LibraryMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ContainerLoggersTest {
    private final List<LibraryLine> lines = new ArrayList<>();
    private final WorkerLog log = new WorkerLog();
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    private Logger logger(String name) {
        log.connect(lines::add);
        return new ContainerLogger(name, log);
    }

    @AfterEach
    void restore() {
        Thread.currentThread().setContextClassLoader(before);
    }

    @Test
    void theContainersLibrariesFindThem() {
        assertThat(ServiceLoader.load(LoggerProvider.class)).singleElement().isInstanceOf(ContainerLoggers.class);
        assertThat(Logger.getLogger("org.junicorn.test")).isInstanceOf(ContainerLogger.class);
    }

    @Test
    void saysWhoSpeaksForWhichApplication() {
        WebAppClassLoader app = new WebAppClassLoader(List.of(), before);
        app.application("/shop");
        Thread.currentThread().setContextClassLoader(app);
        logger("org.junicorn.a").errorf(new IllegalStateException("broken"), "%s of %d", "one", 2);
        LibraryLine line = lines.get(0);
        assertThat(line.level()).isEqualTo("ERROR");
        assertThat(line.logger()).isEqualTo("org.junicorn.a");
        assertThat(line.app()).isEqualTo("/shop");
        assertThat(line.thread()).isEqualTo(Thread.currentThread().getName());
        assertThat(line.message()).isEqualTo("one of 2");
        assertThat(line.thrown()).startsWith("java.lang.IllegalStateException: broken\n\tat ");
    }

    @Test
    void formatsAsTheCallerMeansItAndLosesNoMessageThatItCannotFormat() {
        Logger logger = logger("org.junicorn.a");
        logger.info("100% {0}");
        logger.infov("{0} of {1}", "one", "two");
        logger.infof("%d", "no number");
        assertThat(lines).extracting(LibraryLine::message).containsExactly("100% {0}", "one of two", "%d");
        assertThat(lines).extracting(LibraryLine::app).containsOnly("");
    }

    @Test
    void whatIsTooLongForOneLineToTheSupervisorIsCut() {
        String text = "€".repeat(1024 * 1024);
        log.connect(lines::add);
        log.write(EventLog.Level.WARNING, text, text, new IllegalStateException(text));
        LibraryLine line = lines.get(0);
        assertThat(line.message()).startsWith("€€€").endsWith("€… and 1015808 characters more");
        assertThat(line.thrown()).startsWith("java.lang.IllegalStateException: €€€");
        assertThat(new MessageCodec<>(LibraryMessage.class).encode(line)).hasSizeLessThan(1024 * 1024);
        log.write(EventLog.Level.WARNING, "a", null, null);
        assertThat(lines.get(1).message()).isEqualTo("null");
    }

    @Test
    void librariesAreQuietAndLevelsCanBeChangedAtAnyTime() {
        Logger xnio = logger("org.xnio.nio");
        Logger own = logger("org.junicorn.a");
        xnio.info("version");
        own.debug("detail");
        assertThat(lines).isEmpty();
        log.levels().set("org.xnio", EventLog.Level.DEBUG);
        log.levels().set("root", EventLog.Level.DEBUG);
        xnio.debug("selecting");
        own.trace("detail");
        assertThat(lines).extracting(LibraryLine::message).containsExactly("selecting", "detail");
        assertThat(xnio.isDebugEnabled()).isTrue();
    }

    @Test
    void anApplicationThatResetsJavaUtilLoggingSilencesNothing() {
        Logger logger = logger("org.junicorn.a");
        LogManager.getLogManager().reset();
        logger.warn("still here");
        assertThat(lines).extracting(LibraryLine::message).containsExactly("still here");
    }
}
