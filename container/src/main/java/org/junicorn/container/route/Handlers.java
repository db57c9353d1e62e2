package org.junicorn.container.route;

import io.undertow.predicate.PredicatesHandler;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.builder.PredicatedHandler;
import io.undertow.server.handlers.builder.PredicatedHandlersParser;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junicorn.container.DeploymentException;

/**
 * Rules in Undertow's predicate language, as in {@code path-prefix('/old') -> redirect('/new')}: the file that {@code
 * handlers_file} names, or {@code WEB-INF/undertow-handlers.conf} of an application (WildFly). Read by Undertow's own
 * parser, which is given only the handlers that fit in here.
 */
public final class Handlers {
    private static final String BUILDERS = "META-INF/services/io.undertow.server.handlers.builder.HandlerBuilder";
    private static final String ALLOWED = "org/junicorn/container/route/handlers";
    private static final Pattern UNKNOWN = Pattern.compile("no handler named (\\S+) known handlers are \\[(.*)]");

    /** The parser shows the text up to the line of the fault, with a mark below it. */
    private static final Pattern SYNTAX =
            Pattern.compile("UT\\d+: Error parsing predicated handler string (.*?):\\R(.*)\\R *\\^", Pattern.DOTALL);

    /** What is known and not allowed, and what to do instead. */
    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("access-log", "it would write a log of its own; use accesslog"),
            Map.entry("jdbc-access-log", "it would write a log of its own; use accesslog"),
            Map.entry("dump-request", "it writes cookies and passwords into the log"),
            Map.entry("proxy-peer-address", "it believes every client; use forwarded_allow_ips"),
            Map.entry("forwarded", "it believes every client; use forwarded_allow_ips"),
            Map.entry("ssl-headers", "it believes every client; certificates of clients come from the TLS connection"),
            Map.entry("reverse-proxy", "it has no time-outs and its failures are not logged; use proxy"),
            Map.entry("resource", "it reads any file of the machine, on a thread that must not wait"),
            Map.entry("error-file", "it reads any file of the machine, on a thread that must not wait"),
            Map.entry("blocking", "its threads are not those of this server, and no request_timeout reaches them"),
            Map.entry("eager-form-parser", "forms are parsed within the limits of this server"),
            Map.entry("uncompress", "a small body may become one of any size"),
            Map.entry("store-response", "it keeps responses of any size in memory"),
            Map.entry("stuck-thread-detector", "use request_timeout"),
            Map.entry("resolve-peer-name", "it waits for the DNS on a thread that must not wait"),
            Map.entry("resolve-local-name", "it waits for the DNS on a thread that must not wait"),
            Map.entry("trace", "it shows a script what the browser hides from it"),
            Map.entry("jvm-route", "sessions are found by all workers, or by session_affinity"),
            Map.entry("learning-push", "browsers have given up server push"),
            Map.entry("buffer-request", "request bodies are buffered by this server"),
            Map.entry("http-continue-accept", "Expect: 100-continue is answered by this server"),
            Map.entry("url-decoding", "paths are decoded already"),
            Map.entry("track-request", "it has no effect here"));

    private final List<PredicatedHandler> rules;

    private Handlers(List<PredicatedHandler> rules) {
        this.rules = rules;
    }

    /**
     * Reads rules.
     *
     * @param name of the file, for messages
     * @throws DeploymentException naming file and line if they cannot be read, or use what is not allowed
     */
    public static Handlers parse(String name, String text) throws DeploymentException {
        try {
            return new Handlers(rules(text));
        } catch (RuntimeException e) {
            String message = String.valueOf(e.getMessage());
            Matcher syntax = SYNTAX.matcher(message);
            throw new DeploymentException(
                    name + (syntax.matches() ? fault(syntax) : where(text, e) + ": " + message), e);
        }
    }

    private static List<PredicatedHandler> rules(String text) {
        return text.isBlank() ? List.of() : PredicatedHandlersParser.parse(text, new Builders());
    }

    private static String fault(Matcher syntax) {
        int line = syntax.group(2).split("\n", -1).length;
        String reason = syntax.group(1);
        Matcher unknown = UNKNOWN.matcher(reason);
        if (unknown.find()) {
            String handler = unknown.group(1);
            reason = REFUSED.containsKey(handler)
                    ? "the handler " + handler + " is not allowed: " + REFUSED.get(handler)
                    : "there is no handler named " + handler + "; there are "
                            + Stream.of(unknown.group(2).split(", ")).sorted().collect(Collectors.joining(", "));
        }
        return ", line " + line + ": " + reason;
    }

    /** Of a parameter the parser does not say where it is: the first line that has the same fault by itself. */
    private static String where(String text, RuntimeException fault) {
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            try {
                rules(lines[i]);
            } catch (RuntimeException e) {
                if (e.getClass() == fault.getClass()
                        && String.valueOf(e.getMessage()).equals(fault.getMessage())) {
                    return ", line " + (i + 1);
                }
            }
        }
        return "";
    }

    /** The rules, and after them what answers the request if none of them does. */
    public HttpHandler before(HttpHandler next) {
        PredicatesHandler handler = new PredicatesHandler(new Rewritten(next));
        rules.forEach(handler::addPredicatedHandler);
        return Rewritten.noting(handler);
    }

    /** Shows the parser those handlers that are listed beside this class. */
    private static final class Builders extends ClassLoader {
        Builders() {
            super(Handlers.class.getClassLoader());
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            return name.equals(BUILDERS)
                    ? Collections.enumeration(List.of(getParent().getResource(ALLOWED)))
                    : super.getResources(name);
        }
    }
}
