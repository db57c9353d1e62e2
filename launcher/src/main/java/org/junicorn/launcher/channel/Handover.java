package org.junicorn.launcher.channel;

import java.util.List;

/**
 * What two supervisors tell each other while one takes the other's place. They may be of different versions: what one does
 * not know it ignores, and a new one that is not given all it needs refuses, so that the old one goes on.
 */
public sealed interface Handover {
    /**
     * From the old one to the new one, in an environment variable: what it is given.
     *
     * @param pid of the old supervisor
     * @param factDescriptor where the new one tells how it gets on
     * @param standardError a descriptor of the old one's standard error; that of the new one leads to the old one, which
     *     passes it on and keeps the end of it, until the new one has taken over
     * @param listeners of each listening socket its descriptor, its address as in the settings, and the path of the file
     *     if the server made it, with tabs between them
     * @param activated whether the service manager opened them: then they stand in for the addresses of the settings
     * @param sessions the folder of the local sessions
     * @param pidFile the old one's pid file, or empty
     */
    record Inherit(
            int pid,
            int factDescriptor,
            int standardError,
            List<String> listeners,
            boolean activated,
            String sessions,
            String pidFile)
            implements Handover {}

    /** From the new one: a step is done; the time for the next one begins. */
    record Progress(String what) implements Handover {}

    /**
     * From the new one: all its workers are ready, and wait.
     *
     * @param addresses of the listeners that it goes on with
     */
    record Ready(List<String> addresses) implements Handover {}

    /** From the old one: let the workers accept. */
    record TakeOver() implements Handover {}

    /** From the new one: the workers accept, there is nothing that the old one is needed for. */
    record Serving() implements Handover {}
}
