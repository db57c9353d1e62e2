package org.junicorn.launcher.config;

import java.nio.file.Path;
import java.util.Optional;
import org.junicorn.launcher.config.Setting.Syntax;

/**
 * The logs.
 *
 * @param errorlog {@value #STANDARD} for stderr, or an absolute path
 * @param accesslog {@value #STANDARD} for stdout, or an absolute path; empty: no access log
 * @param accessLogFormat the name of a preset, or a checked text with gunicorn's atoms or Tomcat's patterns
 */
public record LogSettings(
        @Setting(
                common = true,
                section = "Logs",
                byDefault = LogSettings.STANDARD,
                syntax = Syntax.LOG_TARGET,
                options = {"--error-logfile", "--log-file"},
                origin = "gunicorn: errorlog",
                doc = "File of the error log; `-` is stderr.")
        String errorlog,

        @Setting(
                common = true,
                section = "Logs",
                byDefault = "info",
                options = "--log-level",
                origin = "gunicorn: loglevel",
                doc = "Least severity that is logged.")
        LogLevel loglevel,

        @Setting(
                common = true,
                section = "Logs",
                syntax = Syntax.LOG_TARGET,
                options = "--access-logfile",
                origin = "gunicorn: accesslog",
                doc = "File of the access log; `-` is stdout. Without it there is none.")
        Optional<String> accesslog,

        @Setting(
                common = true,
                section = "Logs",
                byDefault = "%(h)s %(l)s %(u)s %(t)s \"%(r)s\" %(s)s %(b)s \"%(f)s\" \"%(a)s\"",
                syntax = Syntax.LOG_FORMAT,
                options = "--access-logformat",
                origin = "gunicorn: access_log_format",
                doc = "A line of the access log: gunicorn's atoms (`%(h)s`), Tomcat's patterns (`%h`), or a preset:"
                        + " `common`, `combined` or `json`, which writes one JSON object per request.")
        String accessLogFormat,

        @Setting(
                section = "Logs",
                byDefault = "false",
                origin = "gunicorn: capture_output",
                doc = "Send what workers print on stdout and stderr to the error log.")
        boolean captureOutput,

        @Setting(
                section = "Logs",
                byDefault = "text",
                origin = "new",
                doc = "How events look in the error log: `text`, or `json`, one object per line, also for what workers"
                        + " print on stderr. See [logging](logging.md).")
        LogFormat logFormat,

        @Setting(
                section = "Logs",
                byDefault = "0",
                origin = "new",
                doc =
                        "Size, as `100m`, from which on the error log and the access log are rotated, as far as they are files:"
                                + " renamed to `NAME.YYYYMMDD-HHMMSS`, and begun anew. 0: whatever their size.")
        ByteSize logRotateSize,

        @Setting(
                section = "Logs",
                byDefault = "never",
                origin = "new",
                doc = "Rotate log files also with each new day (`daily`) or hour (`hourly`) of the local time.")
        RotationTime logRotateTime,

        @Setting(
                section = "Logs",
                byDefault = "7",
                min = "0",
                max = "100000",
                origin = "new",
                doc = "How many rotated files of each log are left; older ones are removed. 0: all.")
        int logRotateKeep,

        @Setting(
                section = "Logs",
                byDefault = "false",
                origin = "new",
                doc = "Compress rotated files with gzip, all but the newest.")
        boolean logRotateCompress,

        @Setting(
                section = "Logs",
                options = "--log-config",
                origin = "gunicorn: logconfig",
                doc =
                        "A JSON file with levels by logger, the format and the destinations of events, read at the start and"
                                + " at each reload; one that is broken then is reported and not used. See"
                                + " [logging](logging.md#logconfig).")
        Optional<Path> logconfig) {

    /** The log target that stands for a standard stream. */
    public static final String STANDARD = "-";
}
