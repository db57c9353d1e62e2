package org.junicorn.launcher.config;

import java.io.ObjectInputFilter;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junicorn.container.Networks;
import org.junicorn.container.PathRules;
import org.junicorn.container.deploy.ErrorPages;
import org.junicorn.container.security.Passwords;
import org.junicorn.container.session.RedisAddress;
import org.junicorn.container.shaping.ShapingSyntax;
import org.junicorn.container.tls.CipherSuites;
import org.junicorn.container.tls.ClientCertificates;
import org.junicorn.launcher.listen.BindAddress;
import org.junicorn.launcher.listen.Scheme;

/**
 * The rules that join several settings, or a setting and the machine. Each adds problems; none changes a value. A rule
 * is left out if one of its settings could not be read.
 */
final class Rules {
    /** In bytes; a JVM that does nothing takes more. */
    private static final long LEAST_RSS = 32 << 20;

    private static final List<String> FORWARDED_HEADERS =
            List.of("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Prefix", "Forwarded");

    /** RFC 9110, 5.6.2. */
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    private static final long MOST_BUFFERED = 64 << 20;

    private final Settings settings;
    private final Map<String, Given> given;
    private final Machine machine;
    private final Set<String> unread;
    private final List<Problem> problems = new ArrayList<>();

    private Rules(Settings settings, Map<String, Given> given, Machine machine, Set<String> unread) {
        this.settings = settings;
        this.given = given;
        this.machine = machine;
        this.unread = unread;
    }

    /** @param unread keys whose value in {@code settings} is made up */
    static List<Problem> check(Settings settings, Map<String, Given> given, Machine machine, Set<String> unread) {
        Rules rules = new Rules(settings, given, machine, unread);
        rules.files();
        rules.applications();
        rules.addresses();
        rules.workerClass();
        rules.limits();
        rules.privileges();
        rules.security();
        rules.sessions();
        rules.requests();
        rules.proxies();
        rules.ajp();
        rules.hooks();
        rules.logs();
        rules.admin();
        rules.health();
        rules.shaping();
        rules.tls();
        rules.http2();
        rules.routing();
        rules.edgeLimits();
        rules.standby();
        return rules.problems;
    }

    private void files() {
        settings.app().classPath().stream()
                .filter(path -> !Files.exists(path))
                .forEach(path -> problem("class_path", path + " does not exist", "chdir"));
        settings.app().sharedLib().stream()
                .filter(path -> !Files.isDirectory(path) && !isJar(path))
                .forEach(path -> problem(
                        "shared_lib",
                        path + (Files.exists(path) ? " is neither a folder nor a .jar" : " does not exist"),
                        "chdir"));
        settings.app().contextXml().ifPresent(path -> file("context_xml", path));
        settings.app().defaultWebXml().ifPresent(path -> file("default_web_xml", path));
        settings.server().chdir().ifPresent(path -> folder("chdir", path));
        settings.server().workerTmpDir().ifPresent(path -> folder("worker_tmp_dir", path));
        settings.workers()
                .javaHome()
                .filter(home -> !Files.isExecutable(home.resolve("bin/java")))
                .ifPresent(home -> problem("java_home", "there is no program bin/java in " + home, "chdir"));
    }

    private static boolean isJar(Path path) {
        return Files.isRegularFile(path) && path.toString().endsWith(".jar");
    }

    private void file(String key, Path path) {
        if (!Files.isRegularFile(path)) {
            problem(key, path + (Files.exists(path) ? " is not a file" : " does not exist"), "chdir");
        } else if (!Files.isReadable(path)) {
            problem(key, path + " cannot be read by this user", "chdir");
        }
    }

    private void applications() {
        AppSettings apps = settings.app();
        apps.webapps().ifPresent(folder -> folder("webapps", folder));
        if (apps.webapps().isPresent() && !apps.app().isEmpty()) {
            problem("webapps", "app is given too; leave one of them out", "app");
        }
        boolean several = apps.webapps().isPresent() || apps.app().size() > 1;
        if (apps.contextPath().isPresent()
                && (several
                        || apps.app().stream().anyMatch(mount -> mount.path().isPresent()))) {
            problem(
                    "context_path",
                    several
                            ? "there may be several applications; leave this out, and give each its path with app"
                            : "the application has a path already; leave this out",
                    "app",
                    "webapps");
        }
        for (Mount mount : apps.app()) {
            if (apps.app().size() > 1 && mount.path().isEmpty()) {
                problem("app", mount.app() + " has no path; with several applications write /path=" + mount.app());
            }
        }
    }

