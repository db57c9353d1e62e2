package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several applications in each of two workers. */
class SeveralAppsIT {
    @RegisterExtension
    final Servers servers = new Servers();

    private Path webapps() throws IOException {
        return Files.createDirectories(servers.directory().resolve("webapps"));
    }

    private ServerProcess.Builder twoWorkers(Path webapps) {
        return servers.server().workers(2).option("--webapps", webapps);
    }

    private static String version(ServerProcess server, String path) throws HttpFailure {
        Http.Response answer = Http.get(server.address(), path + "/version");
        return answer.status() == 200 ? answer.text().strip() : Integer.toString(answer.status());
    }

    @Test
    void eachIsServedUnderItsPath() throws Exception {
        Path folder = servers.directory();
        Path shop = Wars.probeVersion(folder.resolve("shop.war"), "shop");
        Path root = Wars.probeVersion(folder.resolve("root.war"), "root");
        ServerProcess server = servers.server()
                .workers(2)
                .option("--app", "/shop=" + shop)
                .option("--app", "/=" + root)
                .serve();
        for (int i = 0; i < 10; i++) {
            assertThat(version(server, "")).isEqualTo("root");
            assertThat(version(server, "/shop")).isEqualTo("shop");
        }
        Http.Response redirect = Http.get(server.address(), "/shop");
        assertThat(redirect.status()).isEqualTo(302);
        assertThat(redirect.header("location")).isEqualTo("/shop/");
        assertThat(server.log().events("app.prepared"))
                .extracting(event -> event.field("path"))
                .containsExactly("/shop", "/");
    }

    @Test
    void oneThatCannotBeDeployedAnswers404AndTheOthersLive() throws Exception {
        Path webapps = webapps();
        Wars.probeVersion(webapps.resolve("good.war"), "good");
        Wars.probeThatStarts(webapps.resolve("bad.war"), "fail");
        Files.writeString(webapps.resolve("broken.war"), "no zip");
        ServerProcess server = twoWorkers(webapps).serve();
        assertThat(version(server, "/good")).isEqualTo("good");
        assertThat(version(server, "/bad")).isEqualTo("404");
        assertThat(version(server, "/broken")).isEqualTo("404");
        LogEvent prepared = server.log().await("app.failed");
        assertThat(prepared.field("path")).isEqualTo("/broken");
        assertThat(prepared.field("reason")).contains("broken.war");
        assertThat(server.log().events("app.failed"))
                .filteredOn(event -> event.has("path", "/bad"))
                .hasSize(2)
                .allMatch(event -> event.field("reason").contains("at /bad"))
                .extracting(event -> event.field("slot"))
                .containsExactlyInAnyOrder("1", "2");
    }

    @Test
    void withFailFastOneEndsTheStart() throws Exception {
        Path webapps = webapps();
        Wars.probeVersion(webapps.resolve("good.war"), "good");
        Path bad = Wars.probeThatStarts(webapps.resolve("bad.war"), "fail");
        assertThat(twoWorkers(webapps).option("--fail-fast").start().awaitExit())
                .isEqualTo(4);
        Files.delete(bad);
        Files.writeString(webapps.resolve("broken.war"), "no zip");
        assertThat(twoWorkers(webapps).option("--fail-fast").start().awaitExit())
                .isEqualTo(4);
    }

    @Test
    void ifNoneCanBeDeployedTheStartFails() throws Exception {
        Path webapps = webapps();
        Files.writeString(webapps.resolve("broken.war"), "no zip");
        Wars.probeThatStarts(webapps.resolve("bad.war"), "fail");
        assertThat(twoWorkers(webapps).start().awaitExit()).isEqualTo(4);
    }

    @Test
    void aReloadAddsReplacesAndRemovesAnApplicationWithoutAFailedRequest() throws Exception {
        Path webapps = webapps();
        Wars.probeVersion(webapps.resolve("ROOT.war"), "root");
        Path old = Wars.probeVersion(webapps.resolve("old.war"), "old");
        Path changing = Wars.probeVersion(webapps.resolve("shop#eu.war"), "one");
        ServerProcess server = twoWorkers(webapps).serve();
        assertThat(version(server, "/shop/eu")).isEqualTo("one");
        try (Load root = Load.on(server.address()).path("/version").start();
                Load shop = Load.on(server.address()).path("/shop/eu/version").start()) {
            Files.delete(old);
            Wars.probeVersion(changing, "two");
            Wars.probeVersion(webapps.resolve("fresh.war"), "fresh");
            Reloads.reload(server);
            assertThat(version(server, "/fresh")).isEqualTo("fresh");
            assertThat(version(server, "/old")).isEqualTo("404");
            assertThat(version(server, "/shop/eu")).isEqualTo("two");
            root.stop().assertNoFailures();
            shop.stop().assertNoFailures();
            assertThat(root.answers()).containsOnlyKeys("root");
            assertThat(shop.answers()).containsOnlyKeys("one", "two");
        }
    }

