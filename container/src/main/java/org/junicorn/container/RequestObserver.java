package org.junicorn.container;

import java.time.Duration;
import java.util.Optional;

/** Sees each request before the application does, and its end. Called on request threads, many at a time. */
public interface RequestObserver {

    /** @return who hears of the end; empty: the request is answered 500 and does not reach the application */
    Optional<End> begins(Observed request);

    /** Hears of the end of one request. */
    interface End {
        /**
         * The response is complete, or the client gone.
         *
         * @param bytes of the body
         * @param duration since the head was read
         */
        void ended(int status, long bytes, Duration duration);
    }

    /** A request. To be asked before its end. */
    interface Observed {
        String method();

        /** As the client sent it, without the query. */
        String path();

        /** Without the question mark; empty if there is none. */
        String query();

        String protocol();

        /** The client's address, or empty. */
        String remoteAddress();

        /** The first value of a header. */
        Optional<String> header(String name);
    }
}