    private void routing() {
        settings.routing().handlersFile().ifPresent(path -> file("handlers_file", path));
        new RoutingRules(settings, (key, fault) -> problem(key, fault, "app")).check();
    }

    private void folder(String key, Path path) {
        if (!Files.isDirectory(path)) {
            problem(key, path + (Files.exists(path) ? " is not a folder" : " does not exist"), "chdir");
        }
    }

    private void addresses() {
        List<BindAddress> addresses = settings.sockets().bind();
        if (addresses.isEmpty()) {
            problem("bind", "no address; write at least one, as in 127.0.0.1:8000");
        }
        Set<BindAddress> seen = new HashSet<>();
        for (BindAddress address : addresses) {
            // with port 0 each listener gets a port of its own
            boolean chosen = address instanceof BindAddress.Tcp tcp && tcp.port() == 0;
            if (!chosen && !seen.add(address)) {
                problem("bind", address + " is given twice");
            }
        }
    }

    private void workerClass() {
        WorkerSettings workers = settings.workers();
        if (workers.workerClass() == WorkerClass.SYNC && workers.threads() > 1) {
            problem(
                    "threads",
                    "worker_class sync runs one request at a time; leave threads out, or use gthread",
                    "worker_class");
        }
        if (workers.workerClass() == WorkerClass.VIRTUAL && workers.threads() > 0) {
            problem(
                    "threads",
                    "worker_class virtual gives each request a thread of its own; leave threads out, or use gthread",
                    "worker_class");
        }
        if (workers.dispatch() == DispatchMode.AUTO && workers.workerClass() != WorkerClass.GTHREAD) {
            problem(
                    "dispatch",
                    workers.workerClass() == WorkerClass.SYNC
                            ? "worker_class sync runs one request at a time; write pool, or use gthread"
                            : "worker_class virtual gives each request a thread of its own; write pool, or use gthread",
                    "worker_class");
        }
        OptionalInt feature = workers.javaHome().isPresent()
                ? machine.featureOf(workers.javaHome().get())
                : OptionalInt.of(machine.feature());
        if (feature.isEmpty()) {
            return; // the worker's start will tell
        }
        if (feature.getAsInt() < WorkerClass.GTHREAD.leastFeature()) {
            problem("java_home", "this is Java " + feature.getAsInt() + "; workers need Java 17 or newer");
        } else if (!workers.workerClass().runsOn(feature.getAsInt())) {
            problem(
                    "worker_class",
                    "virtual threads need Java 21 or newer, the workers would run on Java " + feature.getAsInt()
                            + "; set java_home to a newer one, or use gthread",
                    "java_home");
        }
    }

    private void limits() {
        WorkerSettings workers = settings.workers();
        if (workers.maxRequestsJitter() > 0 && workers.maxRequests() == 0) {
            problem(
                    "max_requests_jitter",
                    "has no effect without max_requests; set that too, or leave this out",
                    "max_requests");
        }
        if (workers.workers().elastic() && workers.workerClass() == WorkerClass.VIRTUAL) {
            problem(
                    "workers",
                    "with worker_class virtual nothing says when the threads of a worker are all busy; write one number,"
                            + " or use gthread",
                    "worker_class");
        }
        long rss = settings.limits().maxWorkerRss().bytes();
        if (rss > 0 && rss < LEAST_RSS) {
            problem(
                    "max_worker_rss",
                    "less than any worker takes, each would be replaced for ever; write a size with its unit, such as"
                            + " 512m, or 0 for none");
        }
        // a worker gives a sign of life each 250 ms and a collection of garbage may delay it
        if (!workers.timeout().isZero() && workers.timeout().compareTo(Duration.ofSeconds(1)) < 0) {
            problem("timeout", "too short; write \"1s\" or more, or 0 for none");
        }
    }

