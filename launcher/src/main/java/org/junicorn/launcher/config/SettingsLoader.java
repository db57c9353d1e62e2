package org.junicorn.launcher.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Loads the settings from their layers, each over the one before: defaults, the file ({@code -c}, else
 * {@code junicorn.json} or {@code junicorn.properties} in the current folder), {@code WEB_CONCURRENCY} and {@code PORT},
 * {@code JUNICORN_*}, {@code JUNICORN_CMD_ARGS}, the command line. Runs on the caller's thread; immutable.
 */
public final class SettingsLoader {

    /** Of several the first counts. */
    private static final Map<String, Mode> MODES = new LinkedHashMap<>();

    static {
        MODES.put(Arguments.PRINT_CONFIG, Mode.PRINT_CONFIG);
        MODES.put(Arguments.CHECK_CONFIG, Mode.CHECK_CONFIG);
        MODES.put(Arguments.PRINT_EFFECTIVE_WEB_XML, Mode.PRINT_EFFECTIVE_WEB_XML);
    }

    private final Machine machine;
    private final Declarations declarations = new Declarations();
    private final Names names = new Names(declarations);
    private final Arguments arguments = new Arguments(declarations, names);

    /** A loader for the machine this process runs on. */
    public SettingsLoader() {
        this(Machine.local());
    }

    /** @param machine answers what the rules ask of the machine */
    public SettingsLoader(Machine machine) {
        this.machine = machine;
    }

    /**
     * The text to print on stdout if the command line asks for {@code --help} or {@code --version}; then nothing is
     * loaded. A wrong command line gives no answer; {@link #load} reports it.
     *
     * @param version of this product
     */
    public Optional<String> answer(List<String> args, String version) {
        List<String> asked =
                arguments.parse(args, commandLine(), new ArrayList<>()).asked();
        if (asked.contains(Arguments.HELP)) {
            return Optional.of(new Help(declarations).text());
        }
        return asked.contains(Arguments.VERSION)
                ? Optional.of("junicorn (version " + version + ")\n")
                : Optional.empty();
    }

    /**
     * Loads and checks every setting. Opens no application and no socket, and writes nothing.
     *
     * @param args the command line
     * @param env the environment
     * @param cwd the current folder, absolute; relative paths start there or at {@code chdir}
     * @throws SettingsException with every problem at once
     */
    public LoadedSettings load(List<String> args, Map<String, String> env, Path cwd) throws SettingsException {
        return load(sources(args, env, cwd));
    }

