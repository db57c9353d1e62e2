package org.junicorn.container.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.jsp.jstl.core.ConditionalTagSupport;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.taglibs.standard.tag.rt.core.ForEachTag;
import org.junicorn.container.war.WebAppModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JspTest {
    private static final String JSTL = "<%@ taglib uri=\"jakarta.tags.core\" prefix=\"c\" %>"
            + "<%@ taglib uri=\"jakarta.tags.functions\" prefix=\"fn\" %>";

    /** Looks at the files at each request. */
    private static final String EAGER = "<servlet><servlet-name>jsp</servlet-name>"
            + "<servlet-class>org.apache.jasper.servlet.JspServlet</servlet-class>"
            + "<init-param><param-name>modificationTestInterval</param-name><param-value>0</param-value></init-param>"
            + "</servlet>";

    @TempDir
    Path folder;

    private TestApp app() {
        return new TestApp(folder.resolve("test"));
    }

    private static String webXml(String content) {
        return "<web-app version=\"6.1\">" + content + "</web-app>";
    }

    private static Running start(TestApp app) throws Exception {
        return Running.start(app.prepared(), app.settings("/ctx"));
    }

    private static String body(Running running, String path) throws Exception {
        HttpResponse<String> response = running.get("/ctx" + path);
        assertThat(response.statusCode()).as(path + ": " + response.body()).isEqualTo(200);
        return response.body().strip();
    }

    @Test
    void runsPagesWithScriptletsExpressionsAndStreams() throws Exception {
        TestApp app = app().file(
                        "a.jsp",
                        "<%@ page contentType=\"text/plain; charset=UTF-8\" pageEncoding=\"UTF-8\" %>"
                                + "<%! record Pair(int a, int b) {} %>"
                                + "<% var sum = new Pair(20, 22); %>"
                                + "<%= sum.a() + sum.b() %> ${param.who} ${[1, 2, 3].stream().map(x -> x * 2).sum()}"
                                + " ü ${pageContext.request.contextPath} ${header.host.length() > 0}")
                .file(
                        "b.jspx",
                        "<jsp:root xmlns:jsp=\"http://java.sun.com/JSP/Page\" version=\"2.0\">"
                                + "<jsp:directive.page contentType=\"text/xml\"/><b>${1 + 1}</b></jsp:root>");
        try (Running running = start(app)) {
            HttpResponse<String> page = running.get("/ctx/a.jsp?who=me");
            assertThat(page.body()).isEqualTo("42 me 12 ü /ctx true");
            assertThat(page.headers().firstValue("Content-Type").orElseThrow())
                    .isEqualToIgnoringCase("text/plain;charset=UTF-8");
            assertThat(body(running, "/b.jspx")).endsWith("<b>2</b>");
            assertThat(running.get("/ctx/missing.jsp").statusCode()).isEqualTo(404);
            assertThat(running.send("/ctx/a.jsp", r -> r.method("PUT", BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(405);
        }
    }

    @Test
    void setsAndGetsThePropertiesOfBeans() throws Exception {
        TestApp app = app().source(
                        "B",
                        "public class B { private int n; private String t; public int getN() { return n; }"
                                + " public void setN(int n) { this.n = n; } public String getT() { return t; }"
                                + " public void setT(String t) { this.t = t; } }")
                .file(
                        "a.jsp",
                        "<jsp:useBean id=\"b\" class=\"app.B\"/><jsp:setProperty name=\"b\" property=\"*\"/>"
                                + "<jsp:setProperty name=\"b\" property=\"t\" value=\"<%= request.getMethod() %>\"/>"
                                + "<jsp:getProperty name=\"b\" property=\"n\"/> ${b.t}");
        try (Running running = start(app)) {
            assertThat(body(running, "/a.jsp?n=7")).isEqualTo("7 GET");
        }
    }

    @Test
    void usesTheJstlThatTheApplicationBrings() throws Exception {
        String page = JSTL + "<c:forEach var=\"i\" begin=\"1\" end=\"3\">[${i}]</c:forEach>"
                + "<c:if test=\"${fn:length('four') == 4}\"><c:out value=\"<ok>\"/></c:if>"
                + "<c:set var=\"v\" value=\"7\" scope=\"request\"/>${requestScope.v}";
        TestApp app = app().library(ForEachTag.class)
                .library(ConditionalTagSupport.class)
                .file("a.jsp", page)
                .file("old.jsp", page.replace("jakarta.tags.core", "http://java.sun.com/jsp/jstl/core"));
        try (Running running = start(app)) {
            assertThat(body(running, "/a.jsp")).isEqualTo("[1][2][3]&lt;ok&gt;7");
            assertThat(body(running, "/old.jsp")).isEqualTo("[1][2][3]&lt;ok&gt;7");
        }
    }

    @Test
    void bringsNoJstlOfItsOwn() throws Exception {
        TestApp app = app().file("a.jsp", JSTL + "x");
        try (Running running = start(app)) {
            assertThat(running.get("/ctx/a.jsp").statusCode()).isEqualTo(500);
        }
    }

    @Test
    void runsTagFilesOfTheApplicationAndOfLibraries() throws Exception {
        TestApp app = app().library(ForEachTag.class)
                .library(ConditionalTagSupport.class)
                .file(
                        "WEB-INF/tags/box.tag",
                        "<%@ attribute name=\"title\" required=\"true\" %><%@ taglib prefix=\"t\" tagdir=\"/WEB-INF/tags\" %>"
                                + "<t:inner/>${title}(<jsp:doBody/>)")
                .file("WEB-INF/tags/inner.tag", "<%@ tag body-content=\"empty\" %>i:")
                // Two that use each other, so that neither can be compiled first.
                .file(
                        "WEB-INF/tags/even.tag",
                        "<%@ attribute name=\"n\" type=\"java.lang.Integer\" %>"
                                + "<%@ taglib prefix=\"t\" tagdir=\"/WEB-INF/tags\" %>" + JSTL
                                + "e${n}<c:if test=\"${n > 0}\"><t:odd n=\"${n - 1}\"/></c:if>")
                .file(
                        "WEB-INF/tags/odd.tag",
                        "<%@ attribute name=\"n\" type=\"java.lang.Integer\" %>"
                                + "<%@ taglib prefix=\"t\" tagdir=\"/WEB-INF/tags\" %>" + JSTL
                                + "o${n}<c:if test=\"${n > 0}\"><t:even n=\"${n - 1}\"/></c:if>")
                .library(
                        "tags.jar",
                        "META-INF/lib.tld",
                        "<taglib version=\"2.1\"><tlib-version>1</tlib-version><short-name>l</short-name>"
                                + "<uri>urn:lib</uri><tag-file><name>hi</name><path>/META-INF/tags/hi.tag</path></tag-file>"
                                + "</taglib>",
                        "META-INF/tags/hi.tag",
                        "<%@ attribute name=\"to\" %>hi ${to}")
                .file(
                        "a.jsp",
                        "<%@ taglib prefix=\"t\" tagdir=\"/WEB-INF/tags\" %><%@ taglib prefix=\"l\" uri=\"urn:lib\" %>"
                                + "<t:box title=\"T\">body</t:box> <l:hi to=\"you\"/> <t:even n=\"${3}\"/>");
        try (Running running = start(app)) {
            assertThat(body(running, "/a.jsp")).isEqualTo("i:T(body) hi you e3o2e1o0");
        }
    }

    @Test
    void doesWhatJspConfigSays() throws Exception {
        TestApp app = app().file(
                        "WEB-INF/web.xml",
                        webXml("<jsp-config>"
                                + "<taglib><taglib-uri>urn:mapped</taglib-uri><taglib-location>f.tld</taglib-location></taglib>"
                                + "<jsp-property-group><url-pattern>*.view</url-pattern><page-encoding>UTF-8</page-encoding>"
                                + "<include-prelude>/p.jspf</include-prelude><include-coda>/c.jspf</include-coda>"
                                + "</jsp-property-group>"
                                + "<jsp-property-group><url-pattern>/raw/*</url-pattern><el-ignored>true</el-ignored>"
                                + "<scripting-invalid>true</scripting-invalid></jsp-property-group>"
                                + "<jsp-property-group><url-pattern>*.jsp</url-pattern>"
                                + "<default-content-type>text/css</default-content-type></jsp-property-group>"
                                + "</jsp-config>"))
                .file(
                        "WEB-INF/f.tld",
                        "<!DOCTYPE taglib PUBLIC \"-//Sun Microsystems, Inc.//DTD JSP Tag Library 1.2//EN\""
                                + " \"http://java.sun.com/dtd/web-jsptaglibrary_1_2.dtd\">"
                                + "<taglib><tlib-version>1</tlib-version><jsp-version>2.0</jsp-version>"
                                + "<short-name>f</short-name><function><name>twice</name>"
                                + "<function-class>app.F</function-class>"
                                + "<function-signature>java.lang.String twice(java.lang.String)</function-signature>"
                                + "</function></taglib>")
                .source("F", "public class F { public static String twice(String s) { return s + s; } }")
                .file("p.jspf", "[")
                .file("c.jspf", "]")
                .file("a.view", "<%@ taglib prefix=\"f\" uri=\"urn:mapped\" %>ü${f:twice('x')}")
                .file("raw/a.html", "${1}")
                .file("raw/b.html", "<% %>")
                .file("raw/folder/index.html", "welcome ${1}")
                .file("c.jsp", "${1}");
        try (Running running = start(app)) {
            assertThat(body(running, "/a.view")).isEqualTo("[üxx]");
            assertThat(body(running, "/raw/a.html")).isEqualTo("${1}");
            assertThat(body(running, "/raw/folder/")).isEqualTo("welcome ${1}");
            assertThat(running.get("/ctx/raw/b.html").statusCode()).isEqualTo(500);
            HttpResponse<String> css = running.get("/ctx/c.jsp");
            assertThat(css.body()).isEqualTo("1");
            assertThat(css.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/css");
        }
    }

    @Test
    void servesPagesAsServlets() throws Exception {
        TestApp app = app().file(
                        "WEB-INF/web.xml",
                        webXml(
                                "<listener><listener-class>app.L</listener-class></listener>"
                                        + "<servlet><servlet-name>p</servlet-name><jsp-file>/WEB-INF/p.jsp</jsp-file>"
                                        + "<init-param><param-name>who</param-name><param-value>xml</param-value></init-param>"
                                        + "<load-on-startup>1</load-on-startup></servlet>"
                                        + "<servlet-mapping><servlet-name>p</servlet-name><url-pattern>/p</url-pattern></servlet-mapping>"))
                .source(
                        "L",
                        "public class L implements ServletContextListener {"
                                + " public void contextInitialized(ServletContextEvent e) {"
                                + " ServletContext c = e.getServletContext();"
                                + " ServletRegistration.Dynamic d = c.addJspFile(\"added\", \"/WEB-INF/p.jsp\");"
                                + " d.addMapping(\"/added\"); d.setInitParameter(\"who\", \"code\"); } }")
                .file(
                        "WEB-INF/p.jsp",
                        "<%! public void jspInit() { getServletContext().setAttribute(\"init.\" + getServletName(), \"yes\"); } %>"
                                + "${pageContext.servletConfig.getInitParameter('who')}"
                                + " <jsp:include page=\"/other.jsp\"/>")
                .file("other.jsp", "${applicationScope['init.p']} ${pageContext.servletConfig.servletName}");
        try (Running running = start(app)) {
            assertThat(body(running, "/other.jsp")).isEqualTo("yes jsp");
            assertThat(body(running, "/p")).isEqualTo("xml yes jsp");
            assertThat(body(running, "/added")).isEqualTo("code yes jsp");
            assertThat(body(running, "/added")).isEqualTo("code yes jsp");
        }
    }

    @Test
    void takesAPageAsWelcomeFileOnlyIfThereIsOne() throws Exception {
        TestApp app = app().file("with/index.jsp", "page ${1}")
                .file("with/index.txt", "text")
                .file("without/index.txt", "text")
                .file(
                        "WEB-INF/web.xml",
                        webXml("<welcome-file-list><welcome-file>index.jsp</welcome-file>"
                                + "<welcome-file>index.txt</welcome-file></welcome-file-list>"));
        try (Running running = start(app)) {
            assertThat(body(running, "/with/")).isEqualTo("page 1");
            assertThat(body(running, "/without/")).isEqualTo("text");
            assertThat(running.get("/ctx/").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void includesAndForwards() throws Exception {
        TestApp app = app().file(
                        "a.jsp",
                        "a <%@ include file=\"static.jspf\" %> <jsp:include page=\"sub/b.jsp\">"
                                + "<jsp:param name=\"x\" value=\"1\"/></jsp:include> <jsp:include page=\"t.txt\"/>")
                .file("static.jspf", "${2 - 1}")
                .file("t.txt", "text")
                .file("sub/b.jsp", "b${param.x} <jsp:include page=\"c.jsp\"/>")
                .file("sub/c.jsp", "c")
                .file("f.jsp", "lost<jsp:forward page=\"/sub/c.jsp\"/>")
                .file("WEB-INF/view.jsp", "view of ${who}")
                .file(
                        "WEB-INF/web.xml",
                        webXml(
                                "<servlet><servlet-name>s</servlet-name><servlet-class>app.S</servlet-class></servlet>"
                                        + "<servlet-mapping><servlet-name>s</servlet-name><url-pattern>/s/*</url-pattern></servlet-mapping>"))
                .source(
                        "S",
                        "public class S extends HttpServlet { protected void doGet(HttpServletRequest q,"
                                + " HttpServletResponse r) throws ServletException, IOException {"
                                + " q.setAttribute(\"who\", \"s\"); RequestDispatcher d = q.getRequestDispatcher(\"/WEB-INF/view.jsp\");"
                                + " if (q.getPathInfo().equals(\"/i\")) { r.getWriter().print(\"[\"); d.include(q, r);"
                                + " r.getWriter().print(\"]\"); } else { d.forward(q, r); } } }");
        try (Running running = start(app)) {
            assertThat(body(running, "/a.jsp")).isEqualTo("a 1 b1 c text");
            assertThat(body(running, "/f.jsp")).isEqualTo("c");
            assertThat(body(running, "/s/f")).isEqualTo("view of s");
            assertThat(body(running, "/s/i")).isEqualTo("[view of s]");
            assertThat(running.get("/ctx/WEB-INF/view.jsp").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void namesThePageAndTheLineOfAnErrorAndShowsTheClientNoTrace() throws Exception {
        String report =
                "<%@ page isErrorPage=\"true\" %>${pageContext.errorData.statusCode} <%= exception.getMessage() %>";
        TestApp app = app().file("broken.jsp", "one\ntwo\n<% int x = \"text\"; %>\n")
                .file("thrown.jsp", "one\n<% if (true) throw new IllegalStateException(\"boom\"); %>\n")
                .file("own.jsp", "<%@ page errorPage=\"/WEB-INF/own.jsp\" %><%= 1 / (\"\".length()) %>")
                .file(
                        "WEB-INF/own.jsp",
                        "<%@ page isErrorPage=\"true\" %>own <%= exception.getClass().getSimpleName() %>")
                .file("WEB-INF/report.jsp", report)
                .file("bare/broken.jsp", "<% int x = \"text\"; %>");
        try (Running running = start(app)) {
            HttpResponse<String> bare = running.get("/ctx/broken.jsp");
            assertThat(bare.statusCode()).isEqualTo(500);
            assertThat(bare.body()).doesNotContain("Exception", "at org.", "int x");
            HttpResponse<String> own = running.get("/ctx/own.jsp");
            assertThat(own.statusCode()).isEqualTo(500);
            assertThat(own.body()).isEqualTo("own ArithmeticException");
        }
        app.file("WEB-INF/web.xml", webXml("<error-page><location>/WEB-INF/report.jsp</location></error-page>"));
        try (Running running = start(app)) {
            for (int i = 0; i < 2; i++) {
                HttpResponse<String> broken = running.get("/ctx/broken.jsp");
                assertThat(broken.statusCode()).isEqualTo(500);
                assertThat(broken.body())
                        .contains(
                                "500 ",
                                "line: [3] in the jsp file: [/broken.jsp]",
                                "cannot convert from String to int");
            }
            List<String> logged = new CopyOnWriteArrayList<>();
            Handler handler = new Handler() {
                @Override
                public void publish(LogRecord event) {
                    logged.add(String.valueOf(event.getThrown()));
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };
            Logger log = Logger.getLogger(Failures.class.getName());
            log.addHandler(handler);
            try {
                assertThat(running.get("/ctx/thrown.jsp").body()).isEqualTo("500 boom");
                assertThat(running.get("/ctx/broken.jsp").statusCode()).isEqualTo(500);
            } finally {
                log.removeHandler(handler);
            }
            assertThat(logged.get(0)).contains("An exception occurred processing [/thrown.jsp] at line [2]");
            assertThat(logged.get(1)).contains("line: [3] in the jsp file: [/broken.jsp]");
        }
    }

    @Test
    void compilesAgainWhatHasChanged() throws Exception {
        TestApp app = app().file("WEB-INF/web.xml", webXml(EAGER))
                .file("a.jsp", "one <%@ include file=\"part.jspf\" %>")
                .file("part.jspf", "part");
        try (Running running = start(app)) {
            assertThat(body(running, "/a.jsp")).isEqualTo("one part");

            change(app, "a.jsp", "two <%@ include file=\"part.jspf\" %>", 1);
            assertThat(body(running, "/a.jsp")).isEqualTo("two part");

            change(app, "part.jspf", "other", 2);
            assertThat(body(running, "/a.jsp")).isEqualTo("two other");

            change(app, "a.jsp", "<% broken %>", 3);
            assertThat(running.get("/ctx/a.jsp").statusCode()).isEqualTo(500);
            change(app, "a.jsp", "mended", 4);
            assertThat(body(running, "/a.jsp")).isEqualTo("mended");

            Files.delete(app.root().resolve("a.jsp"));
            assertThat(running.get("/ctx/a.jsp").statusCode()).isEqualTo(404);
        }
    }

    private static void change(TestApp app, String file, String content, int minutes) throws IOException {
        app.file(file, content);
        Files.setLastModifiedTime(
                app.root().resolve(file),
                FileTime.fromMillis(System.currentTimeMillis() / 1000 * 1000 + minutes * 60_000L));
    }

    /** Two deployments are to each other what two workers are: they share the folder and nothing else. */
    @Test
    void compilesAPageOnceForAllWorkers() throws Exception {
        TestApp app = app().library(ForEachTag.class)
                .library(ConditionalTagSupport.class)
                .file("WEB-INF/web.xml", webXml(EAGER))
                .file("WEB-INF/tags/t.tag", "<%@ tag %>tag")
                .file(
                        "a.jsp",
                        JSTL + "<%@ taglib prefix=\"t\" tagdir=\"/WEB-INF/tags\" %><%@ include file=\"part.jspf\" %>"
                                + "<c:forEach begin=\"1\" end=\"2\"><t:t/></c:forEach>")
                .file("part.jspf", "p");
        WebAppModel model = app.prepared();
        Path compiled = Path.of(model.jsp().workDir(), "org/apache/jsp/a_jsp.class");
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try (Running one = Running.start(model, app.settings("/ctx"));
                Running two = Running.start(model, app.settings("/ctx"))) {
            assertThat(together(clients, one, two)).allMatch("ptagtag"::equals);
            Object first = identity(compiled);

            change(app, "part.jspf", "q", 1);
            assertThat(together(clients, one, two)).allMatch("qtagtag"::equals);
            Object second = identity(compiled);
            assertThat(second).isNotEqualTo(first);
            assertThat(together(clients, one, two)).allMatch("qtagtag"::equals);
            assertThat(identity(compiled)).isEqualTo(second);
        } finally {
            clients.shutdownNow();
        }
        Object before = identity(compiled);
        try (Running next = Running.start(app.prepared(), app.settings("/ctx"))) {
            assertThat(body(next, "/a.jsp")).isEqualTo("qtagtag");
            assertThat(identity(compiled)).isEqualTo(before);
        }
    }

    private static Object identity(Path file) throws IOException {
        return Files.getAttribute(file, "unix:ctime");
    }

    private static List<String> together(Executor clients, Running... servers) {
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            Running server = servers[i % servers.length];
            answers.add(CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return server.get("/ctx/a.jsp").body().strip();
                        } catch (Exception e) {
                            return e.toString();
                        }
                    },
                    clients));
        }
        return answers.stream().map(CompletableFuture::join).toList();
    }

    @Test
    void runsPagesThatTheApplicationBringsCompiled() throws Exception {
        TestApp source = new TestApp(folder.resolve("source")).file("a.jsp", "compiled ${1 + 1}");
        WebAppModel model = source.prepared();
        try (Running running = Running.start(model, source.settings("/ctx"))) {
            assertThat(body(running, "/a.jsp")).isEqualTo("compiled 2");
        }
        TestApp app = app().file(
                        "WEB-INF/web.xml",
                        webXml(
                                "<servlet><servlet-name>a</servlet-name>"
                                        + "<servlet-class>org.apache.jsp.a_jsp</servlet-class></servlet>"
                                        + "<servlet-mapping><servlet-name>a</servlet-name><url-pattern>/a.jsp</url-pattern></servlet-mapping>"));
        Path classes = Files.createDirectories(app.root().resolve("WEB-INF/classes/org/apache/jsp"));
        try (Stream<Path> files = Files.list(Path.of(model.jsp().workDir(), "org/apache/jsp"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                Files.copy(file, classes.resolve(file.getFileName()));
            }
        }
        try (Running running = start(app)) {
            assertThat(body(running, "/a.jsp")).isEqualTo("compiled 2");
        }
    }

    @Test
    void treatsTagHandlersAndTheListenersOfTagLibrariesAsComponents() throws Exception {
        TestApp app = app().source(
                        "Tag",
                        "public class Tag extends jakarta.servlet.jsp.tagext.SimpleTagSupport {"
                                + " private String made = \"not made\"; @PostConstruct void make() { made = \"made\"; }"
                                + " public void doTag() throws IOException { getJspContext().getOut().print(made); } }")
                .source(
                        "L",
                        "public class L implements ServletContextListener {"
                                + " public void contextInitialized(ServletContextEvent e) {"
                                + " e.getServletContext().setAttribute(\"told\", \"yes\"); } }")
                .library(
                        "lib.jar",
                        "META-INF/deep/lib.tld",
                        "<taglib version=\"2.1\"><tlib-version>1</tlib-version><short-name>l</short-name>"
                                + "<uri>urn:lib</uri><listener><listener-class>app.L</listener-class></listener>"
                                + "<tag><name>t</name><tag-class>app.Tag</tag-class><body-content>empty</body-content></tag>"
                                + "</taglib>")
                .file("a.jsp", "<%@ taglib prefix=\"l\" uri=\"urn:lib\" %><l:t/> ${applicationScope.told}");
        try (Running running = start(app)) {
            assertThat(body(running, "/a.jsp")).isEqualTo("made yes");
        }
    }

    @Test
    void letsListenersExtendTheExpressionLanguageBeforeTheFirstPage() throws Exception {
        TestApp app = app().file(
                        "WEB-INF/web.xml", webXml("<listener><listener-class>app.L</listener-class></listener>"))
                .source(
                        "L",
                        "public class L implements ServletContextListener {"
                                + " public void contextInitialized(ServletContextEvent e) {"
                                + " jakarta.servlet.jsp.JspFactory.getDefaultFactory()"
                                + ".getJspApplicationContext(e.getServletContext()).addELResolver("
                                + "new jakarta.el.ELResolver() {"
                                + " public Object getValue(jakarta.el.ELContext c, Object b, Object p) {"
                                + " if (b == null && \"magic\".equals(p)) { c.setPropertyResolved(true); return \"works\"; }"
                                + " return null; }"
                                + " public Class<?> getType(jakarta.el.ELContext c, Object b, Object p) { return null; }"
                                + " public void setValue(jakarta.el.ELContext c, Object b, Object p, Object v) {}"
                                + " public boolean isReadOnly(jakarta.el.ELContext c, Object b, Object p) { return true; }"
                                + " public Class<?> getCommonPropertyType(jakarta.el.ELContext c, Object b) { return null; }"
                                + " }); } }")
                .file("a.jsp", "${magic}");
        try (Running running = start(app)) {
            assertThat(body(running, "/a.jsp")).isEqualTo("works");
        }
    }

    @Test
    void givesApplicationsTheExpressionLanguageAndHidesTheEngine() throws Exception {
        String visible = "<%! String see(String name) { try { return Class.forName(name, false,"
                + " Thread.currentThread().getContextClassLoader()).getClassLoader() == null ? \"jdk\" : \"seen\"; }"
                + " catch (ClassNotFoundException e) { return \"hidden\"; } } %>";
        TestApp app = app().file(
                        "a.jsp",
                        visible + "<%= jakarta.el.ExpressionFactory.newInstance().coerceToType(\"3\", Integer.class) %>"
                                + " <%= see(\"jakarta.el.ELProcessor\") %> <%= see(\"org.apache.jasper.runtime.HttpJspBase\") %>"
                                + " <%= see(\"org.apache.jasper.compiler.Compiler\") %> <%= see(\"org.eclipse.jdt.core.compiler.IProblem\") %>"
                                + " <%= see(\"org.apache.juli.logging.Log\") %> <%= see(\"org.apache.tomcat.util.digester.Digester\") %>"
                                + " <%= see(\"jakarta.servlet.jsp.jstl.core.Config\") %>");
        try (Running running = start(app)) {
            assertThat(body(running, "/a.jsp")).isEqualTo("3 seen seen hidden hidden seen hidden hidden");
        }
    }

    @Test
    void doesNotStartTheEngineWithoutAPage() throws Exception {
        TestApp app = app().file(
                        "WEB-INF/web.xml",
                        webXml(
                                "<servlet><servlet-name>s</servlet-name><servlet-class>app.S</servlet-class></servlet>"
                                        + "<servlet-mapping><servlet-name>s</servlet-name><url-pattern>/s</url-pattern></servlet-mapping>"))
                .source(
                        "S",
                        "public class S extends HttpServlet { protected void doGet(HttpServletRequest q,"
                                + " HttpServletResponse r) throws IOException { r.getWriter().print("
                                + " q.getServletContext().getAttribute(\"org.apache.tomcat.InstanceManager\")); } }");
        try (Running running = start(app)) {
            assertThat(running.get("/ctx/missing.jsp").statusCode()).isEqualTo(404);
            assertThat(body(running, "/s")).isEqualTo("null");
        }
    }
}