    private void privileges() {
        ServerSettings server = settings.server();
        if (!machine.root()) {
            server.user().ifPresent(user -> problem("user", "only root can change the user; leave it out"));
            server.group().ifPresent(group -> problem("group", "only root can change the group; leave it out"));
        }
        if (server.daemon()) {
            problem(
                    "daemon",
                    "a JVM cannot detach itself; leave it out, and let systemd or another service manager run the"
                            + " server");
        }
    }

    private void requests() {
        RequestSettings requests = settings.requests();
        requests.charset()
                .filter(charset -> !isCharset(charset))
                .ifPresent(charset ->
                        problem("charset", "this Java has no such encoding; write one that it knows, such as UTF-8"));
        relaxable("relaxed_path_chars", requests.relaxedPathChars());
        relaxable("relaxed_query_chars", requests.relaxedQueryChars());
    }

    private void proxies() {
        ProxySettings proxies = settings.proxies();
        networks("forwarded_allow_ips", proxies.forwardedAllowIps());
        networks("proxy_allow_ips", proxies.proxyAllowIps());
        for (String header : proxies.forwardedHeaders()) {
            if (FORWARDED_HEADERS.stream().noneMatch(header::equalsIgnoreCase)) {
                problem(
                        "forwarded_headers",
                        header + " is none of " + String.join(", ", FORWARDED_HEADERS)
                                + "; for the scheme there is secure_scheme_headers");
            }
        }
        if (proxies.forwardedHeaders().size() > 1
                && proxies.forwardedHeaders().stream().anyMatch("Forwarded"::equalsIgnoreCase)) {
            problem(
                    "forwarded_headers",
                    "Forwarded and others say the same, and a client could send the one that the proxy does not set;"
                            + " name what it sets");
        }
        Stream.concat(proxies.forwarderHeaders().stream(), proxies.clientCertHeader().stream())
                .filter(name -> !name.equals("*") && !name.matches(TOKEN))
                .forEach(name -> problem(
                        proxies.forwarderHeaders().contains(name) ? "forwarder_headers" : "client_cert_header",
                        name + " is no name of a header"));
        proxies.secureSchemeHeaders().forEach((name, value) -> {
            if (!name.matches(TOKEN) || value.isBlank()) {
                problem("secure_scheme_headers", name + "=" + value + " is no header and its value");
            }
        });
        if (proxies.clientCertHeader().isPresent()
                && proxies.forwardedAllowIps().isEmpty()) {
            problem(
                    "client_cert_header",
                    "nobody may send it; name the proxies in forwarded_allow_ips",
                    "forwarded_allow_ips");
        }
    }

    /** That an address of AJP has a secret is checked when all addresses are known, inherited ones too. */
    private void ajp() {
        ProxySettings proxies = settings.proxies();
        proxies.ajpSecretFile().ifPresent(path -> file("ajp_secret_file", path));
        if (proxies.ajpSecret().isPresent() && proxies.ajpSecretFile().isPresent()) {
            problem("ajp_secret_file", "there is an ajp_secret as well; leave one of them out", "ajp_secret");
        }
        // mod_jk and mod_proxy_ajp send bytes, and say of no encoding.
        proxies.ajpSecret()
                .filter(text -> text.isBlank() || text.chars().anyMatch(c -> c <= ' ' || c > 126))
                .ifPresent(text -> problem("ajp_secret", "not a secret; write visible ASCII characters alone"));
        settings.sockets().bind().stream()
                .filter(address -> address.scheme() == Scheme.AJP)
                .filter(address ->
                        proxies.ajpSecret().isEmpty() && proxies.ajpSecretFile().isEmpty())
                .findFirst()
                .ifPresent(address ->
                        problem("bind", address + " " + ProxySettings.NO_SECRET, "ajp_secret", "ajp_secret_file"));
    }

    private void networks(String key, List<String> texts) {
        try {
            Networks.parse(texts);
        } catch (IllegalArgumentException e) {
            problem(key, e.getMessage());
        }
    }

