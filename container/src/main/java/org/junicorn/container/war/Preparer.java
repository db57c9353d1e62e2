package org.junicorn.container.war;

import java.nio.file.Path;
import java.util.Set;

/**
 * Turns an application into something that workers deploy without looking at it again: unpacked, scanned, merged, and
 * stored under the work directory.
 */
public final class Preparer {
    /**
     * A prepared application.
     *
     * @param directory its entry in the work directory; it belongs to {@code inUse} of {@link #prune} while any worker
     *     runs it
     * @param modelFile what {@link ModelStore#read} takes
     * @param reused true if nothing had to be unpacked or scanned
     */
    public record Prepared(Path directory, Path modelFile, boolean reused, WebAppModel model) {}

    /**
     * Prepares an application, or finds that it was prepared before.
     *
     * @param workDir is created if missing
     * @throws InvalidAppException if the application is not valid or the work directory cannot hold it
     */
    public Prepared prepare(AppSource source, Path workDir) throws InvalidAppException {
        throw new InvalidAppException("cannot prepare " + source + " in " + workDir);
    }

    /** Deletes prepared applications, but neither those in {@code inUse} nor the two youngest of the others. */
    public void prune(Path workDir, Set<Path> inUse) {}
}
