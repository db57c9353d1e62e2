package org.junicorn.launcher.admin;

import java.util.function.Function;

/**
 * Answers those who have addressed this machine by a number or as {@code localhost}, for an address that nobody else can
 * reach. A browser on this machine can be made to ask for a page of somebody else's: its script names a host of its own,
 * whose name was made to lead here (DNS rebinding), and could read what it gets.
 */
final class HostCheck implements Function<Request, Response> {
    private final Function<Request, Response> next;

    HostCheck(Function<Request, Response> next) {
        this.next = next;
    }

    @Override
    public Response apply(Request request) {
        String host = request.header("host").orElse("");
        return isOfThisMachine(host)
                ? next.apply(request)
                : Response.text(
                        421,
                        "the header Host names \"" + host + "\", and only localhost and addresses in numbers are"
                                + " answered here; a proxy in front has to send Host: localhost");
    }

    /** None at all comes from probes and old programs, never from a browser. */
    private static boolean isOfThisMachine(String host) {
        String name = host.replaceFirst(":[0-9]*$", "");
        return name.isEmpty()
                || name.equalsIgnoreCase("localhost")
                || name.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")
                || name.matches("\\[[0-9a-fA-F:.]+]");
    }
}