    private void hooks() {
        HookSettings hooks = settings.hooks();
        hooks.hooksPath().stream()
                .filter(path -> !Files.exists(path))
                .forEach(path -> problem("hooks_path", path + " does not exist", "chdir"));
        for (String key : List.of("supervisor_hooks", "worker_hooks")) {
            boolean named = !(key.startsWith("s") ? hooks.supervisorHooks() : hooks.workerHooks()).isEmpty();
            if (named && hooks.hooksPath().isEmpty()) {
                problem(key, "there is no hooks_path to find them on; set that too", "hooks_path");
            }
        }
        hooks.execHooks().forEach((hook, command) -> {
            if (!HookName.ofSupervisor().contains(hook)) {
                problem("exec_hooks", hook + " is none of " + String.join(", ", HookName.ofSupervisor()));
            } else if (command.isBlank()) {
                problem("exec_hooks", hook + " has no command");
            } else {
                try {
                    ShellWords.split(command);
                } catch (IllegalArgumentException e) {
                    problem("exec_hooks", hook + ": " + e.getMessage());
                }
            }
        });
        hooks.fatalHooks().stream()
                .filter(hook -> !HookName.thatMayBeFatal().contains(hook))
                .forEach(hook ->
                        problem("fatal_hooks", hook + " is none of " + String.join(", ", HookName.thatMayBeFatal())));
    }

    private static boolean isCharset(String name) {
        try {
            return Charset.isSupported(name);
        } catch (IllegalCharsetNameException e) {
            return false;
        }
    }

    private void relaxable(String key, Optional<String> characters) {
        characters
                .filter(text -> !text.chars().allMatch(c -> PathRules.RELAXABLE.indexOf(c) >= 0))
                .ifPresent(text -> problem(
                        key,
                        "only these characters can be allowed, without anything between them: " + PathRules.RELAXABLE));
    }

    private void security() {
        SecuritySettings security = settings.security();
        security.tomcatUsers().ifPresent(path -> file("tomcat_users", path));
        security.tomcatUsersDigest()
                .filter(algorithm -> !Passwords.isAlgorithm(algorithm))
                .ifPresent(algorithm -> problem(
                        "tomcat_users_digest",
                        "this Java has no such algorithm; write a message digest such as SHA-256, or a key derivation"
                                + " such as PBKDF2WithHmacSHA512"));
        if (security.tomcatUsersDigest().isPresent() && security.tomcatUsers().isEmpty()) {
            problem(
                    "tomcat_users_digest",
                    "has no effect without tomcat_users; set that too, or leave this out",
                    "tomcat_users");
        }
    }

    private void edgeLimits() {
        EdgeLimitSettings limits = settings.edgeLimits();
        if (limits.requestBuffering().bytes() > MOST_BUFFERED) {
            problem(
                    "request_buffering",
                    "too much; each request may take it from the worker's memory: write at most 64m");
        }
        if (limits.bodyTimeout().isZero() && limits.minBodyRate() > 0 && isGiven("min_body_rate")) {
            problem(
                    "min_body_rate",
                    "has no effect with body_timeout = 0s; set a time, or leave this out",
                    "body_timeout");
        }
        if (limits.sendTimeout().isZero() && limits.minSendRate() > 0 && isGiven("min_send_rate")) {
            problem(
                    "min_send_rate",
                    "has no effect with send_timeout = 0s; set a time, or leave this out",
                    "send_timeout");
        }
        if (settings.shedding().maxConcurrentRequests() == 0) {
            for (String key : List.of("max_queue_size", "queue_timeout")) {
                if (isGiven(key)) {
                    problem(
                            key,
                            "has no effect without max_concurrent_requests; set that too, or leave this out",
                            "max_concurrent_requests");
                }
            }
        }
    }

    private boolean isGiven(String key) {
        return !given.get(key).origin().isDefault();
    }

    private void health() {
        settings.health()
                .healthCheck()
                .filter(text -> !text.matches(HealthSettings.FORM))
                .ifPresent(text -> problem("health_check", "not a path; write /health, or /health=204 with a status"));
    }

