package org.junicorn.launcher.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings together with where each came from. Immutable; made by {@link SettingsLoader#load}.
 *
 * <p>Keys are spelled as in the file, {@code graceful_timeout}.
 */
public final class LoadedSettings {

    private final SettingsLoader loader;
    private final Sources sources;
    private final Settings settings;
    private final Map<String, Given> given;
    private final Map<String, Object> values;
    private final Optional<Path> file;
    private final Path directory;

    LoadedSettings(
            SettingsLoader loader,
            Sources sources,
            Settings settings,
            Map<String, Given> given,
            Map<String, Object> values,
            Optional<Path> file,
            Path directory) {
        this.loader = loader;
        this.sources = sources;
        this.settings = settings;
        this.given = given;
        this.values = values;
        this.file = file;
        this.directory = directory;
    }

    /** The checked values. */
    public Settings settings() {
        return settings;
    }

    /** What the command line asked for. */
    public Mode mode() {
        return sources.mode();
    }

    /** Every key, sorted. */
    public List<String> keys() {
        return given.keySet().stream().sorted().toList();
    }

    /**
     * Where the value of a setting comes from.
     *
     * @throws IllegalArgumentException if there is no such key
     */
    public Origin origin(String key) {
        return of(key).origin();
    }

    /**
     * The value as the user wrote it, secrets included, a list's elements joined; empty if there is none.
     *
     * @throws IllegalArgumentException if there is no such key
     */
    public String text(String key) {
        return of(key).text();
    }

    /**
     * The value as the user wrote it, fit for logs: secrets are replaced by asterisks.
     *
     * @throws IllegalArgumentException if there is no such key
     */
    public String maskedText(String key) {
        return of(key).maskedText();
    }

    /** The keys whose value is another than in {@code before}, sorted; {@code 30} and {@code 30s} are the same. */
    public List<String> changedSince(LoadedSettings before) {
        return keys().stream()
                .filter(key -> !values.get(key).equals(before.values.get(key)))
                .toList();
    }

    /** The configuration file, absolute, if one was read. */
    public Optional<Path> file() {
        return file;
    }

    /** Where relative paths of settings start: {@code chdir}, else the folder the command was started in. */
    public Path directory() {
        return directory;
    }

    /**
     * Reads the configuration file again, under the same command line and environment. This object does not change.
     *
     * @throws SettingsException if the new configuration is wrong
     */
    public LoadedSettings reload() throws SettingsException {
        return loader.load(sources);
    }

    private Given of(String key) {
        Given value = given.get(key);
        if (value == null) {
            throw new IllegalArgumentException("there is no setting " + key);
        }
        return value;
    }
}
