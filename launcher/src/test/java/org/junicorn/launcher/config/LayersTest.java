package org.junicorn.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junicorn.container.PathRules.EncodedSolidus;
import org.junicorn.container.ProxyRules.HeaderMapping;
import org.junicorn.container.ProxyRules.ProxyProtocol;
import org.junicorn.container.session.SessionSettings.Failure;
import org.junicorn.container.tls.ClientCertificates;
import org.junicorn.container.war.JakartaConverter;
import org.junicorn.launcher.listen.BindAddress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sets every key to another value than its default, through every layer. */
class LayersTest {

    @TempDir
    Path cwd;

    /**
     * @param text another value than the default
     * @param expected what it is read as, given the current folder
     * @param needs options that the value makes no sense without
     */
    record Sample(String key, String text, Function<Path, Object> expected, List<String> needs) {
        @Override
        public String toString() {
            return key;
        }
    }

    static Stream<Sample> samples() {
        return Stream.of(
                sample(
                        "app",
                        "hello.war",
                        cwd -> List.of(new Mount(
                                Optional.empty(), cwd.resolve("hello.war").toString()))),
                sample("webapps", "classes", cwd -> Optional.of(cwd.resolve("classes"))),
                sample("fail_fast", "true", Optional.of(true)),
                sample("context_path", "/shop", Optional.of("/shop")),
                sample(
                        "class_path",
                        "lib/a.jar:classes",
                        cwd -> List.of(cwd.resolve("lib/a.jar"), cwd.resolve("classes"))),
                sample("jakarta_converter", "off", JakartaConverter.OFF),
                sample("preload_app", "false", false),
                sample("reload", "true", true),
                sample(
                        "reload_extra_files",
                        "conf/*.yml,/etc/app.conf",
                        cwd -> List.of(cwd + "/conf/*.yml", "/etc/app.conf")),
                sample(
                        "bind",
                        "[::1]:80, unix:run.sock,fd://3",
                        cwd -> List.of(
                                new BindAddress.Tcp("::1", 80),
                                new BindAddress.Unix(cwd.resolve("run.sock")),
                                new BindAddress.Fd(3))),
                sample("backlog", "64", 64),
                sample("socket_mode", "0660", 0660),
                sample("workers", "2:8", new WorkerCount(2, 8)),
                sample("threads", "12", 12),
                sample("worker_class", "sync", WorkerClass.SYNC),
                sample("dispatch", "auto", DispatchMode.AUTO),
                sample("worker_connections", "50", 50),
                sample("max_requests", "500", 500),
                new Sample("max_requests_jitter", "20", cwd -> 20, List.of("--max-requests=500")),
                sample("max_worker_age", "1h", Duration.ofHours(1)),
                sample("timeout", "0", Duration.ZERO),
                sample("boot_timeout", "90", Duration.ofSeconds(90)),
                sample("request_timeout", "2m", Duration.ofMinutes(2)),
                sample("graceful_timeout", "500ms", Duration.ofMillis(500)),
                sample("keepalive", "0s", Duration.ZERO),
                sample("max_surge", "2", 2),
                sample("boot_concurrency", "3", 3),
                sample("java_home", "jdk", cwd -> Optional.of(cwd.resolve("jdk"))),
                sample("java_opts", "-Xmx1g '-Dname=two words'", List.of("-Xmx1g", "-Dname=two words")),
                sample("raw_env", "GREETING=hello, world", Map.of("GREETING", "hello, world")),
                sample(
                        "shared_lib",
                        "lib/a.jar:classes",
                        cwd -> List.of(cwd.resolve("lib/a.jar"), cwd.resolve("classes"))),
                sample("context_xml", "context.xml", cwd -> Optional.of(cwd.resolve("context.xml"))),
                sample("precompile_jsps", "true", true),
                sample("default_web_xml", "users.xml", cwd -> Optional.of(cwd.resolve("users.xml"))),
                sample("limit_request_line", "4094", 4094),
                sample("limit_request_fields", "50", 50),
                sample("limit_request_field_size", "1000", 1000),
                sample("max_http_header_size", "65536", 65536),
                sample("max_cookie_count", "20", 20),
                sample("max_parameter_count", "10000", 10000),
                sample("max_post_size", "0", 0),
                sample("max_part_count", "10", 10),
                sample("max_part_header_size", "1024", 1024),
                sample("max_save_post_size", "0", 0),
                sample("max_swallow_size", "0", 0),
                sample("encoded_solidus", "passthrough", EncodedSolidus.PASSTHROUGH),
                sample("allow_backslash", "true", true),
                sample("relaxed_path_chars", "|{}", Optional.of("|{}")),
                sample("relaxed_query_chars", "<>", Optional.of("<>")),
                sample("charset", "ISO-8859-1", Optional.of("ISO-8859-1")),
                sample("servlet_spec_mode", "true", true),
                sample("server_info", "Apache Tomcat/11.0.24", Optional.of("Apache Tomcat/11.0.24")),
                sample("tomcat_users", "users.xml", cwd -> Optional.of(cwd.resolve("users.xml"))),
                new Sample(
                        "tomcat_users_digest",
                        "SHA-256",
                        cwd -> Optional.of("SHA-256"),
                        List.of("--tomcat-users=lib/a.jar")),
                sample("session_store", "redis://cache:6380/2", "redis://cache:6380/2"),
                new Sample(
                        "session_store_password_file",
                        "lib/a.jar",
                        cwd -> Optional.of(cwd.resolve("lib/a.jar")),
                        List.of("--session-store=redis://cache")),
                sample("session_store_timeout", "250ms", Duration.ofMillis(250)),
                sample("session_store_failure", "local", Failure.LOCAL),
                sample("session_store_size", "64", 64),
                sample("session_persist", "false", false),
                sample("session_affinity", "auto", SessionsSettings.SessionAffinity.AUTO),
                sample("session_deserialization_filter", "com.acme.**;!*", Optional.of("com.acme.**;!*")),
                sample("session_timeout", "8h", Duration.ofHours(8)),
                sample("session_cookie_name", "sid", Optional.of("sid")),
                sample("session_cookie_domain", "example.com", Optional.of("example.com")),
                sample("session_cookie_path", "/shop", Optional.of("/shop")),
                sample("session_cookie_same_site", "lax", Optional.of(SessionsSettings.SameSite.LAX)),
                sample("session_cookie_secure", "true", true),
                sample("chdir", "classes", cwd -> Optional.of(cwd.resolve("classes"))),
                sample("pidfile", "/run/junicorn.pid", Optional.of(Path.of("/run/junicorn.pid"))),
                sample("user", "www-data", Optional.of("www-data")),
                sample("group", "33", Optional.of("33")),
                sample("umask", "027", Optional.of(027)),
                sample("worker_tmp_dir", "classes", cwd -> Optional.of(cwd.resolve("classes"))),
                sample("work_dir", "work", cwd -> cwd.resolve("work")),
                sample("proc_name", "shop", "shop"),
                sample("errorlog", "log/error.log", cwd -> cwd + "/log/error.log"),
                sample("loglevel", "critical", LogLevel.CRITICAL),
                sample("accesslog", "-", Optional.of("-")),
                sample("access_log_format", "json", "json"),
                sample("capture_output", "true", true),
                sample("log_format", "json", LogFormat.JSON),
                new Sample("log_rotate_size", "10m", cwd -> new ByteSize(10 << 20), List.of("--errorlog=e.log")),
                new Sample("log_rotate_time", "daily", cwd -> RotationTime.DAILY, List.of("--accesslog=a.log")),
                sample("log_rotate_keep", "3", 3),
                sample("log_rotate_compress", "true", true),
                sample("logconfig", "lib/a.jar", cwd -> Optional.of(cwd.resolve("lib/a.jar"))),
                sample("syslog", "true", true),
                sample("syslog_addr", "tcp://logs.example:1514", "tcp://logs.example:1514"),
                sample("syslog_prefix", "shop", Optional.of("shop")),
                sample("syslog_facility", "local3", SyslogFacility.LOCAL3),
                sample("disable_redirect_access_to_syslog", "true", true),
                sample("dump_dir", "dumps", cwd -> Optional.of(cwd.resolve("dumps"))),
                sample("heap_dump_on_oom", "true", true),
                sample("flight_recording", "true", true),
                sample("max_dumps", "10", 10),
                sample("max_worker_rss", "512m", new ByteSize(512 << 20)),
                sample("max_worker_heap", "0.9", 0.9),
                sample("scale_down_after", "10s", Duration.ofSeconds(10)),
                sample("statsd_host", "[::1]:8126", Optional.of("[::1]:8126")),
                sample("statsd_prefix", "shop", Optional.of("shop")),
                sample("dogstatsd_tags", "env:prod,team:web", Optional.of("env:prod,team:web")),
                sample("admin_bind", "127.0.0.1:0", Optional.of(new BindAddress.Tcp("127.0.0.1", 0))),
                new Sample("admin_token", "s3cret", cwd -> Optional.of("s3cret"), List.of("--admin-bind=127.0.0.1:0")),
                new Sample(
                        "admin_token_file",
                        "lib/a.jar",
                        cwd -> Optional.of(cwd.resolve("lib/a.jar")),
                        List.of("--admin-bind=127.0.0.1:0")),
                sample("drain_delay", "5s", Duration.ofSeconds(5)),
                sample("control_socket", "run/ctl.sock", cwd -> Optional.of(cwd.resolve("run/ctl.sock"))),
                sample("control_socket_mode", "0660", 0660),
                sample("control_socket_disable", "true", true),
                sample(
                        "hooks_path",
                        "lib/a.jar:classes",
                        cwd -> List.of(cwd.resolve("lib/a.jar"), cwd.resolve("classes"))),
                new Sample(
                        "supervisor_hooks",
                        "com.acme.Hooks",
                        cwd -> List.of("com.acme.Hooks"),
                        List.of("--hooks-path=classes")),
                new Sample(
                        "worker_hooks",
                        "com.acme.A,com.acme.B",
                        cwd -> List.of("com.acme.A", "com.acme.B"),
                        List.of("--hooks-path=classes")),
                sample("exec_hooks", "when_ready=echo 'two words'", Map.of("when_ready", "echo 'two words'")),
                sample("exec_hook_timeout", "5s", Duration.ofSeconds(5)),
                sample("fatal_hooks", "on_starting,pre_request", List.of("on_starting", "pre_request")),
                sample("health_check", "/up=204", Optional.of("/up=204")),
                sample("forwarded_allow_ips", "10.0.0.0/8,::1", List.of("10.0.0.0/8", "::1")),
                sample("forwarded_headers", "Forwarded", List.of("Forwarded")),
                sample("secure_scheme_headers", "X-TLS=1", Map.of("X-TLS", "1")),
                sample("forwarder_headers", "REMOTE_USER", List.of("REMOTE_USER")),
                sample("header_map", "refuse", HeaderMapping.REFUSE),
                sample("client_cert_header", "X-SSL-Cert", Optional.of("X-SSL-Cert")),
                sample("proxy_protocol", "required", ProxyProtocol.REQUIRED),
                sample("proxy_allow_ips", "*", List.of("*")),
                new Sample(
                        "ajp_secret",
                        "s3cret",
                        cwd -> Optional.of("s3cret"),
                        List.of("--bind=127.0.0.1:8000", "--bind=ajp://127.0.0.1")),
                new Sample(
                        "ajp_secret_file",
                        "lib/a.jar",
                        cwd -> Optional.of(cwd.resolve("lib/a.jar")),
                        List.of("--bind=127.0.0.1:8000", "--bind=ajp://127.0.0.1")),
                sample("health_check_interval", "1s", Duration.ofSeconds(1)),
                sample("health_check_timeout", "500ms", Duration.ofMillis(500)),
                sample("health_check_failures", "5", 5),
                sample("request_id_header", "X-Request-Id", Optional.of("X-Request-Id")),
                new Sample(
                        "request_id_allow_ips",
                        "10.0.0.0/8, fe80::/10",
                        cwd -> List.of("10.0.0.0/8", "fe80::/10"),
                        List.of("--request-id-header=X-Id")),
                sample("security_headers", "true", true),
                sample(
                        "add_header",
                        "Permissions-Policy: camera=(), midi=()",
                        List.of("Permissions-Policy: camera=(), midi=()")),
                sample("hide_header", "Server,X-Powered-By", List.of("Server", "X-Powered-By")),
                sample("error_page", "5xx=sorry.html", cwd -> List.of("5xx=" + cwd.resolve("sorry.html"))),
                sample(
                        "cors_allowed_origins",
                        "https://a.example,https://*.b.example:8443",
                        List.of("https://a.example", "https://*.b.example:8443")),
                new Sample(
                        "cors_allowed_methods",
                        "GET,PUT",
                        cwd -> List.of("GET", "PUT"),
                        List.of("--cors-allowed-origins=https://a.example")),
                new Sample(
                        "cors_allowed_headers",
                        "*",
                        cwd -> List.of("*"),
                        List.of("--cors-allowed-origins=https://a.example")),
                new Sample(
                        "cors_exposed_headers",
                        "X-Total",
                        cwd -> List.of("X-Total"),
                        List.of("--cors-allowed-origins=https://a.example")),
                new Sample(
                        "cors_support_credentials",
                        "true",
                        cwd -> true,
                        List.of("--cors-allowed-origins=https://a.example")),
                new Sample(
                        "cors_preflight_max_age",
                        "0",
                        cwd -> Duration.ZERO,
                        List.of("--cors-allowed-origins=https://a.example")),
                sample("compression", "br:5,gzip", List.of("br:5", "gzip")),
                new Sample("compression_min_size", "1k", cwd -> new ByteSize(1024), List.of("--compression=gzip")),
                new Sample(
                        "compressible_mime_type",
                        "text/,image/svg+xml",
                        cwd -> List.of("text/", "image/svg+xml"),
                        List.of("--compression=gzip")),
                sample(
                        "static",
                        "/assets=classes;max-age=60;index=none",
                        cwd -> List.of("/assets=" + cwd.resolve("classes") + ";max-age=60;index=none")),
                sample("response_cache_size", "64m", new ByteSize(64 << 20)),
                new Sample(
                        "response_cache_max_entry",
                        "10k",
                        cwd -> new ByteSize(10 << 10),
                        List.of("--response-cache-size=1m")),
                sample(
                        "request_filter",
                        "deny;path=/admin;address=!10.0.0.0/8",
                        List.of("deny;path=/admin;address=!10.0.0.0/8")),
                new Sample(
                        "request_filter_body",
                        "64k",
                        cwd -> new ByteSize(64 << 10),
                        List.of("--request-filter=deny;body=x")),
                sample(
                        "certfile",
                        "lib/a.jar,users.xml",
                        cwd -> List.of(cwd.resolve("lib/a.jar"), cwd.resolve("users.xml"))),
                new Sample(
                        "keyfile",
                        "users.xml",
                        cwd -> List.of(cwd.resolve("users.xml")),
                        List.of("--certfile=lib/a.jar")),
                new Sample(
                        "keyfile_password_file",
                        "users.xml",
                        cwd -> Optional.of(cwd.resolve("users.xml")),
                        List.of("--certfile=lib/a.jar")),
                sample("keystore", "lib/a.jar", cwd -> Optional.of(cwd.resolve("lib/a.jar"))),
                new Sample(
                        "keystore_password_file",
                        "users.xml",
                        cwd -> Optional.of(cwd.resolve("users.xml")),
                        List.of("--keystore=lib/a.jar")),
                new Sample("cert_reqs", "2", cwd -> ClientCertificates.REQUIRED, List.of("--ca-certs=lib/a.jar")),
                sample("ca_certs", "lib/a.jar", cwd -> Optional.of(cwd.resolve("lib/a.jar"))),
                sample("truststore", "lib/a.jar", cwd -> Optional.of(cwd.resolve("lib/a.jar"))),
                new Sample(
                        "truststore_password_file",
                        "users.xml",
                        cwd -> Optional.of(cwd.resolve("users.xml")),
                        List.of("--truststore=lib/a.jar")),
                sample("ssl_protocols", "TLSv1.3", List.of("TLSv1.3")),
                sample(
                        "ciphers",
                        "TLS_AES_256_GCM_SHA384:ECDHE-RSA-AES128-GCM-SHA256",
                        List.of("TLS_AES_256_GCM_SHA384", "ECDHE-RSA-AES128-GCM-SHA256")),
                sample("ssl_handshake_timeout", "3s", Duration.ofSeconds(3)),
                sample("ocsp_stapling", "true", true),
                new Sample("https_redirect", "true", cwd -> true, List.of("--redirect-port=443")),
                sample("redirect_port", "443", 443),
                sample("hsts", "max-age=600; includeSubDomains", Optional.of("max-age=600; includeSubDomains")),
                new Sample(
                        "http_protocols",
                        "h1,h2",
                        cwd -> List.of(HttpVersion.H1, HttpVersion.H2),
                        List.of("--http2-cleartext=both")),
                new Sample(
                        "http2_cleartext",
                        "prior-knowledge",
                        cwd -> Http2Cleartext.PRIOR_KNOWLEDGE,
                        List.of("--http-protocols=h1,h2")),
                sample("http2_max_concurrent_streams", "250", 250),
                sample("http2_initial_window_size", "1048576", 1048576),
                sample("http2_max_frame_size", "32768", 32768),
                sample("http2_max_header_list_size", "16384", 16384),
                sample("default_host", "none", Optional.of("none")),
                new Sample(
                        "host_aliases",
                        "www.shop.example=shop.example",
                        cwd -> Map.of("www.shop.example", "shop.example"),
                        List.of("--proxy", "shop.example/api=http://127.0.0.1:9000")),
                sample("version_cookie", "V", "V"),
                sample("handlers_file", "rules.conf", cwd -> Optional.of(cwd.resolve("rules.conf"))),
                sample("proxy", "/api=http://127.0.0.1:9000", List.of("/api=http://127.0.0.1:9000")),
                sample("header_timeout", "5s", Duration.ofSeconds(5)),
                sample("body_timeout", "6s", Duration.ofSeconds(6)),
                sample("min_body_rate", "100", 100),
                sample("send_timeout", "7s", Duration.ofSeconds(7)),
                sample("min_send_rate", "200", 200),
                sample("max_keepalive_requests", "1000", 1000),
                sample("max_body_size", "10m", new ByteSize(10 << 20)),
                sample("max_response_header_size", "8192", 8192),
                sample("request_buffering", "16k", new ByteSize(16 << 10)),
                sample("max_concurrent_requests", "50", 50),
                new Sample("max_queue_size", "5", cwd -> 5, List.of("--max-concurrent-requests=50")),
                new Sample(
                        "queue_timeout", "3s", cwd -> Duration.ofSeconds(3), List.of("--max-concurrent-requests=50")),
                sample("limit_rate", "100/s;burst=200;by=address", List.of("100/s;burst=200;by=address")),
                new Sample("spare_workers", "2", cwd -> 2, List.of("--workers=3")),
                sample("warmup", "/ /api?a=b", List.of("/", "/api?a=b")),
                new Sample("warmup_requests", "50", cwd -> 50, List.of("--warmup=/")),
                new Sample("warmup_timeout", "3s", cwd -> Duration.ofSeconds(3), List.of("--warmup=/")),
                sample("slow_start", "20s", Duration.ofSeconds(20)));
    }

