package org.junicorn.container.affinity;

import java.nio.file.Path;

/**
 * How the workers of a machine reach each other.
 *
 * @param folder where their sockets are; exists, and is private to the user that runs them
 * @param worker the name of this worker, unique in the folder: letters, digits, "-", "_" and ".", the first one none of
 *     the signs. The owner of a session is named so in the store
 */
public record AffinitySettings(Path folder, String worker) {}