    @Test
    void aReloadDoesNotTakeAwayAnApplicationThatIsServed() throws Exception {
        Path webapps = webapps();
        Wars.probeVersion(webapps.resolve("ROOT.war"), "root");
        Path shop = Wars.probeVersion(webapps.resolve("shop.war"), "shop");
        ServerProcess server = twoWorkers(webapps).serve();
        Files.writeString(shop, "no zip");
        assertThat(Reloads.failingReload(server).field("reason"))
                .startsWith("the application at /shop, which is being served, cannot be replaced: ");
        Wars.probeThatStarts(shop, "fail");
        assertThat(Reloads.failingReload(server).field("reason")).contains("cannot deploy ", " at /shop: ");
        for (int i = 0; i < 10; i++) {
            assertThat(version(server, "/shop")).isEqualTo("shop");
        }
        Wars.probeThatStarts(webapps.resolve("new.war"), "fail");
        Wars.probeVersion(shop, "shop 2");
        Reloads.reload(server);
        assertThat(version(server, "/shop")).isEqualTo("shop 2");
        assertThat(version(server, "/new")).isEqualTo("404");
    }

    @Test
    void theFolderIsWatchedInDevelopment() throws Exception {
        Path webapps = webapps();
        Wars.probeVersion(webapps.resolve("ROOT.war"), "root");
        ServerProcess server = twoWorkers(webapps).option("--reload").serve();
        int mark = server.log().mark();
        Wars.probeVersion(webapps.resolve("shop.war"), "shop");
        server.log().awaitSince(mark, "reload.done");
        // A look that met the unfinished file may have been first.
        Await.until("the new application", () -> version(server, "/shop").equals("shop"));
    }

    @Test
    void theCheckNamesEachApplication() throws Exception {
        Path webapps = webapps();
        Path good = Wars.probeWith(webapps.resolve("good.war"), Map.of());
        Path broken = Files.writeString(webapps.resolve("broken.war"), "no zip");
        ServerProcess check = twoWorkers(webapps).option("--check-config").start();
        assertThat(check.awaitExit()).isZero();
        assertThat(check.output().text())
                .contains(
                        "app " + good + " at /good: can be deployed\n",
                        "warning: app " + broken + " at /broken cannot be deployed, its path answers 404: ");
        ServerProcess strict = twoWorkers(webapps)
                .option("--check-config")
                .option("--fail-fast")
                .start();
        assertThat(strict.awaitExit()).isEqualTo(4);
    }

    @Test
    void aDefaultDescriptorIsLaidUnderEachOfThem() throws Exception {
        Path webapps = webapps();
        Wars.probeWith(webapps.resolve("a.war"), Map.of("x.odd", "text"));
        Wars.probeWith(webapps.resolve("b.war"), Map.of("x.odd", "text"));
        Path defaults = Files.writeString(
                servers.directory().resolve("web.xml"),
                "<web-app version=\"6.1\"><mime-mapping><extension>odd</extension>"
                        + "<mime-type>text/odd</mime-type></mime-mapping></web-app>");
        ServerProcess server =
                twoWorkers(webapps).option("--default-web-xml", defaults).serve();
        assertThat(Http.get(server.address(), "/a/x.odd").header("content-type"))
                .startsWith("text/odd");
        assertThat(Http.get(server.address(), "/b/x.odd").header("content-type"))
                .startsWith("text/odd");

        ServerProcess printed = twoWorkers(webapps)
                .option("--default-web-xml", defaults)
                .option("--print-effective-web-xml")
                .start();
        assertThat(printed.awaitExit()).isZero();
        assertThat(printed.log().lines()).isEmpty();
        assertThat(printed.output().text())
                .startsWith(
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- /a: " + webapps.resolve("a.war") + " -->\n")
                .contains("</web-app>\n<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- /b: ")
                .contains("<mime-type>text/odd</mime-type>", "org.junicorn.samples.probe.VersionServlet")
                .endsWith("</web-app>");
    }
}
