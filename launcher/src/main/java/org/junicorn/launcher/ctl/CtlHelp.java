package org.junicorn.launcher.ctl;

/** The answer to {@code ctl --help}. */
final class CtlHelp {
    private static final int COLUMN = 34;

    private CtlHelp() {}

    static String text() {
        StringBuilder out = new StringBuilder("Usage: junicorn ctl [-s SOCKET] [--json] COMMAND\n\n"
                + "Looks at a running server and acts on it. ID is a worker's slot, as in 2 or slot=2, or its\n"
                + "process, as in pid=812; the log shows both.\n\nCommands:\n");
        for (Verb verb : Verb.ALL) {
            row(out, verb.usage(), verb.doc());
        }
        out.append("\nOptions:\n");
        row(out, "-s, --socket SOCKET", "the control socket; $JUNICORN_CONTROL_SOCKET, else that of the only server");
        row(out, "-j, --json", "answer in JSON, for scripts");
        row(out, "-w, --watch", "with show: look again every second; q ends");
        row(out, "--wait", "with reload: print how it goes and wait for its end");
        row(out, "--timeout SECONDS", "with reload --wait: how long to wait at most");
        row(out, "-h, --help", "print this text");
        out.append("\nExit status: 0 done; 2 wrong command line; 10 no server, or several; 11 refused; 12 failed.\n");
        return out.toString();
    }

    private static void row(StringBuilder out, String left, String right) {
        out.append("  ").append(left);
        for (int i = left.length() + 2; i < COLUMN; i++) {
            out.append(' ');
        }
        out.append(right).append('\n');
    }
}
