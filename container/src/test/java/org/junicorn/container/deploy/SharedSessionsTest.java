package org.junicorn.container.deploy;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junicorn.container.session.HeapStore;
import org.junicorn.container.session.SessionSettings.Failure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same application twice, as two workers have it, over one store. */
class SharedSessionsTest {
    private static final String LOG = "class Log { static synchronized void add(String line) { try {"
            + " java.nio.file.Files.writeString(java.nio.file.Path.of(System.getProperty(\"%s\")), line + \"\\n\","
            + " java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);"
            + " } catch (IOException e) { throw new UncheckedIOException(e); } } }";

    private static final String LISTENER =
            "public class Listener implements HttpSessionListener, HttpSessionIdListener, HttpSessionAttributeListener {"
                    + "public void sessionCreated(HttpSessionEvent e) { Log.add(\"created\"); }"
                    + "public void sessionDestroyed(HttpSessionEvent e) {"
                    + " Log.add(\"destroyed \" + e.getSession().getAttribute(\"text\")); }"
                    + "public void sessionIdChanged(HttpSessionEvent e, String old) { Log.add(\"id\"); }"
                    + "public void attributeAdded(HttpSessionBindingEvent e) { Log.add(\"added \" + e.getName()); }"
                    + "public void attributeReplaced(HttpSessionBindingEvent e) { Log.add(\"replaced \" + e.getName()); }"
                    + "public void attributeRemoved(HttpSessionBindingEvent e) { Log.add(\"removed \" + e.getName()); } }";

    private static final String BOUND =
            "public class Bound implements Serializable, HttpSessionBindingListener, HttpSessionActivationListener {"
                    + "public void valueBound(HttpSessionBindingEvent e) { Log.add(\"bound\"); }"
                    + "public void valueUnbound(HttpSessionBindingEvent e) { Log.add(\"unbound\"); }"
                    + "public void sessionWillPassivate(HttpSessionEvent e) { Log.add(\"passivate\"); }"
                    + "public void sessionDidActivate(HttpSessionEvent e) { Log.add(\"activate\"); } }";

    /** Commands in the query, answered by what they return. */
    private static final String SERVLET = "public class S extends HttpServlet {"
            + "static List<Object> seen = new ArrayList<>();"
            + "protected void doGet(HttpServletRequest q, HttpServletResponse p) throws IOException {"
            + " PrintWriter w = p.getWriter(); HttpSession s = null;"
            + " for (String c : q.getParameterValues(\"c\")) { String[] a = c.split(\":\"); switch (a[0]) {"
            + "  case \"none\" -> w.print(q.getSession(false) == null);"
            + "  case \"get\" -> w.print(q.getSession().getAttribute(a[1]));"
            + "  case \"set\" -> q.getSession().setAttribute(a[1], a[2]);"
            + "  case \"remove\" -> q.getSession().removeAttribute(a[1]);"
            + "  case \"count\" -> { Integer n = (Integer) q.getSession().getAttribute(\"n\"); n = n == null ? 1 : n + 1;"
            + "    q.getSession().setAttribute(\"n\", n); w.print(n); }"
            + "  case \"cart\" -> q.getSession().setAttribute(\"cart\", new ArrayList<String>());"
            + "  case \"buy\" -> { List<String> l = (List<String>) q.getSession().getAttribute(\"cart\"); l.add(a[1]);"
            + "    w.print(l); }"
            + "  case \"show\" -> { List<String> l = (List<String>) q.getSession().getAttribute(\"cart\"); w.print(l); }"
            + "  case \"note\" -> { seen.clear(); seen.add(q.getSession().getAttribute(\"cart\")); }"
            + "  case \"same\" -> w.print(seen.get(0) == q.getSession().getAttribute(\"cart\"));"
            + "  case \"flush\" -> p.flushBuffer();"
            + "  case \"thread\" -> q.getSession().setAttribute(\"t\", new Thread());"
            + "  case \"isthread\" -> w.print(q.getSession().getAttribute(\"t\") != null);"
            + "  case \"bound\" -> q.getSession().setAttribute(\"b\", new Bound());"
            + "  case \"touchbound\" -> w.print(q.getSession().getAttribute(\"b\") != null);"
            + "  case \"new\" -> w.print(q.getSession().isNew());"
            + "  case \"id\" -> w.print(q.getSession().getId());"
            + "  case \"change\" -> w.print(q.changeSessionId());"
            + "  case \"end\" -> q.getSession().invalidate();"
            + "  case \"twice\" -> { HttpSession x = q.getSession(); x.invalidate(); try { x.invalidate(); w.print(\"no\"); }"
            + "    catch (IllegalStateException e) { w.print(\"ise\"); } w.print(q.getSession(false)); }"
            + "  case \"timeout\" -> q.getSession().setMaxInactiveInterval(Integer.parseInt(a[1]));"
            + "  case \"gettimeout\" -> w.print(q.getSession().getMaxInactiveInterval());"
            + "  case \"last\" -> w.print(q.getSession().getLastAccessedTime() - q.getSession().getCreationTime());"
            + "  case \"names\" -> w.print(new TreeSet<>(Collections.list(q.getSession().getAttributeNames())));"
            + "  case \"hello\" -> w.print(\"hello\");"
            + "  case \"async\" -> { AsyncContext x = q.startAsync(); String v = a[1]; x.start(() -> {"
            + "     q.getSession().setAttribute(\"async\", v); x.complete(); }); }"
            + "  default -> throw new IllegalArgumentException(c); } } } }";