    private static Sample sample(String key, String text, Object expected) {
        return sample(key, text, cwd -> expected);
    }

    private static Sample sample(String key, String text, Function<Path, Object> expected) {
        return new Sample(key, text, expected, List.of());
    }

    @BeforeEach
    void createTheFilesThatSamplesName() throws IOException {
        Files.createDirectories(cwd.resolve("classes"));
        Files.createDirectories(cwd.resolve("lib"));
        Files.createFile(cwd.resolve("lib/a.jar"));
        Files.createFile(cwd.resolve("users.xml"));
        Files.createFile(cwd.resolve("rules.conf"));
        Files.createFile(cwd.resolve("context.xml"));
        Files.createFile(cwd.resolve("sorry.html"));
        Files.createDirectories(cwd.resolve("jdk/bin"));
        Files.createFile(
                cwd.resolve("jdk/bin/java"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    @Test
    void everySettingHasASampleHere() {
        List<String> keys =
                new Declarations().all().stream().map(Declaration::key).toList();
        // daemon has no other value that is accepted; RulesTest covers its refusal
        assertThat(Stream.concat(samples().map(Sample::key), Stream.of("daemon")))
                .containsExactlyInAnyOrderElementsOf(keys);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void theDefaultIsAnother(Sample sample) {
        Sandbox sandbox = new Sandbox(cwd).on(new FakeMachine().asRoot());
        LoadedSettings loaded = sandbox.loadExactly("--app", "other.war");
        assertThat(value(loaded.settings(), sample.key()))
                .isNotEqualTo(sample.expected().apply(cwd));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aJsonFileSetsIt(Sample sample) {
        Sandbox sandbox = sandbox().file("junicorn.json", "{\"" + sample.key() + "\": \"" + sample.text() + "\"}");
        check(sandbox, sample, Origin.Layer.FILE, "junicorn.json");
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aPropertiesFileSetsIt(Sample sample) {
        Sandbox sandbox = sandbox().file("junicorn.properties", sample.key() + " = " + sample.text() + "\n");
        check(sandbox, sample, Origin.Layer.FILE, "junicorn.properties");
    }

    @ParameterizedTest
    @MethodSource("samples")
    void theEnvironmentSetsItOverTheFile(Sample sample) {
        String variable = "JUNICORN_" + sample.key().toUpperCase(Locale.ROOT);
        Sandbox sandbox = overFile(sample).env(variable, sample.text());
        check(sandbox, sample, Origin.Layer.ENVIRONMENT, variable);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void argumentsInTheEnvironmentSetItOverASingleVariable(Sample sample) {
        Sandbox sandbox = overFile(sample)
                .env("JUNICORN_" + sample.key().toUpperCase(Locale.ROOT), "not used, never read")
                .env("JUNICORN_CMD_ARGS", ShellWords.quoted(option(sample)));
        check(sandbox, sample, Origin.Layer.ENVIRONMENT_ARGUMENTS, "JUNICORN_CMD_ARGS " + name(sample));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void theCommandLineSetsItOverTheEnvironment(Sample sample) {
        Sandbox sandbox =
                overFile(sample).env("JUNICORN_" + sample.key().toUpperCase(Locale.ROOT), "not used, never read");
        check(sandbox, sample, Origin.Layer.COMMAND_LINE, name(sample), option(sample));
    }

    private Sandbox sandbox() {
        return new Sandbox(cwd).on(new FakeMachine().asRoot().withOtherJava(17));
    }

    private Sandbox overFile(Sample sample) {
        return sandbox().file("junicorn.json", "{\"" + sample.key() + "\": \"not used, never read\"}");
    }

    private static String name(Sample sample) {
        return "--" + sample.key().replace('_', '-');
    }

    private static String option(Sample sample) {
        return switch (sample.text()) {
            case "true" -> name(sample);
            case "false" -> name(sample).replace("--", "--no-");
            default -> name(sample) + "=" + sample.text();
        };
    }

    private void check(Sandbox sandbox, Sample sample, Origin.Layer layer, String origin, String... args) {
        List<String> all = new ArrayList<>(sample.needs());
        all.addAll(List.of(args));
        if (!List.of("app", "webapps").contains(sample.key())) {
            all.add("demo.Hello");
        }
        LoadedSettings loaded = sandbox.loadExactly(all.toArray(String[]::new));
        assertThat(value(loaded.settings(), sample.key()))
                .isEqualTo(sample.expected().apply(cwd));
        assertThat(loaded.origin(sample.key())).isEqualTo(new Origin(layer, origin));
    }

    private static Object value(Settings settings, String key) {
        try {
            for (RecordComponent group : Settings.class.getRecordComponents()) {
                for (RecordComponent component : group.getType().getRecordComponents()) {
                    if (Declaration.of(component).key().equals(key)) {
                        return component
                                .getAccessor()
                                .invoke(group.getAccessor().invoke(settings));
                    }
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("no setting " + key);
    }
}
