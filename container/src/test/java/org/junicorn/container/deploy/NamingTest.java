package org.junicorn.container.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junicorn.container.DeploymentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamingTest {
    private static final String SHOW = "String name = request.getParameter(\"name\"); try { Object o = new"
            + " javax.naming.InitialContext().lookup(name); response.getWriter().print(o.getClass().getName() + \" \" +"
            + " o); } catch (javax.naming.NamingException e) { response.getWriter().print(e.getClass().getSimpleName() +"
            + " \": \" + e.getMessage()); }";

    @TempDir
    Path folder;

    private TestApp app() {
        return new TestApp(folder).servlet("Show", "/show", SHOW);
    }

    private Running start(TestApp app) throws DeploymentException {
        return Running.start(app.model(), app.settings(""));
    }

    private static String show(Running app, String name) throws Exception {
        return app.get("/show?name=" + name).body();
    }

    private static String entry(String name, String type, String value) {
        return "<env-entry><env-entry-name>" + name + "</env-entry-name><env-entry-type>" + type
                + "</env-entry-type><env-entry-value>" + value + "</env-entry-value></env-entry>";
    }

    private static Path jarOf(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    @Test
    void valuesOfEveryTypeAreFoundByName() throws Exception {
        TestApp app = app().source("Colour", "public enum Colour { RED, GREEN }")
                .naming(entry("s", "java.lang.String", "text")
                        + entry("b", "java.lang.Boolean", "true")
                        + entry("i", "java.lang.Integer", "42")
                        + entry("l", "java.lang.Long", "43")
                        + entry("sh", "java.lang.Short", "44")
                        + entry("by", "java.lang.Byte", "45")
                        + entry("d", "java.lang.Double", "1.5")
                        + entry("f", "java.lang.Float", "2.5")
                        + entry("c", "java.lang.Character", "x")
                        + entry("cl", "java.lang.Class", "app.Colour")
                        + entry("en", "app.Colour", "GREEN")
                        + entry("deep/er", "", "below")
                        + entry("bad", "java.lang.Integer", "many"));
        try (Running running = start(app)) {
            assertThat(show(running, "java:comp/env/s")).isEqualTo("java.lang.String text");
            assertThat(show(running, "java:comp/env/b")).isEqualTo("java.lang.Boolean true");
            assertThat(show(running, "java:comp/env/i")).isEqualTo("java.lang.Integer 42");
            assertThat(show(running, "java:comp/env/l")).isEqualTo("java.lang.Long 43");
            assertThat(show(running, "java:comp/env/sh")).isEqualTo("java.lang.Short 44");
            assertThat(show(running, "java:comp/env/by")).isEqualTo("java.lang.Byte 45");
            assertThat(show(running, "java:comp/env/d")).isEqualTo("java.lang.Double 1.5");
            assertThat(show(running, "java:comp/env/f")).isEqualTo("java.lang.Float 2.5");
            assertThat(show(running, "java:comp/env/c")).isEqualTo("java.lang.Character x");
            assertThat(show(running, "java:comp/env/cl")).isEqualTo("java.lang.Class class app.Colour");
            assertThat(show(running, "java:comp/env/en")).isEqualTo("app.Colour GREEN");
            assertThat(show(running, "java:comp/env/deep/er")).isEqualTo("java.lang.String below");
            assertThat(show(running, "java:comp/env/bad"))
                    .startsWith("NamingException: WEB-INF/web.xml, line 1: the value of \"bad\" is not a"
                            + " java.lang.Integer");
        }
    }

    @Test
    void aNameThatIsNotThereIsToldWhatIs() throws Exception {
        TestApp app = app().naming(entry("jdbc/a", "", "1")
                + "<resource-ref><res-ref-name>jdbc/b</res-ref-name><res-type>javax.sql.DataSource</res-type>"
                + "</resource-ref>");
        try (Running running = start(app)) {
            assertThat(show(running, "java:comp/env/jdbc/c"))
                    .isEqualTo("NameNotFoundException: java:comp/env/jdbc/c is not bound: in java:comp/env/jdbc there"
                            + " is a");
            assertThat(show(running, "java:comp/env/jdbc/b"))
                    .isEqualTo("NameNotFoundException: java:comp/env/jdbc/b is not bound: it is declared as"
                            + " <resource-ref> (WEB-INF/web.xml, line 1), but no <Resource> or <ResourceLink> of a"
                            + " context.xml has this name; in java:comp/env/jdbc there is a");
        }
    }

    @Test
    void theContextIsListedAndCannotBeChanged() throws Exception {
        TestApp app = app().naming(entry("a", "java.lang.Integer", "1") + entry("sub/b", "", "2"))
                .servlet(
                        "Walk",
                        "/walk",
                        "try { var env = (javax.naming.Context) new javax.naming.InitialContext().lookup(\"java:comp/env\");"
                                + "var out = response.getWriter(); out.print(env.lookup(\"sub/b\") + \" \" +"
                                + " env.lookup(\"java:comp/env/a\") + \" \" + env.getNameInNamespace() + \";\");"
                                + "for (var all = env.list(\"\"); all.hasMore();) out.print(all.next() + \";\");"
                                + "for (var all = env.listBindings(\"sub\"); all.hasMore();) out.print(all.next().getObject() + \";\");"
                                + "try { env.bind(\"c\", 1); } catch (javax.naming.OperationNotSupportedException e) {"
                                + " out.print(e.getMessage()); }"
                                + "} catch (javax.naming.NamingException e) { throw new ServletException(e); }");
        try (Running running = start(app)) {
            assertThat(running.get("/walk").body())
                    .isEqualTo("2 1 java:comp/env;a: java.lang.Integer;sub: javax.naming.Context;2;"
                            + "Context is read only: what it holds is said by web.xml and context.xml");
        }
    }

    @Test
    void otherInitialContextsWorkBesideIt() throws Exception {
        TestApp app = app().naming(entry("a", "", "mine"))
                .source(
                        "Own",
                        "public class Own implements javax.naming.spi.InitialContextFactory { public javax.naming.Context"
                                + " getInitialContext(Hashtable<?, ?> env) { return (javax.naming.Context)"
                                + " java.lang.reflect.Proxy.newProxyInstance(Own.class.getClassLoader(), new Class<?>[]"
                                + " {javax.naming.Context.class}, (p, m, a) -> \"own \" + a[0]); } }")
                .servlet(
                        "Both",
                        "/both",
                        "try { var env = new Hashtable<String, String>(); env.put(\"java.naming.factory.initial\","
                                + " \"app.Own\"); var context = new javax.naming.InitialContext(env);"
                                + "response.getWriter().print(context.lookup(\"x\") + \" \" +"
                                + " context.lookup(\"java:comp/env/a\"));"
                                + "} catch (javax.naming.NamingException e) { throw new ServletException(e); }");
        try (Running running = start(app)) {
            assertThat(running.get("/both").body()).isEqualTo("own x mine");
        }
    }

    @Test
    void contextXmlOverridesWebXmlOnlyWhereItSaysSo() throws Exception {
        TestApp app = app().context("<Environment name='a' type='java.lang.Integer' value='1'/>"
                        + "<Environment name='b' type='java.lang.Integer' value='2' override='false'/>"
                        + "<Environment name='c' type='java.lang.Integer' value='3'/>")
                .naming(entry("a", "java.lang.String", "w") + entry("b", "java.lang.String", "w"));
        try (Running running = start(app)) {
            assertThat(show(running, "java:comp/env/a")).isEqualTo("java.lang.String w");
            assertThat(show(running, "java:comp/env/b")).isEqualTo("java.lang.Integer 2");
            assertThat(show(running, "java:comp/env/c")).isEqualTo("java.lang.Integer 3");
        }
    }

    @Test
    void namesLeadToOtherNamesAndCirclesAreSaid() throws Exception {
        String link = "<env-entry><env-entry-name>%s</env-entry-name><lookup-name>%s</lookup-name></env-entry>";
        TestApp app = app().context("<GlobalNamingResources><Environment name='g' type='java.lang.Integer' value='7'/>"
                        + "</GlobalNamingResources><ResourceLink name='linked' global='g' type='java.lang.Integer'/>")
                .naming(entry("a", "", "end")
                        + link.formatted("b", "java:comp/env/a")
                        + link.formatted("x", "java:comp/env/y")
                        + link.formatted("y", "java:comp/env/x"));
        try (Running running = start(app)) {
            assertThat(show(running, "java:comp/env/b")).isEqualTo("java.lang.String end");
            assertThat(show(running, "java:comp/env/linked")).isEqualTo("java.lang.Integer 7");
            assertThat(show(running, "java:comp/env/x"))
                    .isEqualTo(
                            "NamingException: java:comp/env/x is a name for itself: its lookup-name leads in a circle");
        }
    }

    @Test
    void componentsAreFilledBeforePostConstruct() throws Exception {
        TestApp app = app().naming(entry("number", "java.lang.Integer", "5")
                        + entry("text", "", "word")
                        + entry("app.Base/inherited", "java.lang.Boolean", "true")
                        + "<env-entry><env-entry-name>target</env-entry-name><env-entry-type>java.lang.Long"
                        + "</env-entry-type><env-entry-value>9</env-entry-value><injection-target>"
                        + "<injection-target-class>app.Full</injection-target-class>"
                        + "<injection-target-name>target</injection-target-name></injection-target></env-entry>"
                        + "<env-entry><env-entry-name>unset</env-entry-name><env-entry-type>java.lang.String"
                        + "</env-entry-type></env-entry>"
                        + "<post-construct><lifecycle-callback-class>app.Full</lifecycle-callback-class>"
                        + "<lifecycle-callback-method>begin</lifecycle-callback-method></post-construct>")
                .source(
                        "Base",
                        "public abstract class Base extends HttpServlet { @Resource private boolean inherited;"
                                + " boolean inherited() { return inherited; } }")
                .source(
                        "Full",
                        "public class Full extends Base { @Resource(name = \"number\") int number; String text; long"
                                + " target; @Resource(name = \"unset\") String unset = \"default\"; String seen;"
                                + "@Resource(lookup = \"java:comp/env/text\") public void setText(String t) { text = t; }"
                                + "private void begin() { seen = number + text + target + unset + inherited(); }"
                                + "protected void doGet(HttpServletRequest q, HttpServletResponse p) throws IOException {"
                                + " p.getWriter().print(seen); } }")
                .map(TestApp.servletModel("Full", "/full"), s -> s)
                .source(
                        "F",
                        "public class F implements Filter { @Resource(name = \"text\") String text; public void"
                                + " doFilter(ServletRequest q, ServletResponse p, FilterChain c) throws IOException,"
                                + " ServletException { ((HttpServletResponse) p).setHeader(\"X-Filter\", text);"
                                + " c.doFilter(q, p); } }")
                .filter("F", List.of("/*"), List.of())
                .source(
                        "L",
                        "public class L implements ServletContextListener { @Resource(name = \"text\") String text;"
                                + " public void contextInitialized(ServletContextEvent e) {"
                                + " e.getServletContext().setAttribute(\"l\", text); } }")
                .listener("L")
                .servlet(
                        "Attribute",
                        "/attribute",
                        "response.getWriter().print(getServletContext().getAttribute(\"l\"));");
        try (Running running = start(app)) {
            var answer = running.get("/full");
            assertThat(answer.body()).isEqualTo("5word9defaulttrue");
            assertThat(answer.headers().firstValue("X-Filter")).contains("word");
            assertThat(running.get("/attribute").body()).isEqualTo("word");
        }
    }

    @Test
    void tagHandlersOfPagesAreFilled() throws Exception {
        TestApp app = app().naming(entry("text", "", "from the environment"))
                .source(
                        "Say",
                        "public class Say extends jakarta.servlet.jsp.tagext.SimpleTagSupport { @Resource(name = \"text\")"
                                + " String text; public void doTag() throws IOException {"
                                + " getJspContext().getOut().print(text); } }")
                .file(
                        "WEB-INF/t.tld",
                        "<taglib xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"4.0\"><tlib-version>1"
                                + "</tlib-version><uri>urn:t</uri><tag><name>say</name><tag-class>app.Say</tag-class>"
                                + "<body-content>empty</body-content></tag></taglib>")
                .file("page.jsp", "<%@ taglib prefix=\"t\" uri=\"/WEB-INF/t.tld\" %><t:say/>");
        try (Running running = start(app)) {
            assertThat(running.get("/page.jsp").body()).isEqualTo("from the environment");
        }
    }

    @Test
    void aServletThatCannotBeFilledAnswers404AndTheOthersLive() throws Exception {
        TestApp app = app().naming(entry("a", "", "1"))
                .source(
                        "Lost",
                        "public class Lost extends HttpServlet { @Resource(name = \"jdbc/none\") javax.sql.DataSource d; }")
                .map(TestApp.servletModel("Lost", "/lost"), s -> TestApp.eager(s, 1))
                .source("Wrong", "public class Wrong extends HttpServlet { @Resource(name = \"a\") Integer number; }")
                .map(TestApp.servletModel("Wrong", "/wrong"), s -> s);
        try (Running running = start(app)) {
            assertThat(running.get("/lost").statusCode()).isEqualTo(404);
            assertThat(running.get("/wrong").statusCode()).isEqualTo(404);
            assertThat(show(running, "java:comp/env/a")).isEqualTo("java.lang.String 1");
        }
    }

    @Test
    void aFilterThatCannotBeFilledFailsTheDeployment() {
        TestApp app = app().source(
                        "F",
                        "public class F implements Filter { @Resource(name = \"none\") String text; public void"
                                + " doFilter(ServletRequest q, ServletResponse p, FilterChain c) {} }")
                .filter("F", List.of("/*"), List.of());
        assertThatThrownBy(() -> start(app))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining(
                        "the filter \"F\" (app.F) failed in init: javax.naming.NameNotFoundException: app.F.text:"
                                + " java:comp/env/none is not bound: in java:comp/env there is nothing");
    }

    @Test
    void factoriesOfTheApplicationGetEveryAttribute() throws Exception {
        TestApp app = app().source(
                        "Maker",
                        "public class Maker implements javax.naming.spi.ObjectFactory { static int count; public Object"
                                + " getObjectInstance(Object o, javax.naming.Name n, javax.naming.Context c, Hashtable<?,"
                                + " ?> e) { var r = (javax.naming.Reference) o; return new Thing(n + \" \" +"
                                + " r.getClassName() + \" \" + r.get(\"colour\").getContent() + \" \" + ++count); } }")
                .source(
                        "Thing",
                        "public class Thing { final String text; Thing(String t) { text = t; } public String toString() {"
                                + " return text; } public void finish() { System.setProperty(\"junicorn.test.finished\","
                                + " text); } }")
                .context("<Resource name='one' type='app.Thing' factory='app.Maker' colour='red' closeMethod='finish'/>"
                        + "<Resource name='many' type='app.Thing' factory='app.Maker' colour='blue' singleton='false'/>"
                        + "<Resource name='none' type='app.Thing' factory='app.Missing'/>"
                        + "<Resource name='plain' type='app.Thing'/>"
                        + "<Resource name='db' type='org.apache.catalina.UserDatabase'/>"
                        + "<Transaction factory='app.Maker' colour='green'/>");
        System.clearProperty("junicorn.test.finished");
        try (Running running = start(app)) {
            assertThat(show(running, "java:comp/env/one")).isEqualTo("app.Thing one app.Thing red 1");
            assertThat(show(running, "java:comp/env/one")).isEqualTo("app.Thing one app.Thing red 1");
            assertThat(show(running, "java:comp/env/many")).isEqualTo("app.Thing many app.Thing blue 2");
            assertThat(show(running, "java:comp/env/many")).isEqualTo("app.Thing many app.Thing blue 3");
            assertThat(show(running, "java:comp/UserTransaction"))
                    .isEqualTo("app.Thing UserTransaction jakarta.transaction.UserTransaction green 4");
            assertThat(show(running, "java:comp/env/none"))
                    .isEqualTo("NamingException: context.xml, line 1: <Resource> \"none\": its factory app.Missing is"
                            + " neither in the application nor in shared_lib");
            assertThat(show(running, "java:comp/env/plain"))
                    .isEqualTo("NamingException: context.xml, line 1: <Resource> \"plain\": there is no factory for the"
                            + " type \"app.Thing\"; name one with factory=\"…\"");
            assertThat(show(running, "java:comp/env/db"))
                    .contains("a UserDatabase is not supported; give users with tomcat_users");
        }
        assertThat(System.getProperty("junicorn.test.finished")).isEqualTo("one app.Thing red 1");
    }

    @Test
    void beansAreFilledFromAttributes() throws Exception {
        TestApp app = app().source(
                        "Bean",
                        "public class Bean { String name; int size; public void setName(String n) { name = n; } public"
                                + " void setSize(int s) { size = s; } public String toString() { return name + size; } }")
                .context("<Resource name='bean' type='app.Bean' factory='org.apache.naming.factory.BeanFactory'"
                        + " name2='x'/>".replace("name2='x'", "size='3'")
                        + "<Resource name='odd' type='app.Bean' factory='org.apache.naming.factory.BeanFactory'"
                        + " colour='red'/>");
        try (Running running = start(app)) {
            assertThat(show(running, "java:comp/env/bean")).isEqualTo("app.Bean null3");
            assertThat(show(running, "java:comp/env/odd"))
                    .contains("the class app.Bean has no property \"colour\" that a text can be made into; it needs a"
                            + " public method setColour");
        }
    }

    @Test
    void mailSessionsHaveTheirPropertiesAndLogin() throws Exception {
        TestApp app = app().lib(jarOf(jakarta.mail.Session.class))
                .context("<Resource name='mail/s' type='jakarta.mail.Session' mail.smtp.host='mx' mail.smtp.user='jo'"
                        + " password='secret'/>")
                .servlet(
                        "Mail",
                        "/mail",
                        "try { var s = (jakarta.mail.Session) new"
                                + " javax.naming.InitialContext().lookup(\"java:comp/env/mail/s\"); var login ="
                                + " s.requestPasswordAuthentication(null, 25, \"smtp\", null, null);"
                                + " response.getWriter().print(s.getProperty(\"mail.smtp.host\") + \" \" +"
                                + " login.getUserName() + \" \" + login.getPassword() + \" \" +"
                                + " (jakarta.mail.Session.class.getClassLoader() == getClass().getClassLoader()));"
                                + " } catch (javax.naming.NamingException e) { throw new ServletException(e); }");
        try (Running running = start(app)) {
            assertThat(running.get("/mail").body()).isEqualTo("mx jo secret true");
        }
    }

    @Test
    void sharedLibrariesComeAfterTheApplicationAndAreLoadedOnce() throws Exception {
        Path shared = Files.createDirectories(folder.resolve("shared"));
        TestApp lib = new TestApp(folder.resolve("lib"))
                .source("Shared", "public class Shared { public static String say() { return \"shared\"; } }")
                .source("Both", "public class Both { public static String say() { return \"shared\"; } }");
        lib.model();
        Path classes = folder.resolve("lib/app/WEB-INF/classes");
        Files.createDirectories(shared.resolve("app"));
        for (String name : List.of("Shared", "Both")) {
            Files.copy(classes.resolve("app/" + name + ".class"), shared.resolve("app/" + name + ".class"));
        }
        Files.writeString(shared.resolve("shared.txt"), "a resource");
        TestApp app = app().sharedLib(shared)
                .source("Both", "public class Both { public static String say() { return \"own\"; } }")
                .servlet(
                        "Say",
                        "/say",
                        "try { var out = response.getWriter(); var type = Class.forName(\"app.Shared\");"
                                + " out.print(type.getMethod(\"say\").invoke(null) + \" \" + Both.say() + \" \" +"
                                + " (type.getClassLoader() == getClass().getClassLoader().getParent()) + \" \" + new"
                                + " String(getClass().getResourceAsStream(\"/shared.txt\").readAllBytes())); } catch"
                                + " (ReflectiveOperationException e) { throw new ServletException(e); }");
        try (Running running = start(app)) {
            assertThat(running.get("/say").body()).isEqualTo("shared own true a resource");
        }
        for (String loader : List.of("<Loader delegate='true'/>", "<Loader delegate='false'/>", "<Loader/>")) {
            app.context("delegate='true'", loader);
            assertThat(app.contextWarnings()).isEmpty();
            try (Running running = start(app)) {
                assertThat(running.get("/say").body())
                        .as(loader)
                        .isEqualTo("shared " + (loader.contains("true") ? "shared" : "own") + " true a resource");
            }
        }
        app.context("delegate='true'", "");
        try (Running running = start(app)) {
            assertThat(running.get("/say").body()).isEqualTo("shared shared true a resource");
        }
    }
}
