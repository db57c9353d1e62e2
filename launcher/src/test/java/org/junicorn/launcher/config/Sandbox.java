package org.junicorn.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A folder, an environment and a machine to load settings with. */
final class Sandbox {

    private final Path cwd;
    private final Map<String, String> env = new HashMap<>();
    private Machine machine = new FakeMachine();

    Sandbox(Path cwd) {
        this.cwd = cwd;
    }

    Sandbox on(Machine other) {
        machine = other;
        return this;
    }

    Sandbox env(String name, String value) {
        env.put(name, value);
        return this;
    }

    Sandbox file(String name, String content) {
        try {
            Files.writeString(cwd.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Loads with an application that is a class, so that no file is needed. */
    LoadedSettings load(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.add("demo.Hello");
        return loadExactly(all.toArray(String[]::new));
    }

    LoadedSettings loadExactly(String... args) {
        try {
            return new SettingsLoader(machine).load(List.of(args), env, cwd);
        } catch (SettingsException e) {
            throw new AssertionError(e);
        }
    }

    SettingsException refusal(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.add("demo.Hello");
        return refusalExactly(all.toArray(String[]::new));
    }

    SettingsException refusalExactly(String... args) {
        SettingsException refusal = catchThrowableOfType(
                SettingsException.class, () -> new SettingsLoader(machine).load(List.of(args), env, cwd));
        assertThat(refusal).as("the settings were accepted").isNotNull();
        return refusal;
    }

    List<String> problems(String... args) {
        return refusal(args).problems().stream().map(Problem::message).toList();
    }
}
