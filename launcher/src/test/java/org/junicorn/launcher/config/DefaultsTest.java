package org.junicorn.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junicorn.container.PathRules.EncodedSolidus;
import org.junicorn.container.ProxyRules.HeaderMapping;
import org.junicorn.container.ProxyRules.ProxyProtocol;
import org.junicorn.container.RequestRules;
import org.junicorn.container.session.SessionSettings.Failure;
import org.junicorn.container.tls.ClientCertificates;
import org.junicorn.container.war.JakartaConverter;
import org.junicorn.launcher.listen.BindAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefaultsTest {

    @TempDir
    Path cwd;

    @Test
    void everySettingHasItsDocumentedDefault() {
        assertThat(new Sandbox(cwd).load().settings())
                .isEqualTo(new Settings(
                        new AppSettings(
                                List.of(new Mount(Optional.empty(), "demo.Hello")),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                List.of(),
                                Optional.empty(),
                                JakartaConverter.AUTO,
                                Optional.empty(),
                                false,
                                List.of(),
                                true,
                                false,
                                List.of()),
                        new SocketSettings(List.of(new BindAddress.Tcp("127.0.0.1", 8000)), 2048, 0600),
                        new WorkerSettings(
                                WorkerCount.of(1),
                                0,
                                WorkerClass.GTHREAD,
                                DispatchMode.POOL,
                                1000,
                                0,
                                0,
                                Duration.ZERO,
                                Duration.ofSeconds(30),
                                Duration.ofMinutes(5),
                                Duration.ZERO,
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(75),
                                1,
                                0,
                                Optional.empty(),
                                List.of(),
                                Map.of()),
                        new RequestSettings(
                                8190,
                                100,
                                8190,
                                8192,
                                200,
                                1000,
                                2097152,
                                50,
                                512,
                                4096,
                                2097152,
                                EncodedSolidus.REJECT,
                                false,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                false,
                                Optional.empty()),
                        new ProxySettings(
                                List.of("127.0.0.1", "::1"),
                                List.of("X-Forwarded-For"),
                                Map.of(
                                        "X-FORWARDED-PROTOCOL", "ssl",
                                        "X-FORWARDED-PROTO", "https",
                                        "X-FORWARDED-SSL", "on"),
                                List.of("SCRIPT_NAME", "PATH_INFO"),
                                HeaderMapping.DANGEROUS,
                                Optional.empty(),
                                ProxyProtocol.OFF,
                                List.of("127.0.0.1", "::1"),
                                Optional.empty(),
                                Optional.empty()),
                        new SecuritySettings(Optional.empty(), Optional.empty()),
                        new SessionsSettings(
                                "local",
                                Optional.empty(),
                                Duration.ofSeconds(1),
                                Failure.ERROR,
                                1024,
                                true,
                                SessionsSettings.SessionAffinity.OFF,
                                Optional.empty(),
                                Duration.ofMinutes(30),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                false),
                        new ServerSettings(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Path.of("/var/tmp/junicorn-ann"),
                                "junicorn",
                                false),
                        new LogSettings(
                                "-",
                                LogLevel.INFO,
                                Optional.empty(),
                                "%(h)s %(l)s %(u)s %(t)s \"%(r)s\" %(s)s %(b)s \"%(f)s\" \"%(a)s\"",
                                false,
                                LogFormat.TEXT,
                                new ByteSize(0),
                                RotationTime.NEVER,
                                7,
                                false,
                                Optional.empty()),
                        new SyslogSettings(false, "udp://localhost:514", Optional.empty(), SyslogFacility.USER, false),
                        new DumpSettings(Optional.empty(), false, false, 3),
                        new LimitSettings(new ByteSize(0), 0, Duration.ofMinutes(1)),
                        new StatsdSettings(Optional.empty(), Optional.empty(), Optional.empty()),
                        new AdminSettings(Optional.empty(), Optional.empty(), Optional.empty(), Duration.ZERO),
                        new ControlSettings(Optional.empty(), 0600, false),
                        new HookSettings(List.of(), List.of(), List.of(), Map.of(), Duration.ofSeconds(30), List.of()),
                        new HealthSettings(Optional.empty(), Duration.ofSeconds(10), Duration.ofSeconds(5), 3),
                        new ShapingSettings(
                                Optional.empty(),
                                List.of("127.0.0.1", "::1"),
                                false,
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of("GET", "POST", "HEAD", "OPTIONS"),
                                List.of(
                                        "Origin",
                                        "Accept",
                                        "X-Requested-With",
                                        "Content-Type",
                                        "Access-Control-Request-Method",
                                        "Access-Control-Request-Headers"),
                                List.of(),
                                false,
                                Duration.ofMinutes(30),
                                List.of(),
                                new ByteSize(2048),
                                List.of(
                                        "text/html",
                                        "text/xml",
                                        "text/plain",
                                        "text/css",
                                        "text/javascript",
                                        "application/javascript",
                                        "application/json",
                                        "application/xml"),
                                List.of(),
                                new ByteSize(0),
                                new ByteSize(1 << 20),
                                List.of(),
                                new ByteSize(1 << 20)),
                        new TlsSettings(
                                List.of(),
                                List.of(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                ClientCertificates.NONE,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                List.of("TLSv1.2", "TLSv1.3"),
                                List.of(),
                                Duration.ofSeconds(10),
                                false,
                                false,
                                0,
                                Optional.empty()),
                        new Http2Settings(List.of(HttpVersion.H1), Http2Cleartext.OFF, 100, 65535, 16384, 65536),
                        new RoutingSettings(
                                Optional.empty(), Map.of(), "JUNICORN_VERSION", Optional.empty(), List.of()),
                        new EdgeLimitSettings(
                                Duration.ofSeconds(20),
                                Duration.ofSeconds(20),
                                500,
                                Duration.ofSeconds(60),
                                500,
                                0,
                                new ByteSize(0),
                                65536,
                                new ByteSize(65536)),
                        new SheddingSettings(0, 100, Duration.ofSeconds(10), List.of()),
                        new StandbySettings(0, List.of(), 200, Duration.ofSeconds(10), Duration.ZERO)));
    }

    @Test
    void requestsAreReadAsByTomcatUnlessToldOtherwise() {
        assertThat(new Sandbox(cwd).load().settings().requests().rules()).isEqualTo(RequestRules.ofTomcat());
    }

    @Test
    void everySettingButTheApplicationComesFromTheDefaults() {
        LoadedSettings loaded = new Sandbox(cwd).load();
        assertThat(loaded.keys())
                .filteredOn(key -> !loaded.origin(key).equals(Origin.DEFAULT))
                .containsExactly("app");
        assertThat(loaded.mode()).isEqualTo(Mode.RUN);
        assertThat(loaded.file()).isEmpty();
        assertThat(loaded.directory()).isEqualTo(cwd);
    }

    @Test
    void theWorkDirectoryLiesInTheCacheFolder() {
        assertThat(new Sandbox(cwd)
                        .env("XDG_CACHE_HOME", "/cache")
                        .load()
                        .settings()
                        .server()
                        .workDir())
                .isEqualTo(Path.of("/cache/junicorn"));
    }

    @Test
    void aRelativeCacheFolderCountsAsUnset() {
        assertThat(new Sandbox(cwd)
                        .env("XDG_CACHE_HOME", "cache")
                        .env("HOME", cwd.toString())
                        .load()
                        .settings()
                        .server()
                        .workDir())
                .isEqualTo(cwd.resolve(".cache/junicorn"));
    }

    @Test
    void theHomeFolderIsTheOneTheMachineKnowsIfTheEnvironmentNamesNone() {
        assertThat(new Sandbox(cwd)
                        .on(new FakeMachine().withHome(cwd))
                        .load()
                        .settings()
                        .server()
                        .workDir())
                .isEqualTo(cwd.resolve(".cache/junicorn"));
    }

    @Test
    void aHomeFolderThatCannotBeWrittenIsPassedOver() {
        assertThat(new Sandbox(cwd)
                        .env("HOME", "/nonexistent")
                        .load()
                        .settings()
                        .server()
                        .workDir())
                .isEqualTo(Path.of("/var/tmp/junicorn-ann"));
    }

    @Test
    void threadsAreSharedOutAmongTheWorkers() {
        assertThat(new Sandbox(cwd).load("-w", "4").settings().workers().effectiveThreads())
                .isEqualTo(50);
        assertThat(new Sandbox(cwd).load("-w", "40").settings().workers().effectiveThreads())
                .isEqualTo(16);
        assertThat(new Sandbox(cwd)
                        .load("-w", "4", "--threads", "7")
                        .settings()
                        .workers()
                        .effectiveThreads())
                .isEqualTo(7);
        assertThat(new Sandbox(cwd).load("-k", "sync").settings().workers().effectiveThreads())
                .isEqualTo(1);
    }

    @Test
    void withSyncTheTimeoutLimitsRequestsUnlessAnotherLimitIsSet() {
        assertThat(new Sandbox(cwd).load("-k", "sync").settings().workers().effectiveRequestTimeout())
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(new Sandbox(cwd)
                        .load("-k", "sync", "--request-timeout", "5s")
                        .settings()
                        .workers()
                        .effectiveRequestTimeout())
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(new Sandbox(cwd).load().settings().workers().effectiveRequestTimeout())
                .isZero();
    }

    @Test
    void asManyWorkersBootAtOnceAsThereAreCores() {
        assertThat(new Sandbox(cwd).load().settings().workers().effectiveBootConcurrency(6))
                .isEqualTo(6);
        assertThat(new Sandbox(cwd)
                        .load("--boot-concurrency", "2")
                        .settings()
                        .workers()
                        .effectiveBootConcurrency(6))
                .isEqualTo(2);
    }
}
