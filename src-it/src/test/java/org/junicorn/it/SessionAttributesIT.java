package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.tools.ToolProvider;
import org.junicorn.it.SessionClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Attributes that cannot be written or cannot be read: the session lives on without them. */
class SessionAttributesIT {
    private static final String WARNING =
            "the session attribute \"voucher\" cannot be read and is left out (%s); it was"
                    + " written by another version of the application, or session_deserialization_filter forbids it";
    private static final String VOUCHER = "WEB-INF/classes/org/junicorn/samples/session/Voucher.class";

    @RegisterExtension
    final Servers servers = new Servers();

    /** The sample with another version of a class of it, which is not compatible with the first. */
    private byte[] nextVoucher() throws IOException {
        Path folder = Files.createDirectories(servers.directory().resolve("next"));
        Path source = Files.writeString(folder.resolve("Voucher.java"), """
                package org.junicorn.samples.session;

                final class Voucher implements java.io.Serializable {
                    private static final long serialVersionUID = 2L;

                    private final String code;

                    Voucher(String code) {
                        this.code = "next " + code;
                    }

                    @Override
                    public String toString() {
                        return code;
                    }
                }
                """);
        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "--release", "17", "-d", folder.toString(), source.toString());
        assertThat(status).isZero();
        return Files.readAllBytes(folder.resolve("org/junicorn/samples/session/Voucher.class"));
    }

    private void aNewVersionDropsTheVoucher(Consumer<Map<String, byte[]>> version, String cause) throws Exception {
        Path war = Wars.changed(Wars.session(), servers.directory().resolve("app.war"), Map.of());
        ServerProcess server = servers.server().app(war).workers(2).serve();
        SessionClient client = new SessionClient(server);
        client.post("/count");
        client.post("/objects?voucher=five");
        client.post("/cart?add=tea");
        client.getFromEach(server, "/objects").values().forEach(answer -> assertThat(answer.value("voucher"))
                .isEqualTo("five"));

        Wars.changed(Wars.session(), war, version);
        List<Long> before = server.workers();
        int mark = server.log().mark();
        Reloads.reload(server);
        Await.until("the old workers are gone", () -> server.workers().stream().noneMatch(before::contains));
        assertThat(client.post("/count").number("count")).isEqualTo(2);
        client.getFromEach(server, "/objects").values().forEach(answer -> assertThat(answer.value("voucher"))
                .isEqualTo("null"));
        client.getFromEach(server, "/cart").values().forEach(answer -> assertThat(answer.number("item.tea"))
                .isEqualTo(1));
        assertThat(client.get("/info").value("names")).isEqualTo("cart changes count");
        List<String> warnings = server.log().awaitMessages(mark, "voucher", 2);
        assertThat(warnings)
                .as("one by each worker")
                .hasSize(2)
                .allMatch(message -> message.contains(WARNING.formatted(cause)));
        assertThat(server.log().lines().subList(mark, server.log().mark()))
                .noneMatch(line -> line.contains("\tat ") || line.contains(" ERROR "));
    }

    @Test
    void anAttributeWhoseClassIsGoneIsDropped() throws Exception {
        aNewVersionDropsTheVoucher(
                entries -> assertThat(entries.remove(VOUCHER)).isNotNull(),
                "java.lang.ClassNotFoundException: org.junicorn.samples.session.Voucher");
    }

    @Test
    void anAttributeWhoseClassHasChangedIsDropped() throws Exception {
        byte[] next = nextVoucher();
        aNewVersionDropsTheVoucher(
                entries -> assertThat(entries.put(VOUCHER, next)).isNotNull(),
                "java.io.InvalidClassException: org.junicorn.samples.session.Voucher; local class incompatible: stream"
                        + " classdesc serialVersionUID = 1, local class serialVersionUID = 2");
    }

    @Test
    void whatCannotBeSerializedStaysInItsWorker() throws Exception {
        ServerProcess server = servers.session().workers(2).serve();
        SessionClient client = new SessionClient(server);
        client.post("/cart?add=tea");
        int mark = server.log().mark();
        long owner = client.post("/objects?seat=12").pid();
        assertThat(client.post("/count").number("count")).isEqualTo(1);
        Map<Long, Answer> seats = client.getFromEach(server, "/objects");
        seats.forEach((pid, answer) -> assertThat(answer.value("seat"))
                .as("seat in %d of %d", pid, owner)
                .isEqualTo(pid == owner ? "12" : "null"));
        for (int i = 2; i <= 30; i++) {
            assertThat(client.post("/count").number("count")).isEqualTo(i);
        }
        assertThat(client.getFrom(owner, "/objects").value("seat")).isEqualTo("12");
        client.getFromEach(server, "/cart").values().forEach(answer -> assertThat(answer.number("item.tea"))
                .isEqualTo(1));
        assertThat(server.log().awaitMessages(mark, "the session attribute", 1))
                .singleElement()
                .asString()
                .contains("the session attribute \"seat\" of class org.junicorn.samples.session.Seat cannot be stored"
                        + " (java.io.NotSerializableException: org.junicorn.samples.session.Seat): it stays in this"
                        + " worker, and requests that another worker answers do not see it; make the class"
                        + " serializable, or set session_affinity = \"auto\"");

        // the worker takes the attribute with it, and nothing else
        int killed = server.log().mark();
        Proc.signal(owner, "KILL");
        server.log().awaitSince(killed, "worker.ready");
        assertThat(client.post("/count").number("count")).isEqualTo(31);
        client.getFromEach(server, "/objects").values().forEach(answer -> assertThat(answer.value("seat"))
                .isEqualTo("null"));
    }

    @Test
    void whatHoldsSomethingThatCannotBeSerializedStaysToo() throws Exception {
        ServerProcess server = servers.session().workers(2).serve();
        SessionClient client = new SessionClient(server);
        int mark = server.log().mark();
        long owner = client.post("/objects?seats=12").pid();
        client.getFromEach(server, "/objects")
                .forEach((pid, answer) -> assertThat(answer.value("seats")).isEqualTo(pid == owner ? "[12]" : "null"));
        assertThat(client.post("/count").number("count")).isEqualTo(1);
        assertThat(server.log().awaitMessages(mark, "the session attribute", 1))
                .singleElement()
                .asString()
                .contains("the session attribute \"seats\" of class java.util.ArrayList cannot be stored"
                        + " (java.io.NotSerializableException: org.junicorn.samples.session.Seat)");
    }

    @Test
    void oneThatCanBeSerializedTakesItsPlaceEverywhere() throws Exception {
        ServerProcess server = servers.session().workers(2).serve();
        SessionClient client = new SessionClient(server);
        client.post("/objects?seat=12");
        client.getFromEach(server, "/objects");
        client.post("/attributes?seat=text");
        client.getFromEach(server, "/objects").values().forEach(answer -> assertThat(answer.value("seat"))
                .isEqualTo("text"));
    }

    /** The default filter of what is read; the user's own comes before it. */
    @Test
    void whatTheFilterForbidsIsDropped() throws Exception {
        ServerProcess server = servers.session()
                .workers(2)
                .option("--session-deserialization-filter", "!org.junicorn.samples.session.Voucher")
                .serve();
        SessionClient client = new SessionClient(server);
        client.post("/count");
        int mark = server.log().mark();
        long owner = client.post("/objects?voucher=five").pid();
        client.getFromEach(server, "/objects").forEach((pid, answer) -> {
            if (pid != owner) {
                assertThat(answer.value("voucher")).isEqualTo("null");
            }
        });
        assertThat(client.post("/count").number("count")).isEqualTo(2);
        assertThat(server.log()
                        .awaitMessages(
                                mark, WARNING.formatted("java.io.InvalidClassException: filter status: REJECTED"), 1))
                .hasSize(1);
    }

    @Test
    void aDistributableApplicationCannotSetWhatCannotBeSerialized() throws Exception {
        Path war = Wars.changed(
                Wars.session(),
                servers.directory().resolve("app.war"),
                Map.of("WEB-INF/web.xml", "<web-app version=\"6.1\"><distributable/></web-app>"));
        ServerProcess server = servers.server().app(war).workers(2).serve();
        SessionClient client = new SessionClient(server);
        client.post("/count");
        assertThat(client.ask("POST", "/objects?seat=12").status()).isEqualTo(500);
        server.log()
                .awaitLine(
                        0,
                        "java.lang.IllegalArgumentException: the session attribute \"seat\" of class"
                                + " org.junicorn.samples.session.Seat is not serializable, and the application is"
                                + " <distributable/>");
        assertThat(client.post("/count").number("count")).isEqualTo(2);
    }
}