    private void standby() {
        int most = settings.workers().workers().most();
        if (settings.standby().spareWorkers() > most) {
            problem(
                    "spare_workers",
                    "more than the " + most + " that can be missing; write " + most + " or less",
                    "workers");
        }
        StandbySettings standby = settings.standby();
        for (String target : standby.warmup()) {
            if (!target.matches(StandbySettings.TARGET)) {
                problem("warmup", target + " is not a path; write / or /api/items?page=1");
            }
        }
        if (standby.warmup().isEmpty()) {
            for (String key : List.of("warmup_requests", "warmup_timeout")) {
                if (isGiven(key)) {
                    problem(key, "has no effect without warmup; set that too, or leave this out", "warmup");
                }
            }
        }
        Duration boot = settings.workers().bootTimeout();
        if (!standby.warmup().isEmpty()
                && !boot.isZero()
                && standby.warmupTimeout().compareTo(boot) >= 0) {
            problem(
                    "warmup_timeout",
                    "a worker is killed after boot_timeout, which the warm-up is a part of; write less",
                    "boot_timeout");
        }
    }

    private void shaping() {
        ShapingSettings shaping = settings.shaping();
        shaping.errorPage().stream()
                .map(text -> Path.of(ErrorPages.parse(text).file()))
                .forEach(path -> file("error_page", path));
        shaping.static_().forEach(text -> folder("static", ShapingSyntax.folder(text)));
        if (shaping.responseCacheMaxEntry().bytes() > Integer.MAX_VALUE) {
            problem("response_cache_max_entry", "too large; write at most 2047m");
        }
        if (shaping.requestFilterBody().bytes() > Integer.MAX_VALUE) {
            problem("request_filter_body", "too large; write at most 2047m");
        }
        useless("request_id_header", shaping.requestIdHeader().isPresent(), "request_id_allow_ips");
        useless("response_cache_size", shaping.responseCacheSize().bytes() > 0, "response_cache_max_entry");
        useless("request_filter", !shaping.requestFilter().isEmpty(), "request_filter_body");
        useless("compression", !shaping.compression().isEmpty(), "compression_min_size", "compressible_mime_type");
        useless(
                "cors_allowed_origins",
                !shaping.corsAllowedOrigins().isEmpty(),
                "cors_allowed_methods",
                "cors_allowed_headers",
                "cors_exposed_headers",
                "cors_support_credentials",
                "cors_preflight_max_age");
        if (shaping.corsSupportCredentials() && shaping.corsAllowedOrigins().contains("*")) {
            problem(
                    "cors_support_credentials",
                    "with cors_allowed_origins = \"*\" every page on the web could act for your users; name the origins",
                    "cors_allowed_origins");
        }
    }

