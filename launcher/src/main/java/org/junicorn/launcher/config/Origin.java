package org.junicorn.launcher.config;

/**
 * Where a value comes from.
 *
 * @param layer its layer
 * @param name what the user can look for: a file as it was named, a variable, an option
 */
public record Origin(Layer layer, String name) {

    /** Ascending priority. */
    public enum Layer {
        DEFAULT,
        /** {@code WEB_CONCURRENCY}, {@code PORT} */
        VARIABLE,
        FILE,
        /** {@code JUNICORN_*} */
        ENVIRONMENT,
        /** {@code JUNICORN_CMD_ARGS} */
        ENVIRONMENT_ARGUMENTS,
        COMMAND_LINE
    }

    /** The origin of a value that nobody set. */
    public static final Origin DEFAULT = new Origin(Layer.DEFAULT, "default");

    /** Whether nobody set the value. */
    public boolean isDefault() {
        return layer == Layer.DEFAULT;
    }

    /** For messages and logs, {@code junicorn.json} or {@code JUNICORN_WORKERS} or {@code --workers}. */
    @Override
    public String toString() {
        return name;
    }
}