    @TempDir
    Path folder;

    private final HeapStore store = new HeapStore();
    private final List<Running> running = new ArrayList<>();
    private Failure failure = Failure.ERROR;
    private String filter = "";

    @AfterEach
    void stop() {
        running.forEach(Running::close);
    }

    private Running worker(int slot) throws Exception {
        return worker(slot, app("w" + slot));
    }

    private Running worker(int slot, TestApp app) throws Exception {
        Running made = app.sessions(store.settings(slot, failure, filter)).start();
        running.add(made);
        return made;
    }

    private TestApp app(String name) {
        String key = "junicorn.test.log." + folder.getFileName();
        System.setProperty(key, folder.resolve("log").toString());
        return new TestApp(folder.resolve(name))
                .source("Log", LOG.formatted(key))
                .source("Listener", LISTENER)
                .source("Bound", BOUND)
                .listener("Listener")
                .source("S", SERVLET)
                .map(TestApp.servletModel("S", "/s"), model -> model);
    }

    private List<String> log() throws Exception {
        Path file = folder.resolve("log");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    /** One browser. */
    private static final class Client {
        private String cookie = "";

        HttpResponse<String> send(Running worker, String... commands) throws Exception {
            HttpResponse<String> response = worker.send(
                    "/s?c=" + String.join("&c=", commands),
                    request -> cookie.isEmpty() ? request : request.header("Cookie", cookie));
            response.headers().firstValue("Set-Cookie").ifPresent(set -> cookie = set.substring(0, set.indexOf(';')));
            return response;
        }

        String ask(Running worker, String... commands) throws Exception {
            HttpResponse<String> response = send(worker, commands);
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            return response.body();
        }
    }

    @Test
    void anyWorkerServesAnySession() throws Exception {
        Running one = worker(1);
        Running two = worker(2);
        Client client = new Client();
        for (int i = 1; i <= 20; i++) {
            assertThat(client.ask(i % 2 == 0 ? one : two, "count")).isEqualTo(Integer.toString(i));
        }
        assertThat(client.ask(one, "new")).isEqualTo("false");
        assertThat(new Client().ask(one, "new")).isEqualTo("true");
    }

    @Test
    void anObjectThatARequestHasReadAndChangedIsWrittenWithoutSetAttribute() throws Exception {
        Running one = worker(1);
        Running two = worker(2);
        Client client = new Client();
        client.ask(one, "cart");
        assertThat(client.ask(two, "buy:tea")).isEqualTo("[tea]");
        assertThat(client.ask(one, "buy:milk")).isEqualTo("[tea, milk]");
        assertThat(client.ask(one, "buy:salt")).isEqualTo("[tea, milk, salt]");
        assertThat(client.ask(two, "show")).isEqualTo("[tea, milk, salt]");
        int updates = store.updates();
        client.ask(two, "show");
        client.ask(one, "show");
        assertThat(store.updates()).isEqualTo(updates);
    }

    @Test
    void theLiveObjectsOfAWorkerStayTheSameUntilAnotherWorkerChangesThem() throws Exception {
        Running one = worker(1);
        Running two = worker(2);
        Client client = new Client();
        client.ask(one, "cart", "note");
        client.ask(two, "count");
        client.ask(one, "buy:tea");
        assertThat(client.ask(one, "same")).isEqualTo("true");
        client.ask(two, "buy:milk");
        assertThat(client.ask(one, "same")).isEqualTo("false");
    }

    @Test
    void whatIsChangedAfterTheResponseHasBegunIsWrittenToo() throws Exception {
        Running one = worker(1);
        Running two = worker(2);
        Client client = new Client();
        client.ask(one, "set:text:a", "cart", "flush", "set:text:b", "buy:tea");
        await().atMost(60, SECONDS).untilAsserted(() -> assertThat(client.ask(two, "get:text", "show"))
                .isEqualTo("b[tea]"));
        client.ask(one, "async:x");
        assertThat(client.ask(two, "get:async")).isEqualTo("x");
    }

    @Test
    void anEndedSessionIsGoneEverywhereAndItsListenersAreToldOnce() throws Exception {
        Running one = worker(1);
        Running two = worker(2);
        Client client = new Client();
        client.ask(one, "set:text:a", "bound");
        client.ask(two, "get:text");
        String cookie = client.cookie;
        client.ask(two, "end");
        client.cookie = cookie;
        assertThat(client.ask(one, "none")).isEqualTo("true");
        assertThat(client.ask(one, "new", "get:text")).isEqualTo("truenull");
        assertThat(log())
                .containsExactly(
                        "created",
                        "added text",
                        "bound",
                        "added b",
                        "passivate",
                        "activate",
                        "destroyed a",
                        "activate",
                        "unbound",
                        "removed b",
                        "removed text",
                        "created");
        assertThat(client.ask(one, "twice")).isEqualTo("isenull");
    }

    @Test
    void aChangedIdIsTheOnlyOneThatCounts() throws Exception {
        Running one = worker(1);
        Running two = worker(2);
        Client client = new Client();
        client.ask(one, "set:text:a", "cart");
        String before = client.cookie;
        String id = client.ask(two, "change");
        assertThat(id).matches("[0-9A-F]{32}");
        assertThat(client.cookie).isEqualTo("JSESSIONID=" + id).isNotEqualTo(before);
        assertThat(client.ask(one, "get:text", "buy:tea")).isEqualTo("a[tea]");
        client.cookie = before;
        assertThat(client.ask(one, "none")).isEqualTo("true");
        assertThat(client.ask(two, "none")).isEqualTo("true");
        assertThat(log()).containsOnlyOnce("id");
    }

    @Test
    void anExpiredSessionIsToldOnceByOneWorker() throws Exception {
        Running one = worker(1);
        Running two = worker(2);
        Client client = new Client();
        client.ask(one, "set:text:a", "timeout:1");
        assertThat(client.ask(two, "gettimeout", "get:text")).isEqualTo("1a");
        await().atMost(60, SECONDS).untilAsserted(() -> assertThat(log()).contains("destroyed a"));
        assertThat(client.ask(one, "none")).isEqualTo("true");
        assertThat(client.ask(two, "none")).isEqualTo("true");
        assertThat(log()).containsOnlyOnce("destroyed a", "removed text");
        assertThat(store.count()).isZero();
    }

    @Test
    void anAttributeThatCannotBeStoredStaysInItsWorkerAndTheSessionLives() throws Exception {
        Running one = worker(1);
        Running two = worker(2);
        Client client = new Client();
        client.ask(one, "thread", "set:text:a");
        assertThat(client.ask(two, "isthread", "get:text")).isEqualTo("falsea");
        client.ask(two, "set:text:b");
        assertThat(client.ask(one, "isthread", "get:text")).isEqualTo("trueb");
        client.ask(two, "set:t:now");
        assertThat(client.ask(one, "get:t")).isEqualTo("now");
    }

    @Test
    void aDistributableApplicationCannotSetWhatCannotBeStored() throws Exception {
        Running one = worker(1, app("d").distributable());
        assertThat(new Client().send(one, "thread").statusCode()).isEqualTo(500);
        assertThat(new Client().ask(one, "bound")).isEmpty();
    }

    @Test
    void anAttributeOfAClassThatIsGoneIsLeftOutAndTheSessionLives() throws Exception {
        Running one = worker(1);
        Client client = new Client();
        client.ask(one, "bound", "set:text:a");
        Running later = worker(
                2,
                app("later")
                        .source(
                                "Bound",
                                BOUND.replace(
                                        "HttpSessionActivationListener {",
                                        "HttpSessionActivationListener {"
                                                + " private static final long serialVersionUID = 99;")));
        assertThat(client.ask(later, "touchbound", "get:text")).isEqualTo("falsea");
        assertThat(client.ask(one, "touchbound", "get:text")).isEqualTo("truea");
        assertThat(client.ask(later, "bound", "touchbound")).isEqualTo("true");
    }

    @Test
    void theUsersFilterForbidsClasses() throws Exception {
        Running one = worker(1);
        Client client = new Client();
        client.ask(one, "bound", "cart", "set:text:a");
        filter = "!app.Bound";
        Running two = worker(2);
        assertThat(client.ask(two, "touchbound", "show", "get:text")).isEqualTo("false[]a");
    }

    @Test
    void withoutItsStoreARequestThatNeedsASessionIsRefusedAndOthersAreNot() throws Exception {
        Running one = worker(1);
        Client client = new Client();
        client.ask(one, "count");
        store.away(true);
        HttpResponse<String> refused = client.send(one, "count");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).contains("5");
        assertThat(new Client().send(one, "count").statusCode()).isEqualTo(503);
        assertThat(client.ask(one, "hello")).isEqualTo("hello");
        store.away(false);
        assertThat(client.ask(one, "count")).isEqualTo("2");
    }

