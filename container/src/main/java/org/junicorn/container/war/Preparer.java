package org.junicorn.container.war;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junicorn.container.convert.AppConversion;
import org.junicorn.container.convert.EarlierApi;
import org.junicorn.container.route.AppRewriting;

/**
 * Turns an application into something that workers deploy without looking at it again: unpacked, scanned, merged, and
 * stored under the work directory. Runs no code of the application. May be slow; runs on the calling thread.
 *
 * <pre>
 * work_dir/apps/KEY/app/        the exploded, writable application (a folder that is served in place stays where it is)
 *                  /shared/     shared libraries, if the application was converted and they had to be, too
 *                  /resources/  META-INF/resources of its jars, a folder for each
 *                  /jsp/        its pages, compiled by the workers
 *                  /model       what ModelStore reads
 *                  /conversion  that it was converted from javax to jakarta
 * work_dir/apps/.api/          the API with what its newer versions removed, for converted applications
 * work_dir/apps/.stamps/        which file had which digest
 * </pre>
 *
 * <p>A WAR's key comes from its content, so the same WAR is unpacked once, whoever asks, from however many processes; a
 * new one never disturbs workers that run the old one.
 */
public final class Preparer {
    /**
     * A prepared application.
     *
     * @param directory its entry in the work directory; it belongs to {@code inUse} of {@link #prune} while any worker
     *     runs it
     * @param modelFile what {@link ModelStore#read} takes
     * @param reused true if nothing had to be unpacked or scanned
     * @param conversion of an application that says {@code javax}
     */
    public record Prepared(
            Path directory, Path modelFile, boolean reused, WebAppModel model, Optional<Conversion> conversion) {}

    /** Makes a model in a folder that will be published under another name. */
    private interface Maker {
        WebAppModel make(Path folder, UnaryOperator<Path> published) throws InvalidAppException, IOException;
    }

    private static final int KEY_LENGTH = 24;

    private final UnpackBudget.Limits limits;
    private final Conversions conversions;

    public Preparer() {
        this(JakartaConverter.AUTO);
    }

    public Preparer(JakartaConverter converter) {
        this(UnpackBudget.Limits.DEFAULT, converter);
    }

    Preparer(UnpackBudget.Limits limits) {
        this(limits, JakartaConverter.AUTO);
    }

    private Preparer(UnpackBudget.Limits limits, JakartaConverter converter) {
        this.limits = limits;
        this.conversions = new Conversions(converter);
    }

    /**
     * Prepares an application, or finds that it was prepared before. May be called by several processes at a time; of
     * those that prepare the same application one wins and the others take over its result.
     *
     * @param workDir is created if missing, readable by its owner only
     * @throws InvalidAppException if the application is not valid, or the work directory cannot hold it
     */
    public Prepared prepare(AppSource source, Path workDir) throws InvalidAppException {
        return prepare(source, OperatorFiles.NONE, workDir);
    }

    /**
     * As {@link #prepare(AppSource, Path)}.
     *
     * @param context the operator's context.xml, which is laid over that of the application
     */
    public Prepared prepare(AppSource source, Optional<ContextFile> context, Path workDir) throws InvalidAppException {
        return prepare(source, new OperatorFiles(context, Optional.empty()), workDir);
    }

    /** As {@link #prepare(AppSource, Path)}, with what the operator lays around the application's descriptors. */
    public Prepared prepare(AppSource source, OperatorFiles files, Path workDir) throws InvalidAppException {
        WorkFolder work = new WorkFolder(workDir);
        try {
            work.create();
        } catch (IOException e) {
            throw new InvalidAppException(
                    "work_dir " + workDir + ": cannot be written (" + reason(e) + "); give a folder that can be", e);
        }
        if (source instanceof AppSource.WarFile war) {
            return war(war.file(), files, work);
        } else if (source instanceof AppSource.Directory directory) {
            return directory(directory.directory(), files, work);
        } else if (source instanceof AppSource.ServletClass servlet) {
            return servlet(servlet, files, work);
        }
        throw new AssertionError("no branch for " + source);
    }

    /**
     * What workers need in front of their class path to serve a converted application: the API with what its newer
     * versions have removed.
     *
     * @throws IOException if it cannot be made
     */
    public Path earlierApi(Path workDir) throws IOException {
        return EarlierApi.in(new WorkFolder(workDir).api());
    }

