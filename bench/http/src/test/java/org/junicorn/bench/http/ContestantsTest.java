package org.junicorn.bench.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContestantsTest {
    @TempDir
    private Path target;

    private Contestants contestants;

    @BeforeEach
    void make() throws IOException {
        Files.createDirectories(target.resolve("tomcat/apache-tomcat-11.0.24"));
        Files.createDirectories(target.resolve("jetty/jetty-home-12.1.1"));
        Files.createDirectories(target.resolve("lib"));
        Files.createFile(target.resolve("lib/undertow-core-2.4.4.Final.jar"));
        Files.createFile(target.resolve("lib/undertow-servlet-2.0.0.RC1.jar"));
        Keys keys = new Keys(target.resolve("keys.p12"), target.resolve("password"));
        contestants = new Contestants(
                target.resolve("launcher.jar"), target, keys, List.of(), Map.of("few", List.of("--threads", "4")));
    }

    @Test
    void junicornIsNamedAfterItsWorkersAndVariant() {
        assertThat(List.of("junicorn", "junicorn:4", "few", "few:2", "Tomcat", "jetty", "undertow"))
                .extracting(word -> contestants.of(word).name())
                .containsExactly(
                        "Junicorn",
                        "Junicorn, 4 workers",
                        "Junicorn, few",
                        "Junicorn, few, 2 workers",
                        "Tomcat",
                        "Jetty",
                        "undertow-servlet");
    }

    @Test
    void allWorkersMustBeReady() {
        Contestants.Contestant two = contestants.of("junicorn:2");

        assertThat(two.complete().matcher("INFO worker.ready slot=1\n").find()).isFalse();
        assertThat(two.complete()
                        .matcher("INFO worker.ready slot=1\nINFO worker.ready slot=2\n")
                        .find())
                .isTrue();
    }

    @Test
    void whoIsNotKnownIsRefused() {
        for (String word : List.of("glassfish", "junicorn:0", "junicorn:x", "many")) {
            assertThatThrownBy(() -> contestants.of(word))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(word + ": there is no such server; there are tomcat, jetty, undertow,");
        }
    }

    @Test
    void versionsAreThoseOfWhatWasFetched() throws IOException {
        assertThat(contestants.versions())
                .isEqualTo("Tomcat 11.0.24, Jetty 12.1.1, undertow-core 2.4.4.Final with undertow-servlet 2.0.0.RC1");
    }
}
