/**
 * The server's life as code of yours can follow it: {@link org.junicorn.hooks.SupervisorHooks} in the supervisor's JVM,
 * {@link org.junicorn.hooks.WorkerHooks} in each worker's. Names and moments are gunicorn's (server hooks) where Java has
 * such moments. Classes are found on {@code hooks_path}, by their names in {@code supervisor_hooks} and
 * {@code worker_hooks} or as services of {@link java.util.ServiceLoader}; they have a public constructor without
 * parameters, and see this package and the JDK, neither the server's classes nor the application's.
 *
 * <p>A hook that throws is logged, and nothing else happens, unless its name is listed in {@code fatal_hooks}.
 */
package org.junicorn.hooks;
