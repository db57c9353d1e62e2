/**
 * The configuration: what can be set, where values come from, and whether they make sense.
 *
 * <p>A setting is declared once, with {@link org.junicorn.launcher.config.Setting} on a component of one of the
 * {@code *Settings} records. {@link org.junicorn.launcher.config.SettingsLoader} collects texts from layers, each over
 * the one before (default, {@code WEB_CONCURRENCY} and {@code PORT}, file, {@code JUNICORN_*}, {@code
 * JUNICORN_CMD_ARGS}, command line), reads them with the parser of the component's type, applies the rules between
 * settings and reports every problem at once. Nothing is repaired silently.
 *
 * <p>Everything here runs on the thread that calls it, the main thread at the start and the supervisor's at a reload,
 * reads files and changes nothing outside. The command line and the environment are read once; a reload reads the file
 * again and puts them over it.
 *
 * <p>Decided: unknown names are refused everywhere, also in {@code JUNICORN_*}, except those that container platforms
 * set by themselves ({@link org.junicorn.launcher.config.Variables}). The JSON parser is loaded only for a JSON file and
 * used as a stream, because the supervisor has to stay small. Refused: expressions and includes in files, and a
 * configuration that is code, as gunicorn's is.
 */
package org.junicorn.launcher.config;
