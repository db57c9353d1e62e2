package org.junicorn.launcher.config;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Names that people bring along from gunicorn 26.1 and that are none of ours. Loaded only when such a name, or an
 * unknown one, was met.
 */
final class ForeignSettings {

    /** gunicorn's options whose names do not follow from their settings' names, and other words for our settings. */
    private static final Map<String, String> SYNONYMS = Map.ofEntries(
            Map.entry("wsgi_app", "app"),
            Map.entry("pythonpath", "class_path"),
            Map.entry("root_path", "context_path"),
            Map.entry("no_sendfile", "sendfile"),
            Map.entry("log_config", "logconfig"),
            Map.entry("log_config_json", "logconfig_json"),
            Map.entry("log_syslog", "syslog"),
            Map.entry("log_syslog_to", "syslog_addr"),
            Map.entry("log_syslog_prefix", "syslog_prefix"),
            Map.entry("log_syslog_facility", "syslog_facility"),
            Map.entry("R", "enable_stdio_inheritance"),
            Map.entry("proxy_allow_from", "proxy_allow_ips"),
            Map.entry("uwsgi_allow_from", "uwsgi_allow_ips"),
            Map.entry("paster", "paste"),
            Map.entry("paste_global", "raw_paste_global_conf"),
            Map.entry("dirty_app", "dirty_apps"),
            Map.entry("ssl_version", "ssl_protocols"),
            Map.entry("no_control_socket", "control_socket_disable"));

    private static final Set<String> LATER = Set.of(
            "reload_engine",
            "sendfile",
            "reuse_port",
            "initgroups",
            "tmp_upload_dir",
            "logger_class",
            "enable_stdio_inheritance",
            "enable_backlog_metric",
            "permit_obsolete_folding",
            "permit_unconventional_http_method",
            "dirty_apps",
            "dirty_workers",
            "dirty_timeout",
            "dirty_threads",
            "dirty_graceful_timeout");

    private static final Set<String> HOOKS = Set.of(
            "on_starting",
            "on_reload",
            "when_ready",
            "pre_fork",
            "post_fork",
            "post_worker_init",
            "worker_int",
            "worker_abort",
            "pre_request",
            "post_request",
            "child_exit",
            "worker_exit",
            "nworkers_changed",
            "pre_exec",
            "on_exit");

    private static final Set<String> PYTHON_HOOKS =
            Set.of("ssl_context", "on_dirty_starting", "dirty_post_fork", "dirty_worker_init", "dirty_worker_exit");

    private static final Set<String> PYTHON_LOGGING = Set.of("logconfig_dict", "logconfig_json");

    private static final Set<String> PYTHON = Set.of(
            "spew",
            "paste",
            "raw_paste_global_conf",
            "default_proc_name",
            "protocol",
            "uwsgi_allow_ips",
            "suppress_ragged_eofs",
            "do_handshake_on_connect",
            "strip_header_spaces",
            "permit_unconventional_http_version",
            "casefold_http_method",
            "asgi_loop",
            "asgi_lifespan",
            "asgi_disconnect_grace_period",
            "http_parser");

    private ForeignSettings() {}

    /**
     * What to say about a name.
     *
     * @param key in the file's spelling
     * @return the end of a sentence that begins with the name; empty if the name is not gunicorn's
     */
    static Optional<String> explain(String key) {
        String name = SYNONYMS.getOrDefault(key, key);
        if (LATER.contains(name)) {
            return Optional.of("not supported by this version");
        } else if (HOOKS.contains(name)) {
            return Optional.of("a hook, and no setting; write it in Java (hooks_path) or name a command in exec_hooks");
        } else if (PYTHON_HOOKS.contains(name)) {
            return Optional.of("a hook written in Python, there is nothing like it here");
        } else if (PYTHON_LOGGING.contains(name)) {
            return Optional.of("Python's way to configure loggers; logconfig takes a JSON file with levels, format and"
                    + " destinations, see docs/logging.md");
        } else if (PYTHON.contains(name)) {
            return Optional.of("only for Python, it has no meaning here");
        }
        return Optional.empty();
    }

    /** Our key for another word, if it is one. */
    static Optional<String> synonym(String key) {
        return Optional.ofNullable(SYNONYMS.get(key))
                .filter(name -> explain(name).isEmpty());
    }
}