    private void tls() {
        TlsSettings tls = settings.tls();
        tls.certfile().forEach(path -> file("certfile", path));
        tls.keyfile().forEach(path -> file("keyfile", path));
        dependent("keyfile", !tls.keyfile().isEmpty(), !tls.certfile().isEmpty(), "certfile");
        if (!tls.keyfile().isEmpty()
                && !tls.certfile().isEmpty()
                && tls.keyfile().size() != tls.certfile().size()) {
            problem(
                    "keyfile",
                    tls.keyfile().size() + " keys for " + tls.certfile().size()
                            + " certificates; name the key of each certfile, in the same order, or leave this out if"
                            + " each certfile has its key as well",
                    "certfile");
        }
        passwordFile(
                "keyfile_password_file",
                tls.keyfilePasswordFile(),
                !tls.certfile().isEmpty(),
                "certfile");
        tls.keystore().ifPresent(path -> file("keystore", path));
        passwordFile(
                "keystore_password_file",
                tls.keystorePasswordFile(),
                tls.keystore().isPresent(),
                "keystore");
        tls.caCerts().ifPresent(path -> file("ca_certs", path));
        tls.truststore().ifPresent(path -> file("truststore", path));
        passwordFile(
                "truststore_password_file",
                tls.truststorePasswordFile(),
                tls.truststore().isPresent(),
                "truststore");
        if (tls.certReqs() != ClientCertificates.NONE
                && tls.caCerts().isEmpty()
                && tls.truststore().isEmpty()) {
            problem(
                    "cert_reqs",
                    "nobody's certificate would be trusted; name who signs them with ca_certs or truststore",
                    "ca_certs",
                    "truststore");
        }
        if (tls.sslProtocols().isEmpty() || !List.of("TLSv1.2", "TLSv1.3").containsAll(tls.sslProtocols())) {
            problem(
                    "ssl_protocols",
                    "the versions that are served are TLSv1.2 and TLSv1.3; write one of them, or both");
        }
        tls.ciphers().stream()
                .filter(name -> CipherSuites.known(List.of(name)).isEmpty())
                .forEach(name -> problem(
                        "ciphers",
                        name + " is no cipher suite that this Java has; write names such as"
                                + " ECDHE-RSA-AES128-GCM-SHA256, with colons between them"));
        tls.hsts()
                .filter(text -> !text.matches(TlsSettings.HSTS))
                .ifPresent(text -> problem(
                        "hsts",
                        "not a value of Strict-Transport-Security; write one such as"
                                + " max-age=31536000; includeSubDomains"));
        List<BindAddress> secured = settings.sockets().bind().stream()
                .filter(address -> address.scheme() == Scheme.HTTPS)
                .toList();
        if (!secured.isEmpty() && !tls.configured()) {
            problem(
                    "bind",
                    secured.get(0) + " needs a certificate; name one with certfile and keyfile, or with keystore",
                    "certfile",
                    "keystore");
        }
        if (tls.httpsRedirect() && tls.redirectPort() == 0 && !tls.configured()) {
            problem(
                    "https_redirect",
                    "nothing is served over TLS; add https://HOST:PORT to bind, or say with redirect_port at which"
                            + " port clients reach a proxy that speaks TLS",
                    "bind",
                    "redirect_port");
        }
    }

    private void passwordFile(String key, Optional<Path> path, boolean needed, String of) {
        path.ifPresent(found -> file(key, found));
        dependent(key, path.isPresent(), needed, of);
    }

    /** Keys that say how something is done that is not done at all. */
    private void useless(String without, boolean effective, String... keys) {
        for (String key : keys) {
            dependent(key, isGiven(key), effective, without);
        }
    }

    private void dependent(String key, boolean present, boolean effective, String on) {
        if (present && !effective) {
            problem(key, "has no effect without " + on + "; set that too, or leave this out", on);
        }
    }

    private void http2() {
        Http2Settings http2 = settings.http2();
        if (http2.httpProtocols().isEmpty()) {
            problem("http_protocols", "no client could speak that; write h1, h2 or h1,h2");
            return;
        }
        boolean cleartext = http2.http2Cleartext() != Http2Cleartext.OFF;
        if (http2.httpProtocols().contains(HttpVersion.H2)
                && !cleartext
                && !settings.tls().configured()) {
            problem(
                    "http_protocols",
                    "nobody could speak HTTP/2: nothing is served over TLS, and http2_cleartext is off; add"
                            + " https://HOST:PORT to bind with a certfile, or set http2_cleartext ="
                            + " \"prior-knowledge\" for a proxy, or leave h2 out",
                    "certfile",
                    "keystore",
                    "http2_cleartext");
        }
        if (cleartext && !http2.httpProtocols().contains(HttpVersion.H2)) {
            problem(
                    "http2_cleartext",
                    "has no effect without HTTP/2; set http_protocols = \"h1,h2\" too, or leave this out",
                    "http_protocols");
        } else if (http2.http2Cleartext().upgrades() && !http2.httpProtocols().contains(HttpVersion.H1)) {
            problem(
                    "http2_cleartext",
                    "an upgrade begins with HTTP/1.1; set http_protocols = \"h1,h2\" too, or write prior-knowledge",
                    "http_protocols");
        }
    }

