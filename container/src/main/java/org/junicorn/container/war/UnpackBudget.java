package org.junicorn.container.war;

/**
 * How much may come out of an archive, counted while it comes out, since the sizes an archive declares may lie. One
 * budget covers a WAR and the resources of its jars.
 */
final class UnpackBudget {
    /**
     * Bounds far above any real application: they only keep a hostile or broken archive from filling the disk.
     *
     * @param entries in one archive
     * @param entryBytes unpacked size of one entry
     * @param totalBytes unpacked size of everything
     * @param ratio unpacked size of everything divided by the size of the archive, looked at only beyond {@code
     *     ratioFreeBytes}, since small archives of text compress well
     */
    record Limits(int entries, long entryBytes, long totalBytes, int ratio, long ratioFreeBytes) {
        static final Limits DEFAULT = new Limits(200_000, 2L << 30, 8L << 30, 200, 256L << 20);
    }

    private final String archive;
    private final Limits limits;
    private final long ratioBytes;
    private long total;

    UnpackBudget(String archive, long archiveBytes, Limits limits) {
        this.archive = archive;
        this.limits = limits;
        this.ratioBytes = Math.max(limits.ratioFreeBytes(), archiveBytes * limits.ratio());
    }

    void entries(int count) throws InvalidAppException {
        if (count > limits.entries()) {
            throw new InvalidAppException(
                    archive + ": it has " + count + " entries, at most " + limits.entries() + " are unpacked");
        }
    }

    /**
     * @param bytes that have just been unpacked
     * @param ofEntry all bytes of this entry so far, including these
     */
    void charge(String entry, int bytes, long ofEntry) throws InvalidAppException {
        total += bytes;
        if (ofEntry > limits.entryBytes()) {
            throw new InvalidAppException(archive + ": the entry \"" + entry + "\" unpacks to more than "
                    + text(limits.entryBytes()) + ", the most that one file may have");
        }
        if (total > limits.totalBytes()) {
            throw new InvalidAppException(archive + ": it unpacks to more than " + text(limits.totalBytes())
                    + ", the most that an application may have");
        }
        if (total > ratioBytes) {
            throw new InvalidAppException(archive + ": it unpacks to more than " + limits.ratio()
                    + " times its size (at the entry \"" + entry
                    + "\"), as only archives do that are made to fill disks;"
                    + " serve the exploded folder if it is meant");
        }
    }

    private static String text(long bytes) {
        return bytes % (1L << 30) == 0 ? (bytes >> 30) + " GiB" : bytes + " bytes";
    }
}