    @Test
    void withoutItsStoreARequestGoesOnWithTheLocalCopyIfSoWanted() throws Exception {
        failure = Failure.LOCAL;
        Running one = worker(1);
        Running two = worker(2);
        Client client = new Client();
        client.ask(one, "count", "cart");
        store.away(true);
        assertThat(client.ask(one, "count")).isEqualTo("2");
        assertThat(client.ask(one, "buy:tea")).isEqualTo("[tea]");
        Client late = new Client();
        assertThat(late.ask(one, "count")).isEqualTo("1");
        assertThat(late.ask(one, "count")).isEqualTo("2");
        store.away(false);
        assertThat(client.ask(one, "count")).isEqualTo("3");
        assertThat(client.ask(two, "count", "show")).isEqualTo("4[tea]");
        assertThat(late.ask(one, "count")).isEqualTo("3");
        assertThat(late.ask(two, "count")).isEqualTo("4");
    }

    @Test
    void aRequestThatDoesNotAskForItsSessionDoesNotTouchTheStore() throws Exception {
        Running one = worker(1);
        Client client = new Client();
        client.ask(one, "count");
        int updates = store.updates();
        store.away(true);
        for (int i = 0; i < 3; i++) {
            assertThat(client.ask(one, "hello")).isEqualTo("hello");
        }
        assertThat(store.updates()).isEqualTo(updates);
    }

    @Test
    void idsThatNobodyHasMadeAreNoSessions() throws Exception {
        Running one = worker(1);
        for (String id : List.of("x", "..%2f..", "a".repeat(5000), "%00", "1 2")) {
            Client client = new Client();
            client.cookie = "JSESSIONID=" + id;
            assertThat(client.ask(one, "none")).as(id).isEqualTo("true");
            assertThat(client.ask(one, "id")).as(id).matches("[0-9A-F]{32}").isNotEqualTo(id);
        }
    }
}
