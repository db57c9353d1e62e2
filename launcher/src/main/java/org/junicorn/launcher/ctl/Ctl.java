package org.junicorn.launcher.ctl;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junicorn.launcher.ExitCode;
import org.junicorn.launcher.control.Json;
import org.junicorn.launcher.control.Reply;

/** The command {@code ctl}: understands the command line, finds the server, asks it, shows the answer. */
public final class Ctl {
    private final Invocation invocation;
    private final Screen screen;

    private Ctl(Invocation invocation, Screen screen) {
        this.invocation = invocation;
        this.screen = screen;
    }

    /** Runs it to its end. */
    public static ExitCode run(List<String> args) {
        if (args.contains("--help") || args.contains("-h") || args.equals(List.of("help"))) {
            System.out.print(CtlHelp.text());
            return ExitCode.OK;
        }
        Screen screen = new Screen(System.out, System.err);
        try {
            Invocation invocation =
                    Invocation.parse(args, System.getenv(), Path.of("").toAbsolutePath());
            new Ctl(invocation, screen).run();
            return ExitCode.OK;
        } catch (CtlException e) {
            screen.error("junicorn ctl: " + e.getMessage());
            return e.code();
        }
    }

    private void run() throws CtlException {
        try (Connection connection = connect()) {
            if (invocation.watch()) {
                new Watch(screen, () -> shown(connection)).run();
            } else {
                screen.print(invocation.verb().shows() ? shown(connection) : done(connection));
            }
        }
    }

    private Connection connect() throws CtlException {
        if (invocation.socket().isEmpty()) {
            return new Instances(Path.of("/proc/net/unix")).only();
        }
        Path path = invocation.socket().get();
        try {
            return Connection.open(path);
        } catch (IOException | IllegalArgumentException e) {
            throw new CtlException(ExitCode.NO_INSTANCE, reason(path, e));
        }
    }

    private static String reason(Path path, Exception e) {
        if (!Files.exists(path)) {
            return path + " does not exist; is the server running?";
        } else if (e instanceof AccessDeniedException
                || String.valueOf(e.getMessage()).contains("ermission denied")) {
            return path + " may not be opened by this user; see control_socket_mode";
        } else if (String.valueOf(e.getMessage()).contains("refused")) {
            return "nobody listens on " + path + "; its server has ended";
        }
        return path + " cannot be used: " + e.getMessage();
    }

    private final Rates rates = new Rates();

    private String shown(Connection connection) throws CtlException {
        Reply.Done done = connection.ask(invocation.request(), Optional.empty(), this::heard);
        if (invocation.json()) {
            return Json.write(done.data()) + "\n";
        }
        boolean first = rates.note(done.data());
        if (first) { // there is no rate without a moment between two looks
            rates.pause();
            done = connection.ask(invocation.request(), Optional.empty(), this::heard);
            rates.note(done.data());
        }
        return Views.of(invocation.verb().words(), done.data(), rates);
    }

    private String done(Connection connection) throws CtlException {
        Reply.Done done = connection.ask(invocation.request(), invocation.timeout(), this::heard);
        if (invocation.json()) {
            return Json.write(done.data()) + "\n";
        }
        Object message = done.data().get("message");
        return message == null ? "" : message + "\n";
    }

    private void heard(Reply reply) {
        if (reply instanceof Reply.Progress progress) {
            screen.error(progress.text());
        } else if (reply instanceof Reply.Text text) {
            screen.print(text.text());
        }
    }
}
