package org.junicorn.launcher.process;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junicorn.launcher.hooks.SupervisorHookRunner;
import org.junicorn.launcher.log.Lines;

/** Runs the commands of hooks as this process's own user; what they print goes to the error log. */
final class HookCommands implements SupervisorHookRunner.Commands {
    private static final long KILLED_WITHIN_SECONDS = 5;

    private final Children children;
    private final Lines output;

    HookCommands(Children children, Lines output) {
        this.children = children;
        this.output = output;
    }

    @Override
    public void run(List<String> command, Map<String, String> facts, Duration timeout)
            throws IOException, InterruptedException {
        Map<String, String> environment = Environment.forChildren();
        environment.putAll(facts);
        CompletableFuture<Posix.Exit> ended = new CompletableFuture<>();
        ChildProcess process = children.start(new ChildProcess.Plan(
                "hook",
                command.get(0),
                command,
                environment,
                Path.of("").toAbsolutePath(),
                List.of(),
                Optional.of(output),
                output,
                said -> {
                    // nobody has told it of this descriptor
                },
                ended::complete));
        process.closeOrders(); // it reads nothing
        try {
            Posix.Exit exit = ended.get(timeout.toMillis(), MILLISECONDS);
            if (!exit.code().equals(Optional.of(0))) {
                throw new IOException("it ended with " + exit.text());
            }
        } catch (TimeoutException e) {
            children.killGroup(process.pid());
            awaitEnd(ended);
            throw new IOException("it took longer than exec_hook_timeout and was killed", e);
        } catch (ExecutionException e) {
            throw new IOException(e);
        }
    }

    private static void awaitEnd(CompletableFuture<Posix.Exit> ended) throws InterruptedException {
        try {
            ended.get(KILLED_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // the kernel will be done with it some time
        }
    }
}
