package org.junicorn.launcher.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junicorn.launcher.ExitCode;
import org.junicorn.launcher.config.Settings;
import org.junicorn.launcher.log.EventLog;
import org.junicorn.launcher.prepare.Preparation;

/**
 * Finds the applications of a generation and has them prepared, one after the other. Called by the thread that makes
 * generations; {@link #giveBack} by any.
 */
final class Applications {
    /**
     * What a generation serves.
     *
     * @param ready may be deployed
     * @param broken could not be prepared; their paths answer 404
     */
    record Prepared(List<PreparedApp> ready, List<ServedApp> broken) {
        Prepared {
            ready = List.copyOf(ready);
            broken = List.copyOf(broken);
        }

        List<String> paths() {
            return ready.stream().map(app -> app.served().path()).toList();
        }

        /** Of the versions of applications, each as {@code PLACE=WEIGHT}. */
        List<String> weights() {
            return ready.stream()
                    .map(PreparedApp::served)
                    .filter(app -> !app.place().version().isEmpty())
                    .map(app -> app.place() + "=" + app.weight())
                    .toList();
        }

        /** What goes in front of the class path of a worker, since one of the applications was converted from javax. */
        Optional<Path> earlierApi() {
            return ready.stream().flatMap(app -> app.earlierApi().stream()).findFirst();
        }
    }

    /**
     * One application.
     *
     * @param entry its folder in the work directory
     * @param earlierApi of one that was converted from javax
     */
    record PreparedApp(ServedApp served, Path entry, Path modelFile, Optional<Path> earlierApi) {}

    private final AppPreparation preparation;
    private final EntryLeases leases;
    private final EventLog log;

    Applications(AppPreparation preparation, EntryLeases leases, EventLog log) {
        this.preparation = preparation;
        this.leases = leases;
        this.log = log;
    }

    /** The applications that the settings name, or that lie in the folder that they name now. */
    static WebappsFolder of(Settings settings) throws Refusal {
        if (settings.app().webapps().isEmpty()) {
            return new WebappsFolder(
                    settings.app().app().stream()
                            .map(mount -> new ServedApp(
                                    settings.app().place(mount),
                                    mount.app(),
                                    mount.weight().orElse(1)))
                            .toList(),
                    List.of());
        }
        Path folder = settings.app().webapps().get();
        try {
            return WebappsFolder.read(folder);
        } catch (IOException e) {
            throw new Refusal(ExitCode.CONFIG, "webapps = \"" + folder + "\" cannot be read: " + e);
        }
    }

    /**
     * Prepares them; their entries are then kept until {@link #giveBack}.
     *
     * @param serving the paths of the applications that workers serve at the moment, which must not be lost
     * @throws Refusal if one that must be deployed cannot be prepared, or none can
     */
    Prepared prepare(int generation, Settings settings, Set<String> serving, JavaRuntime java, WorkerCommand command)
            throws Refusal, InterruptedException {
        WebappsFolder found = of(settings);
        found.remarks().forEach(remark -> log.warning("app.skipped", "generation", generation, "detail", remark));
        if (found.apps().isEmpty()) {
            log.warning(
                    "app.none",
                    "generation",
                    generation,
                    "detail",
                    "there is no application in " + settings.app().webapps().orElseThrow()
                            + "; every request is answered 404");
        }
        List<PreparedApp> ready = new ArrayList<>();
        List<ServedApp> broken = new ArrayList<>();
        boolean complete = false;
        try {
            for (ServedApp app : found.apps()) {
                try {
                    ready.add(prepared(generation, settings, app, java, command));
                } catch (Refusal e) {
                    if (e.code() != ExitCode.APP || settings.app().effectiveFailFast()) {
                        throw e;
                    } else if (serving.contains(app.path())
                            || serving.contains(app.place().shared().toString())) {
                        throw new Refusal(
                                ExitCode.APP,
                                "the application at " + app.path() + ", which is being served, cannot be replaced: "
                                        + e.getMessage());
                    } else if (broken.size() + 1 == found.apps().size()) {
                        throw new Refusal(
                                ExitCode.APP,
                                broken.isEmpty()
                                        ? e.getMessage()
                                        : "none of the " + found.apps().size()
                                                + " applications can be deployed; the last of them: "
                                                + e.getMessage());
                    }
                    broken.add(app);
                    log.error(
                            "app.failed",
                            "generation",
                            generation,
                            "path",
                            app.path(),
                            "app",
                            app.app(),
                            "reason",
                            e.getMessage());
                }
            }
            complete = true;
            return new Prepared(ready, broken);
        } finally {
            if (!complete) {
                giveBack(ready);
            }
        }
    }

    private PreparedApp prepared(
            int generation, Settings settings, ServedApp app, JavaRuntime java, WorkerCommand command)
            throws Refusal, InterruptedException {
        long begun = System.nanoTime();
        Preparation.Done done = preparation.prepare(settings, app, java, command);
        Path entry = Path.of(done.entry());
        if (!done.conversion().isEmpty()) {
            List<Object> fields = new ArrayList<>(List.of("app", app.app(), "path", app.path()));
            fields.addAll(List.of("generation", generation, "from", "javax", "to", "jakarta"));
            fields.addAll(done.conversion());
            log.info("app.converted", fields.toArray());
        }
        log.info(
                "app.prepared",
                "app",
                app.app(),
                "path",
                app.path(),
                "generation",
                generation,
                "entry",
                entry.getFileName(),
                "reused",
                done.reused(),
                "after",
                Duration.ofNanos(System.nanoTime() - begun));
        if (done.compiledJsps() > 0) {
            log.info("jsps.compiled", "path", app.path(), "generation", generation, "pages", done.compiledJsps());
        }
        for (int i = 0; i < done.pools().size(); i += 2) {
            pool(generation, settings, app, done.pools().get(i), done.pools().get(i + 1));
        }
        done.warnings()
                .forEach(warning ->
                        log.warning("app.warning", "generation", generation, "path", app.path(), "detail", warning));
        try {
            leases.take(entry);
        } catch (IOException e) {
            throw new Refusal(ExitCode.WORK_DIR, "the prepared application " + entry + " cannot be used: " + e);
        }
        return new PreparedApp(
                app,
                entry,
                Path.of(done.modelFile()),
                Optional.of(done.earlierApi()).filter(api -> !api.isEmpty()).map(Path::of));
    }

    /** What the database has to allow: every worker has a pool of its own. */
    private void pool(int generation, Settings settings, ServedApp app, String name, String size) {
        int workers = settings.workers().workers().most();
        log.info(
                "app.pool",
                "generation",
                generation,
                "path",
                app.path(),
                "name",
                name,
                "per_worker",
                size.isEmpty() ? "unlimited" : size,
                "workers",
                workers,
                "total",
                size.isEmpty() ? "unlimited" : Long.parseLong(size) * workers);
    }

    /** No worker runs them, and none will. */
    void giveBack(List<PreparedApp> apps) {
        apps.forEach(app -> leases.giveBack(app.entry()));
    }
}
