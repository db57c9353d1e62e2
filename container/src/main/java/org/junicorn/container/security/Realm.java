package org.junicorn.container.security;

/**
 * Who can log in to the applications of a container.
 *
 * @param configured false if nobody can, because no source of identities was named
 * @param identities with lock-out
 * @param board what the workers share about log-ins
 */
public record Realm(boolean configured, Identities identities, Nonces nonces, LoginBoard board) {
    /** A realm of which nobody is a member. */
    public static Realm empty() {
        return nobody(LoginBoard.alone());
    }

    /** A realm of which nobody is a member, until an application brings its own. */
    public static Realm nobody(LoginBoard board) {
        return new Realm(false, Identities.none(), new Nonces(board), board);
    }

    /**
     * The realm of an application, in the place of this one: log-ins are counted on the same board.
     *
     * @param locking whether to lock out with the defaults; else the identities do that themselves, or not
     * @param scope sets its names apart from those of other applications
     */
    public Realm with(Identities own, boolean locking, String scope) {
        Identities counted = locking ? LockOut.around(own, board, scope) : own;
        return new Realm(true, counted, nonces, board);
    }

    /** A realm whose members are locked out when they fail too often, on any of the workers that share the board. */
    public static Realm of(Identities identities, LoginBoard board) {
        return new Realm(true, new LockOut(identities, board), new Nonces(board), board);
    }
}
