package org.junicorn.launcher.ctl;

import java.util.List;
import java.util.Optional;

/**
 * A command of {@code ctl}.
 *
 * @param words as they are typed, with a blank between them
 * @param arguments their names; an optional one in brackets
 * @param doc one sentence
 */
record Verb(String words, List<String> arguments, String doc) {
    static final List<Verb> ALL = List.of(
            verb("show workers", "each worker: state, requests, threads, memory"),
            verb("show stats", "the server as a whole"),
            verb("show listeners", "where it listens"),
            verb("show config", "every setting of the generation that serves, and its origin"),
            verb("show sessions", "how and where sessions are kept"),
            verb("show history", "the last reloads and the last exits of workers"),
            verb("show all", "all of that but the settings"),
            verb("worker add", "have N more workers, or one, until the next reload", "[N]"),
            verb("worker remove", "have N workers less, or one, until the next reload", "[N]"),
            verb("worker restart", "boot another worker in its place, then let it finish and leave", "ID"),
            verb("worker drain", "let it finish its requests and leave; another one takes its place", "ID"),
            verb("worker kill", "end its process at once, with the requests that it serves", "ID"),
            verb("reload", "read settings and application anew"),
            verb("reopen", "open the log files again, after they were renamed"),
            verb("upgrade", "have a new supervisor, of the launcher.jar as it is now, take this one's place"),
            verb("shutdown", "end the server: graceful lets requests finish, quick does not", "[graceful|quick]"),
            verb("threads", "what each thread of a worker does, and for which request", "ID"),
            verb("heap", "write a worker's heap into a new file, in the format of HPROF", "ID", "FILE"),
            verb("gc", "collect a worker's garbage", "ID"),
            verb(
                    "loglevel",
                    "log from debug, info, warning, error or critical on until a reload",
                    "LEVEL",
                    "[LOGGER]"));

    private static Verb verb(String words, String doc, String... arguments) {
        return new Verb(words, List.of(arguments), doc);
    }

    /** The one that the words begin with, if any; two words go before one. */
    static Optional<Verb> of(List<String> words) {
        String first = words.get(0);
        String both = words.size() > 1 ? first + " " + words.get(1) : first;
        for (Verb verb : ALL) {
            if (verb.words.equals(both)) {
                return Optional.of(verb);
            }
        }
        for (Verb verb : ALL) {
            if (verb.words.equals(first)) {
                return Optional.of(verb);
            }
        }
        return Optional.empty();
    }

    int wordCount() {
        return words.indexOf(' ') < 0 ? 1 : 2;
    }

    int leastArguments() {
        int needed = 0;
        for (String argument : arguments) {
            needed += argument.startsWith("[") ? 0 : 1;
        }
        return needed;
    }

    /** As it is typed, with its arguments. */
    String usage() {
        StringBuilder usage = new StringBuilder(words);
        for (String argument : arguments) {
            usage.append(' ').append(argument);
        }
        return usage.toString();
    }

    /** Whether it only looks, so that it can be looked at again and again. */
    boolean shows() {
        return words.startsWith("show ");
    }
}