    private Sources sources(List<String> args, Map<String, String> env, Path cwd) {
        List<Problem> problems = new ArrayList<>();
        Arguments.Parsed line = arguments.parse(args, commandLine(), problems);
        Arguments.Parsed inEnvironment = inEnvironment(env, problems);
        Map<String, Given> above = new LinkedHashMap<>(Variables.foreign(env, declarations));
        above.putAll(Variables.read(env, declarations, names, problems));
        above.putAll(inEnvironment.given());
        above.putAll(line.given());
        Mode mode = MODES.entrySet().stream()
                .filter(entry -> line.asked().contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(Mode.RUN);
        return new Sources(
                mode, line.config().or(inEnvironment::config), above, List.copyOf(problems), workDir(env), cwd);
    }

    private Arguments.Parsed inEnvironment(Map<String, String> env, List<Problem> problems) {
        Origin origin = new Origin(Origin.Layer.ENVIRONMENT_ARGUMENTS, Variables.ARGUMENTS);
        List<String> words = List.of();
        try {
            words = ShellWords.split(env.getOrDefault(Variables.ARGUMENTS, ""));
        } catch (IllegalArgumentException e) {
            problems.add(Problem.usage(Variables.ARGUMENTS + ": " + e.getMessage()));
        }
        if (words.isEmpty()) {
            return new Arguments.Parsed(Map.of(), Optional.empty(), List.of());
        }
        Arguments.Parsed parsed = arguments.parse(words, origin, problems);
        parsed.asked()
                .forEach(option -> problems.add(
                        Problem.usage(option + " (" + origin + "): works only on the command line itself")));
        return parsed;
    }

    private static Origin commandLine() {
        return new Origin(Origin.Layer.COMMAND_LINE, "command line");
    }

    /** Puts the file between the layers that do not change, reads the texts and applies the rules. */
    LoadedSettings load(Sources sources) throws SettingsException {
        List<Problem> problems = new ArrayList<>(sources.problems());
        Optional<ConfigFile> file = ConfigFile.find(sources.file(), sources.cwd(), problems);
        Map<String, Given> given = new LinkedHashMap<>();
        for (Declaration declaration : declarations.all()) {
            given.put(declaration.key(), new Given(declaration, defaultOf(declaration, sources), Origin.DEFAULT));
        }
        if (file.isPresent()) {
            Optional<Map<String, Given>> content = file.get().read(declarations, names, problems);
            given.putAll(content.orElseThrow(() -> new SettingsException(problems)));
        }
        given.putAll(sources.above());

        Path directory = directory(given.get("chdir"), sources.cwd());
        Set<String> unread = new HashSet<>();
        Map<String, Object> values = new LinkedHashMap<>();
        given.forEach((key, value) -> {
            Path start = key.equals("chdir") ? sources.cwd() : directory;
            boolean webapps = !given.get("webapps").text().isEmpty();
            values.put(key, read(value, start, webapps, problems).orElseGet(() -> {
                unread.add(key);
                return madeUp(value.declaration(), sources);
            }));
        });
        Settings settings = declarations.build(values);
        problems.addAll(Rules.check(settings, given, machine, unread));
        if (!problems.isEmpty() || !unread.isEmpty()) {
            throw new SettingsException(problems);
        }
        return new LoadedSettings(this, sources, settings, given, values, file.map(ConfigFile::path), directory);
    }

    /** @param webapps whether that takes the place of {@code app} */
    private Optional<Object> read(Given given, Path directory, boolean webapps, List<Problem> problems) {
        if (given.declaration().setting().required() && given.origin().isDefault() && !webapps) {
            // after a wrong option it is not known which argument is whose
            if (problems.stream().noneMatch(problem -> problem.kind() == Problem.Kind.USAGE)) {
                problems.add(Problem.value(given.declaration().key()
                        + " is missing; name a .war file, the folder of an unpacked one, or a servlet class, as the"
                        + " argument or with --app, or a folder of applications with --webapps"));
            }
            return Optional.empty();
        }
        try {
            return Optional.of(given.declaration().type().read(given.raw(), directory));
        } catch (ValueType.BadValue e) {
            problems.add(given.problem(e.found(), e.getMessage()));
            return Optional.empty();
        }
    }

    private static Path directory(Given chdir, Path cwd) {
        try {
            Optional<?> folder = (Optional<?>) chdir.declaration().type().read(chdir.raw(), cwd);
            return folder.isPresent() ? (Path) folder.get() : cwd;
        } catch (ValueType.BadValue e) {
            return cwd; // reported where it is read as a value
        }
    }

    private static Raw defaultOf(Declaration declaration, Sources sources) {
        return declaration.key().equals("work_dir")
                ? Raw.text(sources.workDir().toString())
                : Raw.text(declaration.setting().byDefault());
    }

    /** XDG Base Directory Specification 0.8: a relative XDG_CACHE_HOME counts as unset. */
    private Path workDir(Map<String, String> env) {
        String cache = env.getOrDefault("XDG_CACHE_HOME", "");
        if (cache.startsWith("/")) {
            return Path.of(cache, "junicorn");
        }
        String home = env.getOrDefault("HOME", "");
        Optional<Path> folder = home.startsWith("/") ? Optional.of(Path.of(home)) : machine.home();
        return folder.filter(Files::isWritable)
                .map(path -> path.resolve(".cache/junicorn"))
                .orElseGet(() -> machine.temporary().resolve("junicorn-" + machine.userName()));
    }

    /** Stands for a value that could not be read, so that the rules about the others can be checked. */
    private static Object madeUp(Declaration declaration, Sources sources) {
        try {
            return declaration.type().read(defaultOf(declaration, sources), sources.cwd());
        } catch (ValueType.BadValue e) {
            throw new AssertionError(declaration.key() + " has a wrong default: " + e.getMessage(), e);
        }
    }
}
