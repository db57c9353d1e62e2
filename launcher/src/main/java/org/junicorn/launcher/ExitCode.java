package org.junicorn.launcher;

/** How the supervisor ends: every exit status it gives on purpose, and what it tells the caller. */
public enum ExitCode {
    OK(
            0,
            "Stopped as asked, or `--check-config`, `--print-config`, `--help` or `--version` found nothing wrong, or every check of `smoke` passed."),
    CONFIG(1, "A setting is wrong or missing, or a configured file cannot be read or written."),
    USAGE(2, "The command line is wrong: an unknown option, an option without its value, too many arguments."),
    BOOT(3, "No worker became ready at the first start."),
    APP(4, "The application cannot be deployed."),
    BIND(5, "An address cannot be bound."),
    PIDFILE(6, "Another instance is running, or the pid file cannot be written."),
    WORK_DIR(7, "`work_dir` cannot be used."),
    CHECK(8, "`smoke`: an answer is not what a check expects, or the server did not stop as asked."),
    TIMEOUT(9, "`smoke`: not everything was done within its `--timeout`."),
    NO_INSTANCE(10, "`ctl` found no running server that it may speak to, or several of which none was named."),
    REFUSED(11, "`ctl`: the server refused what was asked for, and nothing has changed."),
    FAILED(12, "`ctl`: what was asked for has failed, as with `reload --wait` a generation that does not serve."),
    HOOK(13, "A hook has failed whose failure counts (`fatal_hooks`)."),
    INTERNAL(70, "A fault of Junicorn itself; its stack trace is on stderr. Please report it.");

    private final int code;
    private final String doc;

    ExitCode(int code, String doc) {
        this.code = code;
        this.doc = doc;
    }

    /** The status for {@link System#exit}, 0 to 125 so that no shell takes it for a signal. */
    public int code() {
        return code;
    }

    /** One line in Markdown for the reference. */
    public String doc() {
        return doc;
    }
}
