package org.junicorn.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junicorn.launcher.listen.BindAddress;
import org.junicorn.launcher.listen.Scheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesTest {

    @TempDir
    Path cwd;

    private Sandbox sandbox() {
        return new Sandbox(cwd);
    }

    @Test
    void threadsMakeNoSenseWithSync() {
        assertThat(sandbox().problems("-k", "sync", "--threads", "4"))
                .containsExactly("threads = \"4\" (--threads): worker_class sync runs one request at a time; leave"
                        + " threads out, or use gthread");
        assertThat(sandbox().load("-k", "sync", "--threads", "1").settings()).isNotNull();
    }

    @Test
    void threadsMakeNoSenseWithVirtual() {
        assertThat(sandbox().on(new FakeMachine().onJava(21)).problems("-k", "virtual", "--threads", "4"))
                .containsExactly("threads = \"4\" (--threads): worker_class virtual gives each request a thread of its"
                        + " own; leave threads out, or use gthread");
    }

    @Test
    void whereRequestsRunCanBeChosenOnlyForThePool() {
        assertThat(sandbox().on(new FakeMachine().onJava(21)).problems("-k", "virtual", "--dispatch", "auto"))
                .containsExactly("dispatch = \"auto\" (--dispatch): worker_class virtual gives each request a thread of"
                        + " its own; write pool, or use gthread");
        assertThat(sandbox().problems("-k", "sync", "--dispatch", "auto"))
                .containsExactly("dispatch = \"auto\" (--dispatch): worker_class sync runs one request at a time; write"
                        + " pool, or use gthread");
        assertThat(sandbox().load("--dispatch", "auto").settings().workers().dispatch())
                .isEqualTo(DispatchMode.AUTO);
    }

    @Test
    void virtualThreadsNeedJava21() {
        assertThat(sandbox().on(new FakeMachine().onJava(20)).problems("-k", "virtual"))
                .containsExactly("worker_class = \"virtual\" (--worker-class): virtual threads need Java 21 or newer,"
                        + " the workers would run on Java 20; set java_home to a newer one, or use gthread");
        assertThat(sandbox()
                        .on(new FakeMachine().onJava(21))
                        .load("-k", "virtual")
                        .settings())
                .isNotNull();
    }

    @Test
    void theJavaOfTheWorkersCountsAndNotTheSupervisors() throws IOException {
        jdk();
        FakeMachine old = new FakeMachine().onJava(17);
        assertThat(sandbox()
                        .on(old.withOtherJava(25))
                        .load("-k", "virtual", "--java-home", "jdk")
                        .settings())
                .isNotNull();
        assertThat(sandbox().on(old).load("-k", "virtual", "--java-home", "jdk").settings())
                .as("a folder that does not say its version")
                .isNotNull();
        assertThat(sandbox().on(old.withOtherJava(11)).problems("--java-home", "jdk"))
                .containsExactly("java_home = \"jdk\" (--java-home): this is Java 11; workers need Java 17 or newer");
    }

    @Test
    void javaHomeMustHoldJava() {
        assertThat(sandbox().problems("--java-home", "jdk"))
                .containsExactly(
                        "java_home = \"jdk\" (--java-home): there is no program bin/java in " + cwd.resolve("jdk"));
    }

    private void jdk() throws IOException {
        Files.createDirectories(cwd.resolve("jdk/bin"));
        assertThat(Files.createFile(cwd.resolve("jdk/bin/java")).toFile().setExecutable(true))
                .isTrue();
    }

    @Test
    void foldersAndClassPathsMustExist() throws IOException {
        Files.createFile(cwd.resolve("file"));
        assertThat(sandbox().problems("--chdir", "nowhere"))
                .containsExactly("chdir = \"nowhere\" (--chdir): " + cwd.resolve("nowhere") + " does not exist");
        assertThat(sandbox().problems("--worker-tmp-dir", "file", "--class-path", "file:lib.jar"))
                .containsExactly(
                        "class_path = \"file:lib.jar\" (--class-path): " + cwd.resolve("lib.jar") + " does not exist",
                        "worker_tmp_dir = \"file\" (--worker-tmp-dir): " + cwd.resolve("file") + " is not a folder");
    }

    @Test
    void addressesMustDifferUnlessTheKernelChoosesThePort() {
        assertThat(sandbox().problems("-b", "localhost:80,LOCALHOST:80"))
                .containsExactly("bind = \"localhost:80, LOCALHOST:80\" (--bind): localhost:80 is given twice");
        assertThat(sandbox()
                        .load("-b", "localhost:0,localhost:0")
                        .settings()
                        .sockets()
                        .bind())
                .hasSize(2);
    }

    @Test
    void thereMustBeAnAddress() {
        assertThat(sandbox().file("junicorn.json", "{\"bind\": []}").problems())
                .containsExactly("bind = \"\" (junicorn.json): no address; write at least one, as in 127.0.0.1:8000");
    }

    @Test
    void jitterNeedsALimit() {
        assertThat(sandbox().problems("--max-requests-jitter", "5"))
                .containsExactly("max_requests_jitter = \"5\" (--max-requests-jitter): has no effect without"
                        + " max_requests; set that too, or leave this out");
    }

    @Test
    void aLimitOfMemoryWithoutItsUnitWouldReplaceAllWorkersForEver() {
        assertThat(sandbox().problems("--max-worker-rss", "512"))
                .containsExactly(
                        "max_worker_rss = \"512\" (--max-worker-rss): less than any worker takes, each would be"
                                + " replaced for ever; write a size with its unit, such as 512m, or 0 for none");
    }

    @Test
    void aTimeoutBelowASecondWouldKillHealthyWorkers() {
        assertThat(sandbox().problems("--timeout", "999ms"))
                .containsExactly("timeout = \"999ms\" (--timeout): too short; write \"1s\" or more, or 0 for none");
        assertThat(sandbox().load("--timeout", "1s").settings()).isNotNull();
    }

    @Test
    void theFileOfUsersMustExist() throws IOException {
        Files.createDirectory(cwd.resolve("folder"));
        assertThat(sandbox().problems("--tomcat-users", "users.xml"))
                .containsExactly("tomcat_users = \"users.xml\" (--tomcat-users): " + cwd.resolve("users.xml")
                        + " does not exist");
        assertThat(sandbox().problems("--tomcat-users", "folder"))
                .containsExactly(
                        "tomcat_users = \"folder\" (--tomcat-users): " + cwd.resolve("folder") + " is not a file");
    }

    @Test
    void sharedLibrariesMustExist() throws IOException {
        Files.createDirectory(cwd.resolve("lib"));
        Files.createFile(cwd.resolve("driver.jar"));
        Files.createFile(cwd.resolve("driver.zip"));
        assertThat(sandbox().problems("--shared-lib", "lib:driver.jar:missing"))
                .containsExactly("shared_lib = \"lib:driver.jar:missing\" (--shared-lib): " + cwd.resolve("missing")
                        + " does not exist");
        assertThat(sandbox().problems("--shared-lib", "driver.zip"))
                .containsExactly("shared_lib = \"driver.zip\" (--shared-lib): " + cwd.resolve("driver.zip")
                        + " is neither a folder nor a .jar");
    }

    @Test
    void theContextFileMustExist() throws IOException {
        Files.createDirectory(cwd.resolve("folder"));
        assertThat(sandbox().problems("--context-xml", "context.xml"))
                .containsExactly("context_xml = \"context.xml\" (--context-xml): " + cwd.resolve("context.xml")
                        + " does not exist");
        assertThat(sandbox().problems("--context-xml", "folder"))
                .containsExactly(
                        "context_xml = \"folder\" (--context-xml): " + cwd.resolve("folder") + " is not a file");
    }

    @Test
    void passwordsAreDigestedWithAnAlgorithmThatJavaKnows() throws IOException {
        Files.createFile(cwd.resolve("users.xml"));
        for (String algorithm : List.of("SHA-512", "MD5", "PBKDF2WithHmacSHA512")) {
            assertThat(sandbox()
                            .load("--tomcat-users", "users.xml", "--tomcat-users-digest", algorithm)
                            .settings()
                            .security()
                            .tomcatUsersDigest())
                    .contains(algorithm);
        }
        assertThat(sandbox().problems("--tomcat-users", "users.xml", "--tomcat-users-digest", "SHA-255"))
                .containsExactly("tomcat_users_digest = \"SHA-255\" (--tomcat-users-digest): this Java has no such"
                        + " algorithm; write a message digest such as SHA-256, or a key derivation such as"
                        + " PBKDF2WithHmacSHA512");
        assertThat(sandbox().problems("--tomcat-users-digest", "SHA-256"))
                .containsExactly("tomcat_users_digest = \"SHA-256\" (--tomcat-users-digest): has no effect without"
                        + " tomcat_users; set that too, or leave this out");
    }

    @Test
    void aStoreOfSessionsIsOneThatExistsAndItsPasswordIsNotShown() {
        assertThat(sandbox().problems("--session-store", "postgres://app:secret@db"))
                .containsExactly("session_store = \"postgres://app:****@db\" (--session-store): not local, memory,"
                        + " redis://HOST or rediss://HOST");
        assertThat(sandbox().problems("--session-store-password-file", "lib/a.jar"))
                .containsExactly("session_store_password_file = \"lib/a.jar\" (--session-store-password-file):"
                        + " session_store = \"local\" has no password; leave this out");
        assertThat(sandbox().problems("--session-store", "memory", "--session-affinity", "auto"))
                .containsExactly("session_affinity = \"auto\" (--session-affinity): session_store = \"memory\" does"
                        + " not tell who owns a session; choose another store");
    }

    @Test
    void proxiesAreAddressesAndTheirHeadersHaveNames() {
        assertThat(sandbox().problems("--forwarded-allow-ips", "proxy.example"))
                .containsExactly("forwarded_allow_ips = \"proxy.example\" (--forwarded-allow-ips): proxy.example is no"
                        + " address and no network; write 10.0.0.7, 10.0.0.0/8, fd00::/8, or * for all");
        assertThat(sandbox().problems("--proxy-allow-from", "10.1.2.3/8"))
                .containsExactly("proxy_allow_ips = \"10.1.2.3/8\" (--proxy-allow-ips): 10.1.2.3/8 has bits of a host"
                        + " behind its network; write 10.0.0.0/8 for the network, or 10.1.2.3 for the one address");
        assertThat(sandbox().problems("--forwarded-headers", "X-Real-IP"))
                .containsExactly("forwarded_headers = \"X-Real-IP\" (--forwarded-headers): X-Real-IP is none of"
                        + " X-Forwarded-For, X-Forwarded-Host, X-Forwarded-Port, X-Forwarded-Prefix, Forwarded; for the"
                        + " scheme there is secure_scheme_headers");
        assertThat(sandbox().problems("--forwarded-headers", "Forwarded,X-Forwarded-For"))
                .containsExactly(
                        "forwarded_headers = \"Forwarded, X-Forwarded-For\" (--forwarded-headers): Forwarded and"
                                + " others say the same, and a client could send the one that the proxy does not set; name what"
                                + " it sets");
        assertThat(sandbox().problems("--client-cert-header", "X SSL"))
                .containsExactly("client_cert_header = \"X SSL\" (--client-cert-header): X SSL is no name of a header");
        assertThat(sandbox().problems("--client-cert-header", "X-SSL-Cert", "--forwarded-allow-ips", ""))
                .containsExactly("client_cert_header = \"X-SSL-Cert\" (--client-cert-header): nobody may send it; name"
                        + " the proxies in forwarded_allow_ips");
        assertThat(sandbox().problems("--secure-scheme-headers", "X-TLS= "))
                .containsExactly("secure_scheme_headers = \"X-TLS=\" (--secure-scheme-headers): X-TLS= is no header and"
                        + " its value");
    }

    @Test
    void anAddressOfAjpNeedsASecretWhichIsNotShown() {
        assertThat(sandbox().problems("--bind", "ajp://127.0.0.1:8009"))
                .containsExactly("bind = \"ajp://127.0.0.1:8009\" (--bind): ajp://127.0.0.1:8009 needs a secret, since"
                        + " whoever reaches it can claim to be any client; set ajp_secret_file (or ajp_secret) here, and"
                        + " secret= in the web server");
        assertThat(sandbox().problems("--bind", "ajp://127.0.0.1:8009", "--ajp-secret", "caf\u00e9"))
                .containsExactly("ajp_secret = \"****\" (--ajp-secret): not a secret; write visible ASCII characters"
                        + " alone");
        assertThat(sandbox().problems("--bind", "ajp://", "--ajp-secret", "a", "--ajp-secret-file", "app.war"))
                .anyMatch(problem -> problem.contains("there is an ajp_secret as well; leave one of them out"));
        LoadedSettings loaded = sandbox().load("--bind", "ajp://", "--ajp-secret", "s3cret");
        assertThat(loaded.settings().sockets().bind())
                .containsExactly(new BindAddress.Tcp("127.0.0.1", 8009, Scheme.AJP));
        assertThat(loaded.maskedText("ajp_secret")).isEqualTo("****");
        assertThat(loaded.settings().toString()).doesNotContain("s3cret");
    }

    @Test
    void aHealthCheckIsAPathAndPerhapsAStatus() {
        assertThat(sandbox().load("--health-check", "/up?a=b").settings().health())
                .matches(health -> health.target().equals("/up?a=b") && health.status() == 200);
        assertThat(sandbox().load("--health-check", "/up?a=b=204").settings().health())
                .matches(health -> health.target().equals("/up?a=b") && health.status() == 204);
        assertThat(sandbox().problems("--health-check", "up"))
                .containsExactly("health_check = \"up\" (--health-check): not a path; write /health, or /health=204"
                        + " with a status");
    }

    @Test
    void whatShapesResponsesIsCheckedWhenItIsLoaded() {
        assertThat(sandbox().problems("--add-header", "X-Frame-Options"))
                .containsExactly("add_header = \"X-Frame-Options\" (--add-header): not a header; write one such as"
                        + " X-Frame-Options: DENY");
        assertThat(sandbox().problems("--hide-header", "Content-Length"))
                .containsExactly("hide_header = \"Content-Length\" (--hide-header): the server alone decides about this"
                        + " header");
        assertThat(sandbox().problems("--request-id-allow-ips", "10.0.0.0/33"))
                .containsExactly(
                        "request_id_allow_ips = \"10.0.0.0/33\" (--request-id-allow-ips): 10.0.0.0/33 has no number of"
                                + " bits from 0 to 32 after the slash");
        assertThat(sandbox().problems("--cors-allowed-origins", "example.com"))
                .containsExactly("cors_allowed_origins = \"example.com\" (--cors-allowed-origins): not an origin; write"
                        + " https://example.com, https://*.example.com, with a port if it is not the usual one, or *");
        assertThat(sandbox().problems("--cors-allowed-origins", "*", "--cors-support-credentials"))
                .containsExactly("cors_support_credentials = \"true\" (--cors-support-credentials): with"
                        + " cors_allowed_origins = \"*\" every page on the web could act for your users; name the"
                        + " origins");
    }

    @Test
    void whatSaysHowNeedsWhatSaysThat() {
        assertThat(sandbox().problems("--compression-min-size", "1k"))
                .containsExactly("compression_min_size = \"1k\" (--compression-min-size): has no effect without"
                        + " compression; set that too, or leave this out");
        assertThat(sandbox().problems("--cors-allowed-methods", "PUT"))
                .containsExactly("cors_allowed_methods = \"PUT\" (--cors-allowed-methods): has no effect without"
                        + " cors_allowed_origins; set that too, or leave this out");
        assertThat(sandbox().problems("--response-cache-max-entry", "2m")).hasSize(1);
        assertThat(sandbox().problems("--request-filter-body", "2m")).hasSize(1);
    }

    @Test
    void anOwnHeaderStandsInPlaceOfASecurityHeaderAndBesideOthersOfItsName() {
        assertThat(sandbox()
                        .load(
                                "--security-headers",
                                "--add-header",
                                "x-frame-options: DENY",
                                "--add-header",
                                "Link: </a>")
                        .settings()
                        .shaping()
                        .options()
                        .addedHeaders())
                .containsExactly(
                        "x-frame-options: DENY",
                        "Link: </a>",
                        "X-Content-Type-Options: nosniff",
                        "Referrer-Policy: strict-origin-when-cross-origin");
    }

    @Test
    void codingsFoldersAndRulesAreCheckedWhenTheyAreLoaded() {
        assertThat(sandbox().problems("--compression", "deflate"))
                .containsExactly("compression = \"deflate\" (--compression): not a content coding that is known here;"
                        + " write gzip, br or zstd");
        assertThat(sandbox().problems("--static", "assets=public"))
                .containsExactly("static = \"assets=public\" (--static): not /PATH=FOLDER; write one such as"
                        + " /assets=public or /=public");
        assertThat(sandbox().problems("--static", "/assets=public;immutable"))
                .containsExactly("static = \"/assets=public;immutable\" (--static): immutable means nothing without"
                        + " max-age; write ;max-age=31536000;immutable");
        assertThat(sandbox().problems("--static", "/assets=public;maxage=5"))
                .containsExactly("static = \"/assets=public;maxage=5\" (--static): there is no option maxage; known are"
                        + " max-age, immutable, index and fallback");
        assertThat(sandbox().problems("--static", "/assets=public"))
                .containsExactly("static = \"/assets=public\" (--static): " + cwd + "/public does not exist");
        assertThat(sandbox().problems("--request-filter", "deny;body=("))
                .containsExactly("request_filter = \"deny;body=(\" (--request-filter): not a regular expression of RE2:"
                        + " missing closing )");
        assertThat(sandbox().problems("--response-cache-size", "64m", "--response-cache-max-entry", "3g"))
                .containsExactly("response_cache_max_entry = \"3g\" (--response-cache-max-entry): too large; write at"
                        + " most 2047m");
    }

    @Test
    void anErrorPageIsForAStatusAndAFileThatExists() {
        assertThat(sandbox().problems("--error-page", "404"))
                .containsExactly("error_page = \"404\" (--error-page): not STATUS=FILE; write one such as"
                        + " 404=not-found.html, 5xx=sorry.html or default=error.json");
        assertThat(sandbox().problems("--error-page", "404=page.jsp"))
                .containsExactly("error_page = \"404=page.jsp\" (--error-page): not a file of a known kind; its name"
                        + " must end in .html, .json, .xml or .txt");
        assertThat(sandbox().problems("--error-page", "404=lost.html"))
                .containsExactly("error_page = \"404=lost.html\" (--error-page): " + cwd + "/lost.html does not exist");
    }

    @Test
    void http2WithoutTlsNeedsHttp2AndAnUpgradeHttp1() {
        assertThat(sandbox().problems("--http2-cleartext", "both"))
                .containsExactly("http2_cleartext = \"both\" (--http2-cleartext): has no effect without HTTP/2; set"
                        + " http_protocols = \"h1,h2\" too, or leave this out");
        assertThat(sandbox().problems("--http2-cleartext", "upgrade", "--http-protocols", "h2"))
                .containsExactly("http2_cleartext = \"upgrade\" (--http2-cleartext): an upgrade begins with HTTP/1.1;"
                        + " set http_protocols = \"h1,h2\" too, or write prior-knowledge");
        for (String protocols : List.of("h1, h2", "h2")) {
            assertThat(sandbox().problems("--http-protocols", protocols))
                    .containsExactly("http_protocols = \"" + protocols + "\" (--http-protocols): nobody could speak"
                            + " HTTP/2: nothing is served over TLS, and http2_cleartext is off; add"
                            + " https://HOST:PORT to bind with a certfile, or set http2_cleartext ="
                            + " \"prior-knowledge\" for a proxy, or leave h2 out");
        }
        assertThat(sandbox()
                        .load("--http-protocols", "h1,h2", "--http2-cleartext", "both")
                        .settings()
                        .http2()
                        .httpProtocols())
                .hasSize(2);
        assertThat(sandbox().problems("--http-protocols", "h3"))
                .containsExactly("http_protocols = \"h3\" (--http-protocols): not one of h1, h2");
    }

    @Test
    void thereAreNoMoreSparesThanWorkers() {
        assertThat(sandbox().problems("--workers", "2", "--spare-workers", "3"))
                .containsExactly("spare_workers = \"3\" (--spare-workers): more than the 2 that can be missing; write 2"
                        + " or less");
        assertThat(sandbox()
                        .load("--workers", "1:4", "--spare-workers", "4")
                        .settings()
                        .standby()
                        .spareWorkers())
                .isEqualTo(4);
    }

    @Test
    void aWarmUpNeedsPathsAndLessTimeThanTheBoot() {
        assertThat(sandbox().problems("--warmup", "index.html"))
                .containsExactly("warmup = \"index.html\" (--warmup): index.html is not a path; write / or"
                        + " /api/items?page=1");
        assertThat(sandbox().problems("--warmup-requests", "5", "--warmup-timeout", "1s"))
                .containsExactlyInAnyOrder(
                        "warmup_requests = \"5\" (--warmup-requests): has no effect without warmup; set that too, or leave"
                                + " this out",
                        "warmup_timeout = \"1s\" (--warmup-timeout): has no effect without warmup; set that too, or leave"
                                + " this out");
        assertThat(sandbox().problems("--warmup", "/", "--warmup-timeout", "1m", "--boot-timeout", "30s"))
                .containsExactly("warmup_timeout = \"1m\" (--warmup-timeout): a worker is killed after boot_timeout,"
                        + " which the warm-up is a part of; write less");
    }

    @Test
    void limitsThatHaveNoEffectAreRefused() {
        assertThat(sandbox().problems("--max-queue-size", "5", "--queue-timeout", "1s"))
                .containsExactlyInAnyOrder(
                        "max_queue_size = \"5\" (--max-queue-size): has no effect without max_concurrent_requests; set that"
                                + " too, or leave this out",
                        "queue_timeout = \"1s\" (--queue-timeout): has no effect without max_concurrent_requests; set that"
                                + " too, or leave this out");
        assertThat(sandbox().problems("--body-timeout", "0s", "--min-body-rate", "100"))
                .containsExactly(
                        "min_body_rate = \"100\" (--min-body-rate): has no effect with body_timeout = 0s; set a"
                                + " time, or leave this out");
        assertThat(sandbox()
                        .load("--send-timeout", "0s")
                        .settings()
                        .edgeLimits()
                        .sendTimeout())
                .isZero();
        assertThat(sandbox().problems("--request-buffering", "1g"))
                .containsExactly(
                        "request_buffering = \"1g\" (--request-buffering): too much; each request may take it from"
                                + " the worker's memory: write at most 64m");
    }

    @Test
    void aRateThatCannotBeReadIsRefused() {
        assertThat(sandbox().problems("--limit-rate", "100/s;by=moon"))
                .containsExactly("limit_rate = \"100/s;by=moon\" (--limit-rate): by takes address, header:NAME or"
                        + " cookie:NAME, not moon");
    }

    @Test
    void anAdminAddressThatOtherMachinesReachNeedsAToken() {
        assertThat(sandbox().problems("--admin-bind", "0.0.0.0:9000"))
                .containsExactly("admin_bind = \"0.0.0.0:9000\" (--admin-bind): other machines can reach this address,"
                        + " and nobody is asked for a token; set admin_token or admin_token_file, or write"
                        + " 127.0.0.1:9000 or unix:PATH");
        for (String address : List.of("127.0.0.1:0", "127.1.2.3:9000", "[::1]:9000", "localhost:9000", "unix:a.sock")) {
            assertThat(sandbox()
                            .load("--admin-bind", address)
                            .settings()
                            .admin()
                            .adminBind())
                    .isPresent();
        }
        assertThat(sandbox().problems("--admin-bind", "127.0.0.1.example.com:9000"))
                .hasSize(1);
        assertThat(sandbox()
                        .load("--admin-bind", "0.0.0.0:9000", "--admin-token", "s3cret")
                        .maskedText("admin_token"))
                .isEqualTo("****");
        assertThat(sandbox().problems("--admin-bind", "fd://3"))
                .containsExactly("admin_bind = \"fd://3\" (--admin-bind): an inherited listener cannot be used; write"
                        + " 127.0.0.1:PORT or unix:PATH");
        assertThat(sandbox().problems("--admin-token", "s3cret"))
                .containsExactly("admin_token = \"****\" (--admin-token): has no effect without admin_bind; set that"
                        + " too, or leave this out");
    }

    @Test
    void whatGoesIntoTheSessionCookieIsChecked() {
        assertThat(sandbox()
                        .problems(
                                "--session-cookie-name",
                                "a b",
                                "--session-cookie-path",
                                "shop;",
                                "--session-cookie-domain",
                                "a b",
                                "--session-deserialization-filter",
                                "maxdepth=x"))
                .hasSize(4);
    }

    @Test
    void theCharsetIsOneThatJavaKnows() {
        for (String unknown : List.of("UTF-88", "no charset")) {
            assertThat(sandbox().problems("--charset", unknown))
                    .containsExactly("charset = \"" + unknown + "\" (--charset): this Java has no such encoding; write"
                            + " one that it knows, such as UTF-8");
        }
        assertThat(sandbox().load("--charset", "latin1").settings().requests().charset())
                .contains("latin1");
    }

    @Test
    void onlySomeCharactersCanBeRelaxed() {
        assertThat(sandbox().problems("--relaxed-query-chars", "|["))
                .containsExactly("relaxed_query_chars = \"|[\" (--relaxed-query-chars): only these characters can be"
                        + " allowed, without anything between them: \"<>\\^`{|}");
    }

    @Test
    void onlyRootChangesUserAndGroup() {
        assertThat(sandbox().problems("-u", "ann", "-g", "staff"))
                .containsExactly(
                        "user = \"ann\" (--user): only root can change the user; leave it out",
                        "group = \"staff\" (--group): only root can change the group; leave it out");
    }

    @Test
    void onlyFilesAreRotated() {
        assertThat(sandbox().problems("--log-rotate-size", "5", "--log-rotate-time", "daily", "--accesslog", "-"))
                .containsExactly(
                        "log_rotate_size = \"5\" (--log-rotate-size): there is no log file to rotate; give errorlog or"
                                + " accesslog a file, or leave this out",
                        "log_rotate_time = \"daily\" (--log-rotate-time): there is no log file to rotate; give errorlog"
                                + " or accesslog a file, or leave this out");
    }

    @Test
    void daemonIsRefused() {
        assertThat(sandbox().problems("--daemon"))
                .containsExactly("daemon = \"true\" (--daemon): a JVM cannot detach itself; leave it out, and let"
                        + " systemd or another service manager run the server");
        assertThat(sandbox().load("--no-daemon").settings().server().daemon()).isFalse();
    }

    @Test
    void aRuleIsLeftOutIfOneOfItsSettingsCouldNotBeRead() {
        assertThat(sandbox().problems("--max-requests", "x", "--max-requests-jitter", "5"))
                .containsExactly("max_requests = \"x\" (--max-requests): not a whole number of at least 0");
        assertThat(sandbox().problems("-k", "async", "--threads", "4"))
                .containsExactly("worker_class = \"async\" (--worker-class): not one of sync, gthread, virtual");
    }

    @Test
    void anAddressOfTlsNeedsACertificate() {
        assertThat(sandbox().problems("--bind", "https://127.0.0.1:8443"))
                .containsExactly("bind = \"https://127.0.0.1:8443\" (--bind): https://127.0.0.1:8443 needs a"
                        + " certificate; name one with certfile and keyfile, or with keystore");
    }

    @Test
    void certificatesAndKeysComeInPairs() throws IOException {
        Files.createFile(cwd.resolve("a.pem"));
        Files.createFile(cwd.resolve("b.pem"));
        assertThat(sandbox().problems("--certfile", "a.pem,b.pem", "--keyfile", "a.pem"))
                .containsExactly("keyfile = \"a.pem\" (--keyfile): 1 keys for 2 certificates; name the key of each"
                        + " certfile, in the same order, or leave this out if each certfile has its key as well");
        assertThat(sandbox().problems("--keyfile", "a.pem"))
                .containsExactly("keyfile = \"a.pem\" (--keyfile): has no effect without certfile; set that too, or"
                        + " leave this out");
        assertThat(sandbox().problems("--certfile", "c.pem"))
                .containsExactly("certfile = \"c.pem\" (--certfile): " + cwd.resolve("c.pem") + " does not exist");
        assertThat(sandbox().problems("--keystore-password-file", "a.pem"))
                .containsExactly("keystore_password_file = \"a.pem\" (--keystore-password-file): has no effect without"
                        + " keystore; set that too, or leave this out");
        assertThat(sandbox()
                        .load("--bind", "https://:8443", "--certfile", "a.pem", "--keyfile", "b.pem")
                        .settings()
                        .tls()
                        .configured())
                .isTrue();
    }

    @Test
    void tlsIsServedAsItCanBe() {
        assertThat(sandbox()
                        .problems(
                                "--ssl-protocols",
                                "TLSv1.1,TLSv1.2",
                                "--ciphers",
                                "ECDHE-RSA-AES128-GCM-SHA256:HIGH",
                                "--cert-reqs",
                                "required",
                                "--hsts",
                                "forever",
                                "--https-redirect"))
                .containsExactlyInAnyOrder(
                        "ssl_protocols = \"TLSv1.1, TLSv1.2\" (--ssl-protocols): the versions that are served are"
                                + " TLSv1.2 and TLSv1.3; write one of them, or both",
                        "ciphers = \"ECDHE-RSA-AES128-GCM-SHA256:HIGH\" (--ciphers): HIGH is no cipher suite that this"
                                + " Java has; write names such as ECDHE-RSA-AES128-GCM-SHA256, with colons between"
                                + " them",
                        "cert_reqs = \"required\" (--cert-reqs): nobody's certificate would be trusted; name who signs"
                                + " them with ca_certs or truststore",
                        "hsts = \"forever\" (--hsts): not a value of Strict-Transport-Security; write one such as"
                                + " max-age=31536000; includeSubDomains",
                        "https_redirect = \"true\" (--https-redirect): nothing is served over TLS; add"
                                + " https://HOST:PORT to bind, or say with redirect_port at which port clients reach a"
                                + " proxy that speaks TLS");
        assertThat(sandbox().problems("--cert-reqs", "3"))
                .containsExactly("cert_reqs = \"3\" (--cert-reqs): not one of none, optional, required, nor 0, 1, 2 for"
                        + " these");
        assertThat(sandbox().problems("--admin-bind", "https://127.0.0.1:9000"))
                .containsExactly("admin_bind = \"https://127.0.0.1:9000\" (--admin-bind): it speaks HTTP alone; write"
                        + " 127.0.0.1:PORT or unix:PATH");
    }
}
