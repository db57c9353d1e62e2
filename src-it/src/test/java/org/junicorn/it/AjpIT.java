package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Apache's httpd in front, with mod_proxy_ajp. */
class AjpIT {
    @RegisterExtension
    static final Servers servers = new Servers();

    private static final String SECRET = "open-sesame-4711";

    private static ServerProcess server;
    private static Httpd httpd;
    private static int tlsPort;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Path folder = servers.directory();
        // httpd's workers are another user.
        assertThat(folder.toFile().setExecutable(true, false)).isTrue();
        Path secret = Files.writeString(folder.resolve("ajp.secret"), SECRET + "\n");
        server = servers.probe()
                .bind("ajp://127.0.0.1:0")
                .option("--ajp-secret-file", secret)
                .option("--access-logfile", "-")
                .option("--access-logformat", "access %h %u %U %s")
                .workers(2)
                .serve();
        Path both = SelfSigned.certificate("ann", folder);
        Files.writeString(folder.resolve("users"), "bob:{SHA}" + sha1("secret") + "\n");
        int port = Httpd.freePort();
        tlsPort = Httpd.freePort();
        httpd = Httpd.with(
                """
                RemoteIPHeader X-Test-Client
                RemoteIPInternalProxy 127.0.0.0/8
                ProxyPass /wrong/ ajp://localhost:%1$d/ secret=open-sesame
                ProxyPass / ajp://127.0.0.1:%1$d/ secret=%2$s ping=10
                <Location /private/>
                  AuthType Basic
                  AuthName httpd
                  AuthUserFile %3$s/users
                  Require valid-user
                </Location>
                Listen %4$s:%5$d
                <VirtualHost %4$s:%5$d>
                  ServerName shop.example
                  SSLEngine on
                  SSLCertificateFile %6$s
                  SSLCACertificateFile %6$s
                  SSLVerifyClient require
                  SSLOptions +StdEnvVars +ExportCertData
                  ProxyPass / ajp://127.0.0.1:%1$d/ secret=%2$s ping=10
                </VirtualHost>
                """.formatted(server.address().port(), SECRET, folder, Httpd.host(), tlsPort, both), port, folder);
    }

    @AfterAll
    static void stop() {
        httpd.close();
    }

    private static String sha1(String password) {
        try {
            byte[] digest =
                    java.security.MessageDigest.getInstance("SHA-1").digest(password.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static Http.Response ask(String method, String path, byte[] body, String... headers) throws HttpFailure {
        try (Http.Connection connection = Http.Connection.open(httpd.address())) {
            List<String> all = new ArrayList<>(List.of(headers));
            all.add("Connection: close");
            return connection.exchange(method, path, all, body);
        }
    }

    @Test
    void httpdTellsItsClientsAddressAndHost() throws HttpFailure {
        Http.Response response = ask("GET", "/headers?a=b%20c", new byte[0], "X-Test-Client: 203.0.113.7");
        assertThat(response.text())
                .as(httpd.log())
                .contains(
                        "(remote): 203.0.113.7\n",
                        "(scheme): http\n",
                        "(secure): false\n",
                        "(uri): /headers\n",
                        "(query): a=b%20c\n",
                        "(server): " + httpd.address().host() + "\n");
        server.output().awaitLine(0, "access 203.0.113.7 - /headers 200");
    }

    @Test
    void httpdTellsTheCertificateThatItHasVerified() throws Exception {
        Path both = servers.directory().resolve("both.pem");
        String url = "https://shop.example:" + tlsPort + "/headers";
        Process curl = new ProcessBuilder(
                        "curl",
                        "-sSk",
                        "--max-time",
                        "20",
                        "--resolve",
                        "shop.example:" + tlsPort + ":" + Httpd.host(),
                        "--cert",
                        both.toString(),
                        url)
                .redirectErrorStream(true)
                .start();
        String text = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(curl.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(text)
                .as(httpd.log())
                .contains(
                        "(scheme): https\n",
                        "(secure): true\n",
                        "(server): shop.example:" + tlsPort + "\n",
                        "(certificate): CN=ann\n");
    }

    /** Tomcat: tomcatAuthentication="true". */
    @Test
    void whoHasLoggedInAtHttpdIsNobodyHere() throws HttpFailure {
        String credentials = Base64.getEncoder().encodeToString("bob:secret".getBytes(StandardCharsets.UTF_8));
        assertThat(ask("GET", "/private/x", new byte[0]).status()).isEqualTo(401);
        ask("GET", "/private/x", new byte[0], "X-Test-Client: 203.0.113.8", "Authorization: Basic " + credentials);
        server.output().awaitLine(0, "access 203.0.113.8 - /private/x 404");
    }

    @Test
    void withoutTheRightSecretNobodyIsLetIn() throws HttpFailure {
        assertThat(ask("GET", "/wrong/headers", new byte[0]).status()).isEqualTo(403);
        server.output().awaitLine(0, "- /headers 403");
    }

    @Test
    void bodiesArriveWhole() throws HttpFailure {
        byte[] body = new byte[3_000_000];
        new Random(7).nextBytes(body);
        assertThat(ask("POST", "/echo", body).bytes()).isEqualTo(body);
    }

    @Test
    void clientsBehindHttpdNoticeNoReload() throws HttpFailure {
        try (Load load = Load.on(httpd.address()).start()) {
            for (int i = 0; i < 2; i++) {
                Reloads.reload(server);
                long soFar = load.answered();
                Await.until("answers by the new generation", () -> load.answered() > soFar + 200);
            }
            Load.Report report = load.stop();
            report.assertNoFailures();
            assertThat(report.answers().keySet()).anyMatch(answer -> answer.contains("generation=3"));
        }
    }

    /** Its workers have it by their standard input. */
    @Test
    void theSecretIsNowhereToBeSeen() throws IOException {
        assertThat(Ctl.run(server, "show", "config").out())
                .contains("ajp_secret_file")
                .doesNotContain(SECRET);
        assertThat(server.log().lines()).noneMatch(line -> line.contains(SECRET));
        assertThat(server.output().lines()).noneMatch(line -> line.contains(SECRET));
        for (long pid : server.tree()) {
            for (String file : List.of("cmdline", "environ")) {
                assertThat(Files.readString(Path.of("/proc/" + pid + "/" + file), StandardCharsets.ISO_8859_1))
                        .doesNotContain(SECRET);
            }
        }
    }
}
