package org.junicorn.container.login;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/** One way to prove who one is. Stateless, shared by all requests. */
interface LoginMethod {
    /** What {@link HttpServletRequest#getAuthType} says; applications compare it with {@code ==}. */
    String name();

    /** Whether a session remembers this log-in (Tomcat: {@code cache}). */
    default boolean remembered() {
        return true;
    }

    /** Before the constraints are looked up: a request that was put aside takes the place of this one. */
    default void restore(Visit visit) {
        // most methods put nothing aside
    }

    /** Whether this method must see the request though no constraint asks for it. */
    default boolean claims(Visit visit) {
        return false;
    }

    /**
     * Admits who has proved who he is. Otherwise asks for a proof, by setting status and headers or by a whole response.
     *
     * @return true if the request may go on
     */
    boolean authenticate(Visit visit) throws IOException;
}
