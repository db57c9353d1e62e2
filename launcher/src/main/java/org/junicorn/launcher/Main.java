package org.junicorn.launcher;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junicorn.launcher.config.LoadedSettings;
import org.junicorn.launcher.config.PrintConfig;
import org.junicorn.launcher.config.SettingsException;
import org.junicorn.launcher.config.SettingsLoader;
import org.junicorn.launcher.ctl.Ctl;
import org.junicorn.launcher.process.Check;
import org.junicorn.launcher.process.EffectiveWebXmls;
import org.junicorn.launcher.process.MemorySum;
import org.junicorn.launcher.process.Refusal;
import org.junicorn.launcher.process.Server;
import org.junicorn.launcher.smoke.Smoke;

/** The command: parse, load, check, run. A user's mistake ends in one message and a documented {@link ExitCode}. */
public final class Main {
    private static final String REFLECTION = "jdk.reflect.useNativeAccessorOnly";

    private Main() {}

    public static void main(String[] args) {
        // JDK 22 and newer make classes for each method called by reflection, which pays off after thousands of calls.
        if (System.getProperty(REFLECTION) == null) {
            System.setProperty(REFLECTION, "true");
        }
        List<String> words = Arrays.asList(args);
        boolean ctl = !words.isEmpty() && words.get(0).equals("ctl");
        System.exit((ctl ? Ctl.run(words.subList(1, words.size())) : run(words)).code());
    }

    private static ExitCode run(List<String> args) {
        try {
            if (!args.isEmpty() && args.get(0).equals("smoke")) {
                return new Smoke(System.out, System.err).run(args.subList(1, args.size()));
            }
            SettingsLoader loader = new SettingsLoader();
            Optional<String> answer = loader.answer(args, version());
            if (answer.isPresent()) {
                System.out.print(answer.get());
                return ExitCode.OK;
            }
            LoadedSettings loaded =
                    loader.load(args, System.getenv(), Path.of("").toAbsolutePath());
            return switch (loaded.mode()) {
                case PRINT_CONFIG -> {
                    PrintConfig.lines(loaded).forEach(System.out::println);
                    MemorySum.lines(loaded.settings()).forEach(System.out::println);
                    yield ExitCode.OK;
                }
                case CHECK_CONFIG -> {
                    Check.run(loaded.settings()).forEach(System.out::println);
                    yield ExitCode.OK;
                }
                case PRINT_EFFECTIVE_WEB_XML -> {
                    EffectiveWebXmls.of(loaded.settings()).forEach(System.out::print);
                    yield ExitCode.OK;
                }
                case RUN -> {
                    System.gc(); // what the settings took is not needed any more: 8 MB of the supervisor's peak
                    yield Server.run(loaded, () -> reload(loaded), version());
                }
            };
        } catch (SettingsException e) {
            e.problems().forEach(problem -> System.err.println("junicorn: " + problem.message()));
            return e.exitCode();
        } catch (Refusal e) {
            System.err.println("junicorn: " + e.getMessage());
            return e.code();
        } catch (InterruptedException | RuntimeException | Error e) {
            System.err.println("junicorn: this is a bug, please report it together with what follows");
            e.printStackTrace();
            return ExitCode.INTERNAL;
        }
    }

    private static LoadedSettings reload(LoadedSettings loaded) throws Refusal {
        try {
            return loaded.reload();
        } catch (SettingsException e) {
            throw new Refusal(e.exitCode(), e.getMessage());
        }
    }

    private static String version() {
        return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("unknown");
    }
}
