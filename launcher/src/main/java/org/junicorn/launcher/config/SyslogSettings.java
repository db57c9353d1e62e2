package org.junicorn.launcher.config;

import java.util.Optional;
import org.junicorn.launcher.config.Setting.Syntax;

/**
 * A syslog server that gets the logs as well.
 *
 * @param syslogAddr can be parsed by {@link SyslogAddress}
 * @param syslogPrefix empty: the name of the server
 */
public record SyslogSettings(
        @Setting(
                section = "Logs",
                byDefault = "false",
                options = "--log-syslog",
                origin = "gunicorn: syslog",
                doc = "Send the error log and the access log to a syslog server as well, in the form of RFC 5424. It is"
                        + " never waited for. See [logging](logging.md#syslog).")
        boolean syslog,

        @Setting(
                section = "Logs",
                byDefault = "udp://localhost:514",
                syntax = Syntax.SYSLOG_ADDRESS,
                options = "--log-syslog-to",
                origin = "gunicorn: syslog_addr",
                doc = "Where the syslog server listens: `udp://HOST:PORT`, `tcp://HOST:PORT`, `unix:///PATH`,"
                        + " `unix:///PATH#dgram` or `unix:///PATH#stream`.")
        String syslogAddr,

        @Setting(
                section = "Logs",
                computedDefault = "`proc_name`",
                options = "--log-syslog-prefix",
                label = "NAME",
                origin = "gunicorn: syslog_prefix",
                doc = "The name of the program in messages to the syslog server.")
        Optional<String> syslogPrefix,

        @Setting(
                section = "Logs",
                byDefault = "user",
                options = "--log-syslog-facility",
                label = "NAME",
                origin = "gunicorn: syslog_facility",
                doc = "The facility of messages to the syslog server: `user`, `daemon`, `local0` to `local7`, ….")
        SyslogFacility syslogFacility,

        @Setting(
                section = "Logs",
                byDefault = "false",
                origin = "gunicorn: disable_redirect_access_to_syslog",
                doc = "Keep the access log out of what goes to the syslog server.")
        boolean disableRedirectAccessToSyslog) {}
