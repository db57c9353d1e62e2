package org.junicorn.launcher.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junicorn.launcher.config.Settings;
import org.junicorn.launcher.log.Lines;

/**
 * Starts the short-lived processes of a generation, which prepare or train, with the rights of its workers; at most one of
 * each kind at a time.
 */
final class Helpers {
    private final Children children;
    private final Path cwd;

    Helpers(Children children, Path cwd) {
        this.children = children;
        this.cwd = cwd;
    }

    /**
     * What to start.
     *
     * @param name what it does, for {@code ps}
     * @param output where what it prints goes; its last lines are kept in any case
     * @param facts takes each line that it says
     * @param onExit takes its end
     */
    record Task(
            String name,
            Settings settings,
            JavaRuntime java,
            List<String> arguments,
            Lines output,
            Consumer<String> facts,
            Consumer<Posix.Exit> onExit) {}

    ChildProcess start(Task task) throws IOException {
        Settings settings = task.settings();
        List<String> prefix =
                new Privileges(settings.server().user(), settings.server().group()).prefix();
        String program = task.java().executable().toString();
        List<String> argv = new ArrayList<>(prefix);
        argv.add(prefix.isEmpty() ? settings.server().procName() + ": " + task.name() : program);
        argv.addAll(task.arguments());
        return children.start(new ChildProcess.Plan(
                task.name(),
                prefix.isEmpty() ? program : prefix.get(0),
                argv,
                Environment.forChildren(),
                folder(settings),
                List.of(),
                Optional.of(task.output()),
                task.output(),
                task.facts(),
                task.onExit()));
    }

    /** Kills the process that is held here, if any, and what it has started itself. */
    void end(AtomicReference<ChildProcess> which) {
        ChildProcess process = which.getAndSet(null);
        if (process != null) {
            children.killGroup(process.pid());
            process.closeOrders();
        }
    }

    /** Where the processes of a generation start, and relative paths with them. */
    Path folder(Settings settings) {
        return settings.server().chdir().orElse(cwd);
    }
}
