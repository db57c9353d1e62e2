package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** TLS as foreign clients see it. One server for all, whose certificates and settings are replaced at the end. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TlsIT {
    @RegisterExtension
    static final Servers servers = new Servers();

    private static Authority authority;
    private static Authority.Pair served;
    private static Authority.Pair client;
    private static OcspResponder issuer;
    private static ServerSocket silentIssuer;
    private static Path password;
    private static Path application;
    private static Path configuration;
    private static ServerProcess server;
    private static Address secure;
    private static Address plain;

    private static final String PAGE = """
            <%@ page trimDirectiveWhitespaces="true" contentType="text/plain" %>
            secure=<%= request.isSecure() %> scheme=<%= request.getScheme() %> user=<%= request.getRemoteUser() %>
            protocol=<%= request.getAttribute("jakarta.servlet.request.secure_protocol") %>
            cipher=<%= request.getAttribute("jakarta.servlet.request.cipher_suite") %>
            bits=<%= request.getAttribute("jakarta.servlet.request.key_size") %>
            session=<%= request.getAttribute("jakarta.servlet.request.ssl_session_id") != null %>
            """;

    @BeforeAll
    static void start() throws IOException {
        authority = new Authority(servers.directory().resolve("authority"));
        served = authority.issue("first", "/CN=first", "subjectAltName=DNS:localhost");
        client = authority.issue("client", "/CN=ann/O=Acme", "extendedKeyUsage=clientAuth");
        issuer = OcspResponder.of(authority.folder());
        silentIssuer = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Authority.Pair stapled = authority.rewritten(named("stapled", issuer.port()), "rsa -traditional");
        Authority.Pair unstapled = authority.rewritten(
                named("unstapled", silentIssuer.getLocalPort()), "pkcs8 -topk8 -v2 aes-256-cbc -passout pass:secret");
        password = Files.writeString(servers.directory().resolve("password"), "secret\n");
        Path app = Files.createDirectories(servers.directory().resolve("app/WEB-INF"));
        Files.writeString(app.resolve("web.xml"), """
                <web-app version="6.0" xmlns="https://jakarta.ee/xml/ns/jakartaee">
                  <security-constraint>
                    <web-resource-collection><web-resource-name>p</web-resource-name>
                      <url-pattern>/private/*</url-pattern></web-resource-collection>
                    <auth-constraint><role-name>user</role-name></auth-constraint>
                  </security-constraint>
                  <security-constraint>
                    <web-resource-collection><web-resource-name>c</web-resource-name>
                      <url-pattern>/confidential/*</url-pattern></web-resource-collection>
                    <user-data-constraint><transport-guarantee>CONFIDENTIAL</transport-guarantee></user-data-constraint>
                  </security-constraint>
                  <login-config><auth-method>CLIENT-CERT</auth-method></login-config>
                  <security-role><role-name>user</role-name></security-role>
                </web-app>
                """);
        Path root = app.getParent();
        application = root;
        Files.writeString(root.resolve("index.html"), "hello ".repeat(200));
        for (String folder : List.of("open", "private", "confidential")) {
            Files.createDirectories(root.resolve(folder));
            Files.writeString(root.resolve(folder + "/page.jsp"), PAGE);
        }
        Path users = Files.writeString(
                servers.directory().resolve("users.xml"),
                "<tomcat-users><user username=\"O=Acme, CN=ann\" password=\"\" roles=\"user\"/></tomcat-users>");
        configuration = Files.writeString(servers.directory().resolve("junicorn.properties"), """
                http_protocols = h1,h2
                cert_reqs = optional
                hsts = max-age=600
                ocsp_stapling = true
                """);
        ServerProcess.Builder builder = servers.server();
        if (Proc.userId(ProcessHandle.current().pid()) == 0) {
            builder.forEveryUser().option("--user", "nobody"); // who may not read the keys
        }
        for (Authority.Pair pair : List.of(served, stapled, unstapled)) {
            builder.option("--certfile", pair.certificate()).option("--keyfile", pair.key());
        }
        server = builder.app(root)
                .workers(2)
                .bind("https://127.0.0.1:0")
                .bind("127.0.0.1:0")
                .option("--config", configuration)
                .option("--keyfile-password-file", password)
                .option("--ca-certs", authority.certificate())
                .option("--tomcat-users", users)
                .option("--admin-bind", "127.0.0.1:0")
                .serve();
        assertThat(server.log().events("listening").get(0).field("address")).startsWith("https://127.0.0.1:");
        secure = server.addresses(2).get(0);
        plain = server.addresses(2).get(1);
    }

    /** A certificate whose state is to be asked for at a port of this machine. */
    private static Authority.Pair named(String name, int port) {
        return authority.issue(
                name,
                "/CN=" + name,
                "subjectAltName=DNS:" + name + ".example authorityInfoAccess=OCSP;URI:http://127.0.0.1:" + port);
    }

    @AfterAll
    static void stop() throws IOException {
        issuer.close();
        silentIssuer.close();
    }

    private static String curl(String... arguments) {
        List<String> words = new ArrayList<>(List.of("curl", "-sS", "-i", "--max-time", "60"));
        words.addAll(List.of("--cacert", authority.certificate().toString()));
        words.addAll(List.of("--resolve", "*:" + secure.port() + ":127.0.0.1"));
        words.addAll(List.of(arguments));
        return Run.command(servers.directory(), words.toArray(String[]::new)).output();
    }

    private static String url(String path) {
        return "https://localhost:" + secure.port() + path;
    }

    @Test
    @Order(1)
    void applicationsSeeThatTheConnectionIsEncrypted() throws HttpFailure {
        for (String version : List.of("1.2", "1.3")) {
            assertThat(curl("--tlsv" + version, "--tls-max", version, "--http1.1", url("/open/page.jsp")))
                    .contains("HTTP/1.1 200", "secure=true scheme=https user=null", "protocol=TLSv" + version)
                    .containsPattern("cipher=TLS_\\w+_GCM_SHA(256|384)")
                    .containsPattern("bits=(128|256)")
                    .contains("session=true")
                    .containsIgnoringCase("strict-transport-security: max-age=600");
        }
        Http.Response response = Http.get(plain, "/open/page.jsp");
        assertThat(response.text()).contains("secure=false scheme=http ", "cipher=null");
        assertThat(response.headers()).doesNotContainKey("strict-transport-security");
    }

    @Test
    @Order(2)
    void aClientsCertificateLogsItIn() {
        for (String version : List.of("--http1.1", "--http2")) {
            String shown = curl(
                    version,
                    "--cert",
                    client.certificate().toString(),
                    "--key",
                    client.key().toString(),
                    url("/private/page.jsp"));
            assertThat(shown)
                    .startsWith(version.equals("--http2") ? "HTTP/2 200" : "HTTP/1.1 200")
                    .contains("secure=true scheme=https user=O=Acme, CN=ann");
            assertThat(curl(version, url("/private/page.jsp"))).containsPattern("^HTTP/[12.]+ 401");
        }
    }

    @Test
    @Order(2)
    void aClientIsShownTheCertificateOfTheNameThatItAsksFor() {
        assertThat(curl("https://stapled.example:" + secure.port() + "/index.html"))
                .startsWith("HTTP/2 200")
                .containsIgnoringCase("strict-transport-security: max-age=600");
        assertThat(curl("https://other.example:" + secure.port() + "/index.html"))
                .contains("no alternative certificate subject name matches");
        assertThat(TlsLoad.shown(secure, "stapled.example")).isEqualTo("CN=stapled");
        assertThat(TlsLoad.shown(secure, "other.example")).isEqualTo("CN=first");
    }

    @Test
    @Order(1)
    void theIssuersWordIsStapled() {
        for (String version : List.of("-tls1_2", "-tls1_3")) {
            // Without it goes whoever comes while a slow machine asks the issuer for the first time.
            Await.until("the issuer's word", () -> stapled(version, "stapled.example")
                    .contains("OCSP Response Status: successful"));
            assertThat(stapled(version, "stapled.example")).contains("Cert Status: good");
            assertThat(stapled(version, "localhost")).contains("OCSP response: no response sent");
        }
    }

    private static String stapled(String version, String name) {
        String[] words = {
            "openssl", "s_client", "-connect", "127.0.0.1:" + secure.port(), "-servername", name, "-status", version
        };
        return Run.command(servers.directory(), words).output();
    }

    @Test
    @Order(4)
    void anIssuerThatIsSilentHoldsNobodyUp() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(24);
        try {
            List<Callable<String>> handshakes =
                    Collections.nCopies(24, () -> TlsLoad.shown(secure, "unstapled.example"));
            for (Future<String> shown : clients.invokeAll(handshakes)) {
                assertThat(shown.get()).isEqualTo("CN=unstapled");
            }
        } finally {
            clients.shutdown();
        }
    }

    @Test
    @Order(3)
    void pagesThatAreConfidentialAreServedOverTls() throws HttpFailure {
        Http.Response response = Http.get(plain, "/confidential/page.jsp?a=%20b");
        assertThat(response.status()).isEqualTo(302);
        assertThat(response.header("location"))
                .isEqualTo("https://127.0.0.1:" + secure.port() + "/confidential/page.jsp?a=%20b");
        assertThat(curl(url("/confidential/page.jsp"))).contains("HTTP/2 200", "secure=true");
    }

    @Test
    @Order(4)
    void aScannerFindsNothingWeak() throws HttpFailure {
        String found = Run.command(
                        servers.directory(),
                        "sslscan",
                        "--no-colour",
                        "--no-heartbleed",
                        "--no-groups",
                        "--no-cipher-details",
                        "--sni-name=localhost",
                        "127.0.0.1:" + secure.port())
                .output();
        assertThat(found)
                .containsPattern("SSLv2\\s+disabled")
                .containsPattern("SSLv3\\s+disabled")
                .containsPattern("TLSv1.0\\s+disabled")
                .containsPattern("TLSv1.1\\s+disabled")
                .containsPattern("TLSv1.2\\s+enabled")
                .containsPattern("TLSv1.3\\s+enabled");
        assertThat(found.lines().filter(line -> line.matches("(Preferred|Accepted)\\s+TLS.*")))
                .hasSizeGreaterThan(4)
                .allMatch(line -> line.contains("GCM") || line.contains("CHACHA20"));
        Address admin = Address.parse(server.log().await("admin.listening").field("address"));
        assertThat(Http.get(admin, "/metrics").text())
                .containsPattern("junicorn_tls_handshake_failures_total [1-9][0-9.E]*");
    }

    @Test
    @Order(5)
    void certificatesAreReplacedUnderLoadWithoutALostRequest() throws IOException {
        Authority.Pair second = authority.issue("second", "/CN=second", "subjectAltName=DNS:localhost");
        Authority.Pair third = authority.issue("third", "/CN=third", "subjectAltName=DNS:localhost");
        try (TlsLoad load = TlsLoad.start(secure, 3, 3)) {
            load.awaitMore(50);
            assertThat(load.servers()).containsExactly("CN=first");

            int mark = server.log().mark();
            second.replace(served);
            server.log().awaitSince(mark, "certificates.renewed");
            Await.until("the second certificate", () -> load.shown().equals("CN=second"));
            load.awaitMore(50);

            mark = server.log().mark();
            Files.writeString(served.certificate(), "not a certificate");
            LogEvent refused = server.log().awaitSince(mark, "certificates.refused");
            assertThat(refused.field("reason"))
                    .isEqualTo("certfile = \"" + served.certificate() + "\": there is no certificate in it; a file of"
                            + " PEM with -----BEGIN CERTIFICATE----- is needed");
            assertThat(load.shown()).isEqualTo("CN=second");
            LogEvent failed = Reloads.failingReload(server);
            assertThat(failed.toString()).contains("there is no certificate in it");
            assertThat(load.shown()).isEqualTo("CN=second");

            third.replace(served);
            Files.writeString(configuration, "https_redirect = true\n", StandardOpenOption.APPEND);
            Reloads.reload(server);
            Await.until("the third certificate", () -> load.shown().equals("CN=third"));
            load.awaitMore(50);
            assertThat(load.stop()).isEmpty();
            assertThat(load.servers()).containsExactlyInAnyOrder("CN=first", "CN=second", "CN=third");
        }
    }

    @Test
    @Order(6)
    void whoComesWithoutTlsIsSentToIt() throws HttpFailure {
        String target = "https://127.0.0.1:" + secure.port() + "/open/page.jsp?a=%20b";
        Http.Response response = Http.get(plain, "/open/page.jsp?a=%20b");
        assertThat(response.status()).isEqualTo(301);
        assertThat(response.header("location")).isEqualTo(target);
        response = Http.post(plain, "/open/page.jsp?a=%20b", new byte[] {1});
        assertThat(response.status()).isEqualTo(308);
        assertThat(response.header("location")).isEqualTo(target);
        assertThat(curl(url("/open/page.jsp"))).startsWith("HTTP/2 200");
    }

    @Test
    @Order(7)
    void keystoresServeAsWellAndOneVersionAndCipherIfSoMuchIsWanted() {
        ServerProcess strict = servers.server()
                .app(application)
                .workers(1)
                .bind("https://127.0.0.1:0")
                .option("--keystore", authority.keystore(served, "secret"))
                .option("--keystore-password-file", password)
                .option("--truststore", authority.truststore("secret"))
                .option("--truststore-password-file", password)
                .option("--cert-reqs", "required")
                .option("--ssl-protocols", "TLSv1.2")
                .option("--ciphers", "ECDHE-RSA-AES256-GCM-SHA384")
                .serve();
        String page = "https://localhost:" + strict.address().port() + "/open/page.jsp";
        String[] identity = {
            "--resolve",
            "*:" + strict.address().port() + ":127.0.0.1",
            "--cert",
            client.certificate().toString(),
            "--key",
            client.key().toString(),
            page
        };
        assertThat(curl(identity)).contains("protocol=TLSv1.2", "cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
        assertThat(curl(page)).startsWith("curl: ").contains("alert");
        for (String[] other : new String[][] {{"--tlsv1.3"}, {"--ciphers", "ECDHE-RSA-AES128-GCM-SHA256"}}) {
            List<String> words = new ArrayList<>(List.of(other));
            words.addAll(List.of(identity));
            assertThat(curl(words.toArray(String[]::new))).startsWith("curl: ").contains("alert");
        }
    }

    @Test
    @Order(8)
    void aKeyOfAnotherCertificateEndsTheStart() {
        Authority.Pair other = authority.issue("other", "/CN=other", "subjectAltName=DNS:localhost");
        ServerProcess broken = servers.server()
                .app(Wars.hello())
                .bind("https://127.0.0.1:0")
                .option("--certfile", other.certificate())
                .option("--keyfile", client.key())
                .start();
        assertThat(broken.awaitExit()).isEqualTo(1);
        assertThat(broken.log().text())
                .contains("keyfile = \"" + client.key() + "\": the key does not belong to the first certificate of")
                .doesNotContain("Exception");
    }
}
