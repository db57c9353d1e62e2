package org.junicorn.it;

import java.util.List;
import java.util.Map;
import me.normanmaurer.maven.autobahntestsuite.AutobahnTestSuite;

/** Main of a process of its own, since Jython leaves threads and wants packages of the JDK opened. */
final class AutobahnClient {
    /** All that is about the protocol: framing, fragments, UTF-8, closing. Left out are the long runs of big messages. */
    private static final List<String> CASES = List.of("1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "10.*");

    private AutobahnClient() {}

    /** Prints a line for each case. The first argument is the server's address, the others are cases; without them, all. */
    public static void main(String[] args) {
        List<String> cases = args.length == 1 ? CASES : List.of(args).subList(1, args.length);
        AutobahnTestSuite.runFuzzingClient("junicorn", args[0], Map.of(), cases, List.of())
                .forEach(result -> System.out.println("case " + result));
        System.exit(0);
    }
}
