package org.junicorn.container.security;

/**
 * Who can log in to the applications of a container.
 *
 * @param configured false if nobody can, because no source of identities was named
 * @param identities with lock-out
 */
public record Realm(boolean configured, Identities identities, Nonces nonces) {
    /** A realm of which nobody is a member. */
    public static Realm empty() {
        return new Realm(false, Identities.none(), new Nonces(LoginBoard.alone()));
    }

    /** A realm whose members are locked out when they fail too often, on any of the workers that share the board. */
    public static Realm of(Identities identities, LoginBoard board) {
        return new Realm(true, new LockOut(identities, board), new Nonces(board));
    }
}
