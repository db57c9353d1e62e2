package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an application sees of clients behind nginx and HAProxy, over TCP and Unix sockets. */
class ProxiesIT {
    @RegisterExtension
    static final Servers servers = new Servers();

    /** Both make of it the address of their client, in place of their real one, which is a test over a Unix socket. */
    private static final String CLIENT = "X-Test-Client: 203.0.113.7";

    private static ServerProcess server;
    private static Nginx nginx;
    private static HaProxy haProxy;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Path folder = servers.directory();
        // nginx's workers are another user.
        assertThat(folder.toFile().setExecutable(true, false)).isTrue();
        Path socket = folder.resolve("app.sock");
        server = servers.probe()
                .bind("127.0.0.1:0")
                .bind("unix:" + socket)
                .option("--socket-mode", "0666")
                .option("--forwarded-headers", "X-Forwarded-For,X-Forwarded-Host,X-Forwarded-Prefix")
                .option("--client-cert-header", "X-SSL-Cert")
                .option("--proxy-protocol", "optional")
                .option("--access-logfile", "-")
                .option("--access-logformat", "access %h %{peer}a %U %s")
                .serve();
        String tcp = server.address().host();
        Path both = SelfSigned.certificate("ann", folder);
        nginx = Nginx.serving(nginxSite(tcp, socket, both, folder), folder);
        haProxy = HaProxy.with(haProxySite(tcp, socket, both, folder), folder);
    }

    @AfterAll
    static void stop() {
        nginx.close();
        haProxy.close();
    }

    private static String nginxSite(String tcp, Path socket, Path both, Path folder) {
        return """
                map $uri $way { ~^/tcp/ /tcp; ~^/unix/ /unix; }
                real_ip_header X-Test-Client;
                set_real_ip_from unix:;
                upstream tcp { server %1$s; keepalive 4; }
                upstream unix { server unix:%2$s; keepalive 4; }
                proxy_http_version 1.1;
                proxy_set_header Connection "";
                proxy_set_header Host $host;
                proxy_set_header X-Forwarded-Host $host;
                proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                proxy_set_header X-Forwarded-Proto $scheme;
                proxy_set_header X-Forwarded-Prefix $way;
                proxy_set_header X-SSL-Cert $ssl_client_escaped_cert;
                server {
                  listen unix:%3$s;
                  location /tcp/ { proxy_pass http://tcp/; }
                  location /unix/ { proxy_pass http://unix/; }
                }
                server {
                  listen unix:%4$s ssl;
                  ssl_certificate %5$s;
                  ssl_certificate_key %5$s;
                  ssl_verify_client on;
                  ssl_client_certificate %5$s;
                  location / { proxy_pass http://unix; }
                }
                """.formatted(tcp, socket, Nginx.socket(folder), folder.resolve("nginx-tls.sock"), both);
    }

    private static String haProxySite(String tcp, Path socket, Path both, Path folder) {
        return """
                defaults
                  mode http
                  log stdout format raw local0
                  timeout connect 20s
                  timeout client 60s
                  timeout server 60s
                frontend plain
                  bind unix@%1$s
                  http-request set-src req.hdr(x-test-client)
                  http-request set-dst str(192.0.2.1)
                  use_backend v1 if { path_beg /v1 }
                  use_backend v2 if { path_beg /v2 }
                  use_backend unix-v2 if { path_beg /unix-v2 }
                  default_backend headers
                frontend tls
                  bind unix@%2$s ssl crt %3$s ca-file %3$s verify required
                  http-request set-src req.hdr(x-test-client)
                  http-request set-dst str(192.0.2.1)
                  http-request set-header X-SSL-Cert %%[ssl_c_der,base64]
                  use_backend v2 if { path_beg /v2 }
                  default_backend headers
                backend headers
                  option forwardfor
                  http-request set-header X-Forwarded-Proto https if { ssl_fc }
                  server app %4$s
                backend v1
                  http-request set-path %%[path,regsub(^/[^/]*,)]
                  server app %4$s send-proxy
                backend v2
                  http-request set-path %%[path,regsub(^/[^/]*,)]
                  server app %4$s send-proxy-v2-ssl
                backend unix-v2
                  http-request set-path %%[path,regsub(^/[^/]*,)]
                  server app unix@%5$s send-proxy-v2
                """.formatted(HaProxy.socket(folder), folder.resolve("ha-tls.sock"), both, tcp, socket);
    }

    private static Http.Response ask(Address address, String path, String... headers) throws HttpFailure {
        try (Http.Connection connection = Http.Connection.open(address)) {
            List<String> all = new java.util.ArrayList<>(List.of(headers));
            all.add("Connection: close");
            return connection.exchange("GET", path, all, new byte[0]);
        }
    }

    /** Over TLS, with the client's certificate. */
    private static String curl(String socket, String path) throws IOException, InterruptedException {
        Path folder = servers.directory();
        Process process = new ProcessBuilder(
                        "curl",
                        "-sSk",
                        "--max-time",
                        "20",
                        "--unix-socket",
                        folder.resolve(socket).toString(),
                        "--cert",
                        folder.resolve("both.pem").toString(),
                        "-H",
                        CLIENT,
                        "https://shop.example" + path)
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text + nginx.log() + haProxy.log()).isZero();
        return text;
    }

    @Test
    void nginxTellsAddressHostAndPrefix() throws Exception {
        for (String way : List.of("/tcp", "/unix")) {
            assertThat(ask(nginx.address(), way + "/headers", CLIENT, "X-Forwarded-For: 6.6.6.6")
                            .text())
                    .contains(
                            "(remote): 203.0.113.7\n",
                            "(scheme): http\n",
                            "(uri): " + way + "/headers\n",
                            "(context path): " + way + "\n",
                            "(servlet path): /headers\n",
                            "X-Forwarded-For: 6.6.6.6\n")
                    .doesNotContain("X-Forwarded-Prefix", "(certificate)");
        }
        server.output().awaitLine(0, "access 203.0.113.7 127.0.0.1 /headers 200");
    }

    @Test
    void nginxTellsTheCertificateThatItHasVerified() throws Exception {
        assertThat(curl("nginx-tls.sock", "/headers"))
                .contains(
                        "(remote): 203.0.113.7\n",
                        "(scheme): https\n",
                        "(secure): true\n",
                        "(server): shop.example:443\n",
                        "(certificate): CN=ann\n");
    }

    @Test
    void haProxyTellsTheSame() throws Exception {
        assertThat(ask(haProxy.address(), "/headers", CLIENT, "X-Forwarded-For: 6.6.6.6")
                        .text())
                .contains("(remote): 203.0.113.7\n", "(scheme): http\n", "(secure): false\n");
        assertThat(curl("ha-tls.sock", "/headers"))
                .contains(
                        "(remote): 203.0.113.7\n",
                        "(scheme): https\n",
                        "(secure): true\n",
                        "(server): shop.example:443\n",
                        "(certificate): CN=ann\n");
    }

    @Test
    void haProxyNamesItsClientInFrontOfTheConnection() throws Exception {
        for (String way : List.of("/v1", "/v2", "/unix-v2")) {
            assertThat(ask(haProxy.address(), way + "/headers", CLIENT, "X-Forwarded-For: 6.6.6.6")
                            .text())
                    .as(way)
                    .contains("(remote): 203.0.113.7\n", "(secure): false\n", "x-forwarded-for: 6.6.6.6\n")
                    .doesNotContain("(certificate)");
        }
        assertThat(curl("ha-tls.sock", "/v2/headers"))
                .contains("(remote): 203.0.113.7\n", "(secure): true\n", "(server): shop.example:443\n");
    }

    @Test
    void withoutAProxyAConnectionIsItsOwnClient() throws Exception {
        assertThat(Http.get(server.address(), "/headers").text()).contains("(remote): 127.0.0.1\n");
    }
}
