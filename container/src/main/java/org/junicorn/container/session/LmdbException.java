package org.junicorn.container.session;

/** A call of LMDB that has failed. {@link Environment} makes a message for people of it. */
final class LmdbException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;

    LmdbException(int code) {
        super(Lmdb.describe(code));
        this.code = code;
    }

    /** @throws LmdbException unless the call has succeeded */
    static void check(int code) throws LmdbException {
        if (code != 0) {
            throw new LmdbException(code);
        }
    }

    int code() {
        return code;
    }

    /** Whether what the file contains cannot be. */
    boolean damage() {
        return code == Lmdb.PAGE_NOT_FOUND
                || code == Lmdb.CORRUPTED
                || code == Lmdb.VERSION_MISMATCH
                || code == Lmdb.INVALID;
    }
}
