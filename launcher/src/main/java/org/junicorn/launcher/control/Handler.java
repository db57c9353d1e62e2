package org.junicorn.launcher.control;

import java.io.IOException;

/** Does what a client wants. Called on a thread of that client, which may wait. */
interface Handler {
    /** Where the lines of an answer go. */
    interface Client {
        /** @throws IOException if the client is gone */
        void tell(Reply reply) throws IOException;

        /** Shows the client that it is not forgotten, and finds out whether it is still there. */
        void stillHere() throws IOException;
    }

    /**
     * @return the last line of the answer
     * @throws IOException if the client is gone
     */
    Reply answer(Request request, Client client) throws IOException, InterruptedException;
}
