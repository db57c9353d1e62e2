package org.junicorn.container.deploy;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.war.WebAppClassLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifecycleTest {
    /** What the application's components append to a file, since their classes are not the test's. */
    private static final String LOG = "class Log { static synchronized void add(String line) { try {"
            + " java.nio.file.Path file = java.nio.file.Path.of(System.getProperty(\"%s\"));"
            + " String loader = Thread.currentThread().getContextClassLoader() == Log.class.getClassLoader() ? \"\" :"
            + " \" in the wrong context loader\";"
            + " java.nio.file.Files.writeString(file, line + loader + \"\\n\","
            + " java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);"
            + " } catch (IOException e) { throw new UncheckedIOException(e); } } }";

    @TempDir
    Path folder;

    private Path log;

    private TestApp app() {
        log = folder.resolve("log");
        String key = "junicorn.test.log." + folder.getFileName();
        System.setProperty(key, log.toString());
        return new TestApp(folder).source("Log", LOG.formatted(key));
    }

    private List<String> lines() throws Exception {
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    private static String listener(String name) {
        return "public class " + name + " implements ServletContextListener {"
                + "@PostConstruct private void made() { Log.add(\"" + name + " made\"); }"
                + "@PreDestroy private void gone() { Log.add(\"" + name + " gone\"); }"
                + "public void contextInitialized(ServletContextEvent e) { Log.add(\"" + name + " initialized\"); }"
                + "public void contextDestroyed(ServletContextEvent e) { Log.add(\"" + name + " destroyed\"); } }";
    }

    private static String filter(String name) {
        return "public class " + name + " implements Filter {"
                + "public void init(FilterConfig c) { Log.add(c.getFilterName() + \" init \" + c.getInitParameter(\"who\")); }"
                + "public void doFilter(ServletRequest q, ServletResponse p, FilterChain c) throws IOException,"
                + " ServletException { Log.add(\"" + name + " in\"); c.doFilter(q, p); Log.add(\"" + name + " out\"); }"
                + "public void destroy() { Log.add(\"" + name + " destroy\"); } }";
    }

    private static String servlet(String name) {
        return "public class " + name + " extends Base {"
                + "@PostConstruct void made() { Log.add(\"" + name + " made\"); }"
                + "@PreDestroy void gone() { Log.add(\"" + name + " gone\"); }"
                + "public void init() { Log.add(\"" + name + " init\"); }"
                + "public void destroy() { Log.add(\"" + name + " destroy\"); }"
                + "protected void doGet(HttpServletRequest q, HttpServletResponse p) throws IOException {"
                + " Log.add(\"" + name + " service\"); p.getWriter().print(\"" + name + "\"); } }";
    }

    private static final String BASE = "public abstract class Base extends HttpServlet {"
            + "@PostConstruct private void baseMade() { Log.add(\"base made\"); } }";

    @Test
    void beginsAndEndsInTheOrderOfTomcat() throws Exception {
        TestApp app = app().source(
                        "Init",
                        "public class Init implements ServletContainerInitializer { public void onStartup(Set<Class<?>> t,"
                                + " ServletContext c) { Log.add(\"initializer \" + t + \" \" + c.getContextPath()); } }")
                .source("Handled", "public class Handled { static { Log.add(\"initialised\"); } }")
                .source("Base", BASE)
                .source("L1", listener("L1"))
                .source("L2", listener("L2"))
                .source("F2", filter("F2"))
                .source("F1", filter("F1"))
                .source("Second", servlet("Second"))
                .source("First", servlet("First"))
                .source("Same", servlet("Same"))
                .source("Lazy", servlet("Lazy"))
                .initializer("Init", "app.Handled", "app.Missing")
                .listener("L1")
                .listener("L2")
                .filter("F2", List.of("/*"), List.of())
                .filter("F1", List.of(), List.of("First"))
                .map(TestApp.servletModel("Second", "/second"), s -> TestApp.eager(s, 2))
                .map(TestApp.servletModel("Same", "/same"), s -> TestApp.eager(s, 2))
                .map(TestApp.servletModel("First", "/first"), s -> TestApp.eager(s, 1))
                .map(TestApp.servletModel("Lazy", "/lazy"), s -> s);
        try (Running running = app.start("")) {
            assertThat(lines())
                    .containsExactly(
                            "initializer [class app.Handled] ",
                            "L1 made",
                            "L2 made",
                            "L1 initialized",
                            "L2 initialized",
                            "F2 init F2",
                            "F1 init F1",
                            "base made",
                            "First made",
                            "First init",
                            "base made",
                            "Second made",
                            "Second init",
                            "base made",
                            "Same made",
                            "Same init");
            Files.delete(log);
            assertThat(running.get("/first").body()).isEqualTo("First");
            assertThat(lines()).containsExactly("F2 in", "F1 in", "First service", "F1 out", "F2 out");
            Files.delete(log);
        }
        List<String> end = lines();
        assertThat(end.subList(0, end.size() - 4))
                .containsExactlyInAnyOrder(
                        "First destroy",
                        "First gone",
                        "Second destroy",
                        "Second gone",
                        "Same destroy",
                        "Same gone",
                        "F1 destroy",
                        "F2 destroy");
        assertThat(end.subList(end.size() - 4, end.size()))
                .containsExactly("L2 destroyed", "L1 destroyed", "L1 gone", "L2 gone");
    }

    @Test
    void leavesTheAnnotationsOfAnApplicationWithACompleteDescriptorAlone() throws Exception {
        try (Running running = app().source("L1", listener("L1"))
                .listener("L1")
                .metadataComplete()
                .start("")) {
            assertThat(running.get("/").statusCode()).isEqualTo(404);
        }
        assertThat(lines()).containsExactly("L1 initialized", "L1 destroyed");
    }

    @Test
    void givesAnInitializerNullWhenNothingMatches() throws Exception {
        app().source(
                        "Init",
                        "public class Init implements ServletContainerInitializer { public void onStartup(Set<Class<?>> t,"
                                + " ServletContext c) { Log.add(\"given \" + t); } }")
                .initializer("Init", "app.Missing")
                .start("")
                .close();
        assertThat(lines()).containsExactly("given null");
    }

    @Test
    void failsWithTheListenerThatFailedAndEndsWhatHadBegun() throws Exception {
        TestApp app = app().source("L1", listener("L1"))
                .source(
                        "Bad",
                        "public class Bad implements ServletContextListener { public void contextInitialized("
                                + "ServletContextEvent e) { throw new IllegalStateException(\"outer\","
                                + " new IOException(\"no database\")); } }")
                .listener("L1")
                .listener("Bad");
        assertThatThrownBy(() -> app.start("/x"))
                .isInstanceOf(DeploymentException.class)
                .hasMessage("cannot deploy test app at /x: the listener app.Bad failed in contextInitialized:"
                        + " java.io.IOException: no database")
                .hasRootCauseMessage("no database");
        assertThat(lines()).containsExactly("L1 made", "L1 initialized", "L1 destroyed", "L1 gone");
    }

    @Test
    void failsWithTheInitializerThatFailed() {
        TestApp app = app().source(
                        "Init",
                        "public class Init implements ServletContainerInitializer { public void onStartup(Set<Class<?>> t,"
                                + " ServletContext c) throws ServletException { throw new ServletException(\"no\"); } }")
                .initializer("Init");
        assertThatThrownBy(() -> app.start(""))
                .isInstanceOf(DeploymentException.class)
                .hasMessage("cannot deploy test app at /: the initializer app.Init failed:"
                        + " jakarta.servlet.ServletException: no");
    }

    @Test
    void failsWithTheFilterThatFailedAndDestroysTheContext() throws Exception {
        TestApp app = app().source("L1", listener("L1"))
                .source(
                        "Bad",
                        "public class Bad implements Filter { public void init(FilterConfig c) { throw new"
                                + " IllegalArgumentException(\"no such policy\"); } public void doFilter(ServletRequest q,"
                                + " ServletResponse p, FilterChain c) {} }")
                .listener("L1")
                .filter("Bad", List.of("/*"), List.of());
        assertThatThrownBy(() -> app.start(""))
                .isInstanceOf(DeploymentException.class)
                .hasMessage("cannot deploy test app at /: the filter \"Bad\" (app.Bad) failed in init:"
                        + " java.lang.IllegalArgumentException: no such policy");
        assertThat(lines()).containsExactly("L1 made", "L1 initialized", "L1 destroyed", "L1 gone");
    }

    @Test
    void failsWithTheNameOfAClassThatIsNotThere() {
        assertThatThrownBy(() -> app().listener("Missing").start(""))
                .isInstanceOf(DeploymentException.class)
                .hasMessage("cannot deploy test app at /: the listener app.Missing is not in the application:"
                        + " no such class in WEB-INF/classes or WEB-INF/lib");
        assertThatThrownBy(() -> app().filter("Gone", List.of("/*"), List.of()).start(""))
                .isInstanceOf(DeploymentException.class)
                .hasMessage("cannot deploy test app at /: filter \"Gone\": app.Gone is not in the application:"
                        + " no such class in WEB-INF/classes or WEB-INF/lib");
    }

    @Test
    void failsWithTheConstructorThatFailed() {
        TestApp app = app().source(
                        "Bad",
                        "public class Bad implements ServletContextListener { public Bad() { throw new"
                                + " UnsupportedOperationException(\"not today\"); } }")
                .listener("Bad");
        assertThatThrownBy(() -> app.start(""))
                .isInstanceOf(DeploymentException.class)
                .hasMessage("cannot deploy test app at /: the constructor of app.Bad failed:"
                        + " java.lang.UnsupportedOperationException: not today");
    }

    @Test
    void goesOnWithoutAServletThatFailsOnStartUp() throws Exception {
        TestApp app = app().source(
                        "Failing",
                        "public class Failing extends HttpServlet { static int tries; public void init() throws"
                                + " ServletException { Log.add(\"try \" + ++tries); throw new IllegalStateException("
                                + "\"not ready\"); } }")
                .source(
                        "Never",
                        "public class Never extends HttpServlet { public void init() throws ServletException {"
                                + " Log.add(\"never\"); throw new UnavailableException(\"not licensed\"); } }")
                .source(
                        "Later",
                        "public class Later extends HttpServlet { public void init() throws ServletException {"
                                + " throw new UnavailableException(\"warming up\", 60); } }")
                .source(
                        "Soon",
                        "public class Soon extends HttpServlet { static int tries; public void init() throws"
                                + " ServletException { Log.add(\"soon\"); if (++tries < 3) throw new"
                                + " UnavailableException(\"warming up\", 1); }"
                                + " public void destroy() { Log.add(\"soon destroyed\"); }"
                                + " protected void doGet(HttpServletRequest q, HttpServletResponse p) throws IOException {"
                                + " p.getWriter().print(getServletName()); } }")
                .source("Broken", "public class Broken extends HttpServlet { static { if (true) throw new Error(); } }")
                .servlet("Good", "/good", "response.getWriter().print(\"good\");")
                .map(TestApp.servletModel("Failing", "/failing"), s -> TestApp.eager(s, 1))
                .map(TestApp.servletModel("Never", "/never"), s -> TestApp.eager(s, 1))
                .map(TestApp.servletModel("Later", "/later"), s -> s)
                .map(TestApp.servletModel("Soon", "/soon"), s -> s)
                .map(TestApp.servletModel("Broken", "/broken"), s -> TestApp.eager(s, 1))
                .map(TestApp.servletModel("Missing", "/missing"), s -> s);
        try (Running running = app.start("")) {
            assertThat(running.get("/good").body()).isEqualTo("good");
            assertThat(running.get("/failing").statusCode()).isEqualTo(500);
            assertThat(lines()).containsExactly("try 1", "never", "try 2");
            assertThat(running.get("/never").statusCode()).isEqualTo(404);
            assertThat(running.get("/never").statusCode()).isEqualTo(404);
            assertThat(running.get("/broken").statusCode()).isEqualTo(404);
            assertThat(running.get("/missing").statusCode()).isEqualTo(404);
            HttpResponse<String> missing = running.get("/missing");
            assertThat(missing.statusCode()).isEqualTo(404);
            assertThat(missing.body()).contains("HTTP Status 404 – Not Found");
            HttpResponse<String> later = running.get("/later");
            assertThat(later.statusCode()).isEqualTo(503);
            assertThat(later.body()).contains("HTTP Status 503");
            assertThat(Integer.parseInt(
                            later.headers().firstValue("Retry-After").orElseThrow()))
                    .isBetween(1, 60);
            Files.delete(log);
            assertThat(running.get("/soon").statusCode()).isEqualTo(503);
            await().atMost(60, SECONDS)
                    .untilAsserted(() -> assertThat(running.get("/soon").body()).isEqualTo("Soon"));
            assertThat(lines()).containsExactly("soon", "soon", "soon");
        }
        assertThat(lines()).containsExactly("soon", "soon", "soon", "soon destroyed");
    }

    @Test
    void takesBackTheJdbcDriversThatTheApplicationRegistered() throws Exception {
        TestApp app = app().source(
                        "Driver",
                        "public class Driver implements java.sql.Driver { static { try {"
                                + " java.sql.DriverManager.registerDriver(new Driver()); } catch (java.sql.SQLException e)"
                                + " { throw new Error(e); } }"
                                + "public java.sql.Connection connect(String u, Properties p) { return null; }"
                                + "public boolean acceptsURL(String u) { return false; }"
                                + "public java.sql.DriverPropertyInfo[] getPropertyInfo(String u, Properties p) { return null; }"
                                + "public int getMajorVersion() { return 1; } public int getMinorVersion() { return 0; }"
                                + "public boolean jdbcCompliant() { return false; }"
                                + "public java.util.logging.Logger getParentLogger() { return null; } }");
        List<Path> classPath = app.model().classPath().stream().map(Path::of).toList();
        try (WebAppClassLoader loader = new WebAppClassLoader(classPath, LifecycleTest.class.getClassLoader())) {
            Class.forName("app.Driver", true, loader);
            assertThat(JdbcDrivers.deregister(loader)).containsExactly("app.Driver");
            assertThat(JdbcDrivers.deregister(loader)).isEmpty();
        }
    }

    @Test
    void endsOnlyOnce() throws Exception {
        Running running = app().source("L1", listener("L1")).listener("L1").start("");
        running.close();
        running.app().close();
        assertThat(lines()).containsExactly("L1 made", "L1 initialized", "L1 destroyed", "L1 gone");
    }
}
