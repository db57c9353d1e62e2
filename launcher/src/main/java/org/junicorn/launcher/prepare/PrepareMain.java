package org.junicorn.launcher.prepare;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.route.Handlers;
import org.junicorn.container.war.AppSource;
import org.junicorn.container.war.ContextFile;
import org.junicorn.container.war.Conversion;
import org.junicorn.container.war.InvalidAppException;
import org.junicorn.container.war.JakartaConverter;
import org.junicorn.container.war.OperatorFiles;
import org.junicorn.container.war.PoolAttributes;
import org.junicorn.container.war.Preparer;
import org.junicorn.container.war.Preparer.Prepared;
import org.junicorn.launcher.channel.MessageCodec;
import org.junicorn.launcher.listen.Descriptors;
import org.junicorn.launcher.prepare.Preparation.Request;

/**
 * Main of the prepare process: reads one request from standard input, answers on the descriptor given as its argument,
 * and leaves. If the supervisor ends meanwhile it leaves too.
 */
public final class PrepareMain {
    private static final MessageCodec<Preparation> CODEC = new MessageCodec<>(Preparation.class);

    private PrepareMain() {}

    public static void main(String[] args) throws IOException {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        Request request = (Request) CODEC.decode(input.readLine());
        leaveWithSupervisor(input);
        // Not by way of /proc/self/fd: that opens the pipe anew, which only the supervisor's user may do.
        FileOutputStream pipe = new FileOutputStream(Descriptors.wrap(Integer.parseInt(args[0])));
        try (PrintStream answer = new PrintStream(pipe, true, UTF_8)) {
            answer.println(CODEC.encode(prepare(request)));
        }
        System.exit(0);
    }

    static Preparation prepare(Request request) {
        try {
            if (!request.handlersFile().isEmpty()) {
                Handlers.parse(
                        "handlers_file = \"" + request.handlersFile() + "\"",
                        new String(Base64.getDecoder().decode(request.handlers()), UTF_8));
            }
            List<Path> classPath = request.classPath().stream().map(Path::of).toList();
            AppSource source = AppSource.of(request.app(), classPath, Path.of(request.base()));
            Path workDir = Path.of(request.workDir());
            Preparer preparer = new Preparer(JakartaConverter.valueOf(request.jakartaConverter()));
            Prepared prepared = preparer.prepare(source, files(request), workDir);
            var inUse = request.keep().stream().map(Path::of).collect(Collectors.toSet());
            inUse.add(prepared.directory());
            preparer.prune(workDir, inUse);
            Optional<Path> earlierApi =
                    prepared.conversion().isPresent() ? Optional.of(preparer.earlierApi(workDir)) : Optional.empty();
            int compiled = request.precompileJsps() ? new CompiledPages(source, prepared, earlierApi).make() : 0;
            return new Preparation.Done(
                    prepared.directory().toString(),
                    prepared.modelFile().toString(),
                    prepared.reused(),
                    earlierApi.map(Path::toString).orElse(""),
                    compiled,
                    conversion(source, prepared),
                    pools(prepared),
                    warnings(prepared));
        } catch (InterruptedException e) {
            return new Preparation.Refused("interrupted while JSPs were compiled");
        } catch (InvalidAppException | DeploymentException e) {
            return new Preparation.Refused(e.getMessage());
        } catch (IOException e) {
            return new Preparation.Refused("work_dir = \"" + request.workDir() + "\" cannot be used: " + e);
        }
    }

    private static List<String> warnings(Prepared prepared) {
        if (prepared.reused()) {
            return List.of();
        }
        List<String> warnings = new ArrayList<>();
        prepared.conversion().ifPresent(conversion -> warnings.addAll(conversion.warnings()));
        warnings.addAll(prepared.model().warnings());
        return warnings;
    }

    /** Names and values. */
    private static List<String> conversion(AppSource source, Prepared prepared) {
        if (prepared.reused() || prepared.conversion().isEmpty()) {
            return List.of();
        }
        Conversion conversion = prepared.conversion().get();
        List<String> fields = new ArrayList<>(List.of(
                "evidence",
                conversion.evidence(),
                "archives",
                Integer.toString(conversion.archives()),
                "files",
                Integer.toString(conversion.files()),
                "after",
                conversion.took().toMillis() + "ms"));
        if (source instanceof AppSource.Directory) {
            fields.addAll(List.of(
                    "detail", "a copy of the folder is served; it is made anew at a reload when files changed"));
        }
        return fields;
    }

    private static OperatorFiles files(Request request) {
        return new OperatorFiles(
                file(request.contextFile(), request.contextXml()),
                file(request.defaultFile(), request.defaultWebXml()),
                request.sharedLibs().stream().map(Path::of).toList());
    }

    /** Names and sizes; no size is no limit. */
    private static List<String> pools(Prepared prepared) {
        List<String> pools = new ArrayList<>();
        for (PoolAttributes.PoolSize pool : PoolAttributes.sizes(prepared.model())) {
            pools.add(pool.name());
            pools.add(
                    pool.connections().isPresent()
                            ? Integer.toString(pool.connections().getAsInt())
                            : "");
        }
        return pools;
    }

    private static Optional<ContextFile> file(String name, String base64) {
        return name.isEmpty()
                ? Optional.empty()
                : Optional.of(new ContextFile(name, Base64.getDecoder().decode(base64)));
    }

    private static void leaveWithSupervisor(BufferedReader input) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (input.readLine() != null) {
                            // nothing more is said
                        }
                    } catch (IOException e) {
                        // the end, too
                    }
                    Runtime.getRuntime().halt(1);
                },
                "supervisor-watch");
        thread.setDaemon(true);
        thread.start();
    }
}
