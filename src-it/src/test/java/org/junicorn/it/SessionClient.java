package org.junicorn.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junicorn.it.HttpFailure.Phase;

/**
 * Somebody with a session's cookie who makes a connection for each request, so that any worker may answer, asks one
 * thing at a time and retries nothing.
 */
final class SessionClient {
    static final String COOKIE = "JSESSIONID";

    private static final Pattern SET = Pattern.compile(COOKIE + "=([^;,]*)(.*)");

    private final Address address;
    private final String context;
    private String id;

    SessionClient(ServerProcess server) {
        this(server.address(), "", null);
    }

    /** Of the application at a context path. */
    SessionClient(ServerProcess server, String context) {
        this(server.address(), context, null);
    }

    private SessionClient(Address address, String context, String id) {
        this.address = address;
        this.context = context;
        this.id = id;
    }

    /** Somebody else with the same cookie. */
    SessionClient twin() {
        return with(id);
    }

    /** Somebody else with that cookie. */
    SessionClient with(String cookie) {
        return new SessionClient(address, context, cookie);
    }

    /** An answer of the session sample. */
    record Answer(Http.Response response) {
        /** The worker that gave it. */
        long pid() {
            return Long.parseLong(response.header("x-worker-pid"));
        }

        /** All lines {@code name=value}. */
        Map<String, String> values() {
            Map<String, String> values = new TreeMap<>();
            response.text().lines().forEach(line -> {
                int equals = line.indexOf('=');
                values.put(line.substring(0, equals), line.substring(equals + 1));
            });
            return values;
        }

        boolean has(String name) {
            return values().containsKey(name);
        }

        String value(String name) {
            String value = values().get(name);
            if (value == null) {
                throw new AssertionError("no " + name + " in: " + response);
            }
            return value;
        }

        long number(String name) {
            return Long.parseLong(value(name));
        }
    }

    Optional<String> id() {
        return Optional.ofNullable(id);
    }

    Answer get(String path) throws HttpFailure {
        return success(ask("GET", path));
    }

    Answer post(String path) throws HttpFailure {
        return success(ask("POST", path));
    }

    private static Answer success(Http.Response response) throws HttpFailure {
        if (response.status() != 200) {
            throw new HttpFailure(Phase.STATUS, response.toString());
        }
        return new Answer(response);
    }

    /** Asks and keeps the cookie that the answer sets, whatever its status. */
    Http.Response ask(String method, String path, String... headers) throws HttpFailure {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Connection: close");
        if (id != null) {
            all.add("Cookie: " + COOKIE + "=" + id);
        }
        try (Http.Connection connection = Http.Connection.open(address)) {
            Http.Response response = connection.exchange(method, context + path, all, new byte[0]);
            Matcher set = SET.matcher(response.header("set-cookie"));
            if (set.find()) {
                id = set.group(2).contains("Max-Age=0") ? null : set.group(1);
            }
            return response;
        }
    }

    /** Asks until every worker that is ready has answered, and returns the last answer of each by its pid. */
    Map<Long, Answer> getFromEach(ServerProcess server, String path) {
        Map<Long, Answer> answers = new TreeMap<>();
        Await.until("every worker answers " + path, () -> {
            Answer answer = get(path);
            answers.put(answer.pid(), answer);
            return answers.keySet().containsAll(server.readyWorkers().values());
        });
        return answers;
    }

    /** Asks until the answer comes from this worker. What is asked should change nothing. */
    Answer getFrom(long pid, String path) {
        List<Answer> found = new ArrayList<>();
        Await.until("worker " + pid + " answers " + path, () -> {
            Answer answer = get(path);
            found.add(answer);
            return answer.pid() == pid;
        });
        return found.get(found.size() - 1);
    }
}