    /**
     * Deletes prepared applications, but neither those in {@code inUse} nor the two of the others that were prepared
     * last, which a rollback would want; and what killed processes have left half made.
     *
     * @param inUse {@link Prepared#directory()} of each application that a worker runs or may be asked to run
     * @throws IOException if something cannot be deleted; the next call tries again
     */
    public void prune(Path workDir, Set<Path> inUse) throws IOException {
        new WorkFolder(workDir)
                .prune(inUse.stream().map(p -> p.toAbsolutePath().normalize()).collect(Collectors.toSet()));
    }

    private Prepared war(Path war, OperatorFiles files, WorkFolder work) throws InvalidAppException {
        try {
            String stamp = WarDigest.stamp(war);
            String digest = new WarDigest(work.stamps()).of(war);
            Path entry = work.entry(key(work, digest + conversions.key(), files));
            Optional<WebAppModel> known = work.complete(entry);
            if (known.isPresent() && !conversions.forbids(entry)) {
                return prepared(entry, true, known.get());
            }
            return made(work, entry, false, (folder, published) -> {
                Path app = Files.createDirectory(folder.resolve("app"));
                new WarExploder(limits).explode(war, app);
                WarDigest.unchanged(war, stamp);
                Optional<String> evidence = conversions.evidence(war, app);
                if (evidence.isPresent()) {
                    conversions.run(app, shared(files), evidence.get(), folder);
                }
                OperatorFiles fitting = evidence.isPresent() ? converted(files, app, folder) : files;
                return scanned(war, app, fitting, folder, published);
            });
        } catch (NoSuchFileException e) {
            throw new InvalidAppException(war + ": " + missing(e, war), e);
        } catch (IOException e) {
            throw failed(war.toString(), e);
        }
    }

    /**
     * The key holds the state of the jars, whose resources are copied. Classes may change without it: the model is then
     * scanned anew and replaced, as it is each time.
     */
    private Prepared directory(Path directory, OperatorFiles files, WorkFolder work) throws InvalidAppException {
        try {
            Path app = directory.toRealPath();
            Optional<String> evidence = conversions.evidence(directory, app);
            if (evidence.isPresent()) {
                return converted(directory, app, evidence.get(), files, work);
            }
            Path entry = work.entry(key(work, app + "\n" + jars(app), files));
            return made(work, entry, true, (folder, published) -> scanned(directory, app, files, folder, published));
        } catch (IOException e) {
            throw failed(directory.toString(), e);
        }
    }

    /** The folder stays as it is: a copy of it is converted and served, and any change of a file makes a new copy. */
    private Prepared converted(Path directory, Path app, String evidence, OperatorFiles files, WorkFolder work)
            throws InvalidAppException, IOException {
        Path entry = work.entry(key(work, app + "\n" + Conversions.files(app), files));
        Optional<WebAppModel> known = work.complete(entry);
        if (known.isPresent()) {
            return prepared(entry, true, known.get());
        }
        return made(work, entry, false, (folder, published) -> {
            Path copy = Files.createDirectory(folder.resolve("app"));
            AppConversion.copy(app, copy);
            conversions.run(copy, shared(files), evidence, folder);
            return scanned(directory, copy, converted(files, copy, folder), folder, published);
        });
    }

    private static List<Path> shared(OperatorFiles files) throws InvalidAppException, IOException {
        return new SharedLibs(files.sharedLibs()).classPath();
    }

    private static List<Path> libs(Path app) throws IOException {
        List<Path> libs = new ArrayList<>(List.of(app.resolve("WEB-INF/classes")));
        Path lib = app.resolve("WEB-INF/lib");
        if (Files.isDirectory(lib)) {
            try (DirectoryStream<Path> jars = Files.newDirectoryStream(lib, "*.jar")) {
                jars.forEach(libs::add);
            }
        }
        libs.removeIf(path -> !Files.exists(path));
        return libs;
    }

