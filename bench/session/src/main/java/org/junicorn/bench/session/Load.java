package org.junicorn.bench.session;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junicorn.bench.Histogram;
import org.junicorn.bench.Server;

/**
 * The clients of one server: 50 connections that each ask the next time as soon as they are answered, on the calling
 * thread. Every answer is checked.
 */
final class Load {
    static final int CONNECTIONS = 50;
    static final int ROAMING = 100;
    private static final long SILENCE_MS = 10_000;

    private final Server server;
    private final InetSocketAddress address;
    private final List<Client> clients = new ArrayList<>();
    private final List<Client> roaming = new ArrayList<>();
    private final Histogram latencies = new Histogram();

    Load(Server server) throws IOException {
        this.server = server;
        this.address = server.address();
    }

    /** Makes the sessions that are used from then on. */
    void begin() throws IOException {
        Deque<String> ids = new ArrayDeque<>();
        each(CONNECTIONS + ROAMING, i -> Client.request(Cell.NEW.path(), ""), ids);
        while (clients.size() < CONNECTIONS) {
            clients.add(new Client(ids.remove()));
        }
        ids.forEach(id -> roaming.add(new Client(id)));
    }

    /** Asks for that long, after a while that is not counted. New sessions are ended afterwards. */
    Sample run(Cell cell, Duration before, Duration counted) throws IOException {
        List<String> made = new ArrayList<>();
        Sample sample = measure(cell, before, counted, made);
        each(made.size(), i -> Client.request("/end", made.get(i)), new ArrayDeque<>());
        return sample;
    }

    private Sample measure(Cell cell, Duration before, Duration counted, List<String> made) throws IOException {
        latencies.clear();
        Deque<Client> waiting = new ArrayDeque<>(cell == Cell.ROAM ? roaming : clients);
        byte[] fresh = Client.request(cell.path(), "");
        int requests = 0;
        int wrong = 0;
        try (Selector selector = Selector.open()) {
            List<Connection> connections = connect(CONNECTIONS, selector);
            for (Connection connection : connections) {
                Client client = waiting.remove();
                connection.send(cell == Cell.NEW ? fresh : client.request(cell), client);
            }
            long begin = System.nanoTime() + before.toNanos();
            long end = begin + counted.toNanos();
            long cpu = -1;
            long now = System.nanoTime();
            while (now < end || requests == 0) {
                if (cpu < 0 && now >= begin) {
                    cpu = server.cpuMillis();
                    begin = System.nanoTime();
                    end = begin + counted.toNanos();
                }
                for (Connection connection : answered(selector)) {
                    now = System.nanoTime();
                    Client client = connection.client();
                    int number = connection.number();
                    boolean right = cell == Cell.NEW ? number == 0 : client.expects(cell, number);
                    if (cell == Cell.NEW) {
                        made.add(connection.newSession());
                    }
                    if (cpu >= 0) {
                        requests++;
                        wrong += right ? 0 : 1;
                        latencies.add((now - connection.sent()) / 1000);
                    }
                    waiting.add(client);
                    Client next = waiting.remove();
                    connection.send(cell == Cell.NEW ? fresh : next.request(cell), next);
                }
            }
            Sample sample = new Sample(
                    requests,
                    now - begin,
                    server.cpuMillis() - cpu,
                    latencies.percentile(50),
                    latencies.percentile(99),
                    wrong);
            rest(connections, selector, cell, made);
            return sample;
        }
    }

    /** Takes the answers that are under way, so that no session is left in an unknown state. */
    private static void rest(List<Connection> connections, Selector selector, Cell cell, List<String> made)
            throws IOException {
        int open = connections.size();
        while (open > 0) {
            for (Connection connection : answered(selector)) {
                if (cell == Cell.NEW) {
                    made.add(connection.newSession());
                } else {
                    connection.client().expects(cell, connection.number());
                }
                connection.close();
                open--;
            }
        }
    }

    private interface Requests {
        byte[] of(int index);
    }

    /** Sends each request once, over all connections, and collects the sessions that began. */
    private void each(int count, Requests requests, Deque<String> sessions) throws IOException {
        try (Selector selector = Selector.open()) {
            List<Connection> connections = connect(Math.min(CONNECTIONS, count), selector);
            int sent = 0;
            for (Connection connection : connections) {
                connection.send(requests.of(sent++), null);
            }
            for (int left = count; left > 0; ) {
                for (Connection connection : answered(selector)) {
                    left--;
                    if (connection.number() != 0) {
                        throw new IOException(server.name() + " does not begin or end a session");
                    }
                    sessions.add(connection.newSession());
                    if (sent < count) {
                        connection.send(requests.of(sent++), null);
                    } else {
                        connection.close();
                    }
                }
            }
        }
    }

    private List<Connection> connect(int count, Selector selector) throws IOException {
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            connections.add(Connection.open(address, selector));
        }
        return connections;
    }

    private static List<Connection> answered(Selector selector) throws IOException {
        if (selector.select(SILENCE_MS) == 0) {
            throw new IOException("no answer for " + SILENCE_MS + " ms");
        }
        List<Connection> answered = new ArrayList<>();
        for (SelectionKey key : selector.selectedKeys()) {
            Connection connection = (Connection) key.attachment();
            if (connection.receive()) {
                answered.add(connection);
            }
        }
        selector.selectedKeys().clear();
        return answered;
    }
}