    private void admin() {
        AdminSettings admin = settings.admin();
        boolean token = admin.adminToken().isPresent() || admin.adminTokenFile().isPresent();
        admin.adminTokenFile().ifPresent(path -> file("admin_token_file", path));
        if (admin.adminToken().isPresent() && admin.adminTokenFile().isPresent()) {
            problem("admin_token_file", "there is an admin_token as well; leave one of them out", "admin_token");
        }
        if (admin.adminBind().isEmpty() && token) {
            problem(
                    admin.adminToken().isPresent() ? "admin_token" : "admin_token_file",
                    "has no effect without admin_bind; set that too, or leave this out",
                    "admin_bind");
        }
        admin.adminToken()
                .filter(text -> text.isBlank() || text.chars().anyMatch(c -> c <= ' ' || c > 126))
                .ifPresent(text -> problem("admin_token", "not a token; write visible ASCII characters alone"));
        admin.adminBind().ifPresent(address -> {
            if (address instanceof BindAddress.Fd) {
                problem("admin_bind", "an inherited listener cannot be used; write 127.0.0.1:PORT or unix:PATH");
            } else if (address.scheme() != Scheme.HTTP) {
                problem("admin_bind", "it speaks HTTP alone; write 127.0.0.1:PORT or unix:PATH");
            } else if (!token && address instanceof BindAddress.Tcp tcp && !isLoopback(tcp.host())) {
                problem(
                        "admin_bind",
                        "other machines can reach this address, and nobody is asked for a token; set admin_token or"
                                + " admin_token_file, or write 127.0.0.1:" + tcp.port() + " or unix:PATH",
                        "admin_token",
                        "admin_token_file");
            }
        });
    }

    /** By its text: a name is not looked up here, and may mean something else later. */
    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    private void sessions() {
        SessionsSettings sessions = settings.sessions();
        if (sessions.redis()) {
            try {
                RedisAddress.parse(sessions.sessionStore(), "");
            } catch (IllegalArgumentException e) {
                problem("session_store", e.getMessage());
            }
        }
        sessions.sessionStorePasswordFile().ifPresent(path -> {
            if (sessions.redis()) {
                file("session_store_password_file", path);
            } else {
                problem(
                        "session_store_password_file",
                        "session_store = \"" + sessions.sessionStore() + "\" has no password; leave this out",
                        "session_store");
            }
        });
        if (sessions.sessionAffinity() == SessionsSettings.SessionAffinity.AUTO
                && sessions.sessionStore().equals("memory")) {
            problem(
                    "session_affinity",
                    "session_store = \"memory\" does not tell who owns a session; choose another store",
                    "session_store");
        }
        sessions.sessionDeserializationFilter().ifPresent(pattern -> {
            try {
                ObjectInputFilter.Config.createFilter(pattern);
            } catch (IllegalArgumentException e) {
                problem(
                        "session_deserialization_filter",
                        "not a pattern: " + e.getMessage() + "; write one such as com.acme.**;java.base/*;!*");
            }
        });
        sessions.sessionCookieName()
                .filter(name -> !name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+"))
                .ifPresent(name -> problem("session_cookie_name", "not a name of a cookie (RFC 6265, 4.1.1)"));
        sessions.sessionCookiePath()
                .filter(path -> !path.startsWith("/") || path.chars().anyMatch(c -> c <= ' ' || c == ';' || c > 126))
                .ifPresent(path -> problem("session_cookie_path", "not a path; write / or /name"));
        sessions.sessionCookieDomain()
                .filter(domain -> !domain.matches("\\.?[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*"))
                .ifPresent(domain -> problem("session_cookie_domain", "not a domain; write one such as example.com"));
    }

    private void logs() {
        LogSettings log = settings.log();
        boolean files = !log.errorlog().equals(LogSettings.STANDARD)
                || log.accesslog()
                        .filter(name -> !name.equals(LogSettings.STANDARD))
                        .isPresent();
        String fault = "there is no log file to rotate; give errorlog or accesslog a file, or leave this out";
        if (log.logRotateSize().bytes() > 0 && !files) {
            problem("log_rotate_size", fault, "errorlog", "accesslog");
        }
        if (log.logRotateTime() != RotationTime.NEVER && !files) {
            problem("log_rotate_time", fault, "errorlog", "accesslog");
        }
    }

    /** @param others the other settings that the fault speaks of */
    private void problem(String key, String fault, String... others) {
        if (!unread.contains(key) && Stream.of(others).noneMatch(unread::contains)) {
            problems.add(given.get(key).problem(Quoted.of(given.get(key).maskedText()), fault));
        }
    }
}