    /** A converted application needs files and libraries that are, too. */
    private static OperatorFiles converted(OperatorFiles files, Path app, Path folder)
            throws InvalidAppException, IOException {
        OperatorFiles fitting = Conversions.converted(files, app);
        if (files.sharedLibs().isEmpty()) {
            return fitting;
        }
        Path scratch = Files.createDirectory(folder.resolve("converting"));
        Path copies = Files.createDirectory(folder.resolve("shared"));
        List<Path> converted = new SharedLibs(files.sharedLibs()).converted(copies, libs(app), scratch);
        Files.delete(scratch);
        return fitting.withSharedLibs(converted);
    }

    private static String jars(Path app) throws IOException {
        Path lib = app.resolve("WEB-INF/lib");
        if (!Files.isDirectory(lib)) {
            return "";
        }
        Set<String> jars = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(lib, "*.jar")) {
            for (Path file : files) {
                jars.add(file.getFileName() + " " + WarDigest.stamp(file));
            }
        }
        return String.join("\n", jars);
    }

    private Prepared servlet(AppSource.ServletClass servlet, OperatorFiles files, WorkFolder work)
            throws InvalidAppException {
        try {
            Path entry = work.entry(key(work, servlet.name() + "\n" + servlet.classPath(), files));
            return made(work, entry, true, (folder, published) -> {
                Path app = Files.createDirectory(folder.resolve("app"));
                return new ModelAssembler(new BareServlet(servlet, files).scan())
                        .assemble(app, Files.createDirectory(folder.resolve("jsp")), published);
            });
        } catch (IOException e) {
            throw failed("app = \"" + servlet.name() + "\"", e);
        }
    }

    private WebAppModel scanned(Path source, Path app, OperatorFiles files, Path folder, UnaryOperator<Path> published)
            throws InvalidAppException, IOException {
        Path resources = Files.createDirectory(folder.resolve("resources"));
        long size = Files.isRegularFile(source) ? Files.size(source) : Long.MAX_VALUE / limits.ratio();
        UnpackBudget budget = new UnpackBudget(source.toString(), size, limits);
        try {
            Path pages = Files.createDirectory(folder.resolve("jsp"));
            WebAppModel model = new ModelAssembler(new AppScanner(app, files).scan(resources, budget))
                    .assemble(app, pages, published);
            if (RewriteFiles.wanted(app, model.context())) {
                AppRewriting.check(app, model.context());
            }
            return model;
        } catch (InvalidAppException e) {
            throw e.getMessage().startsWith(source.toString())
                    ? e
                    : new InvalidAppException(source + ": " + e.getMessage(), e);
        }
    }

    /** @param fresh what the key does not cover may have changed: the new model replaces one that is there */
    private static Prepared made(WorkFolder work, Path entry, boolean fresh, Maker maker)
            throws InvalidAppException, IOException {
        Path folder = work.newFolder();
        try {
            WebAppModel model =
                    maker.make(folder, path -> path.startsWith(folder) ? entry.resolve(folder.relativize(path)) : path);
            ModelStore.write(model, WorkFolder.model(folder));
            Optional<WebAppModel> before = work.publish(folder, entry);
            if (before.isPresent() && fresh) {
                ModelStore.write(model, WorkFolder.model(entry));
            }
            return before.isPresent() && !fresh ? prepared(entry, true, before.get()) : prepared(entry, false, model);
        } finally {
            WorkFolder.delete(folder);
        }
    }

    private static Prepared prepared(Path entry, boolean reused, WebAppModel model) throws IOException {
        return new Prepared(entry, WorkFolder.model(entry), reused, model, Conversion.read(entry));
    }

    /** Paths are stored whole, so a work directory that was moved holds nothing of use. */
    private static String key(WorkFolder work, String content, OperatorFiles files)
            throws InvalidAppException, IOException {
        return WarDigest.sha256(ModelStore.VERSION + "\n" + work.entry("") + "\n" + content + "\n" + files.key())
                .substring(0, KEY_LENGTH);
    }

    private static String missing(NoSuchFileException e, Path war) {
        return war.toString().equals(e.getFile()) ? "the file does not exist" : reason(e);
    }

    private static InvalidAppException failed(String what, IOException e) {
        return new InvalidAppException(what + ": cannot be prepared (" + reason(e) + ")", e);
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException denied) {
            return "no permission for " + denied.getFile();
        }
        if (e instanceof NoSuchFileException none) {
            return none.getFile() + " does not exist";
        }
        return String.valueOf(e.getMessage());
    }
}
