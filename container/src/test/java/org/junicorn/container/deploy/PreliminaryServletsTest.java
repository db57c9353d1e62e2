package org.junicorn.container.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servlets that web.xml maps without saying their class (Servlet 6.1, 4.4.1). */
class PreliminaryServletsTest {
    private static final String FRONT =
            "public class Front extends HttpServlet { protected void doGet(HttpServletRequest request,"
                    + " HttpServletResponse response) throws IOException { response.getWriter().print(\"front \" +"
                    + " getInitParameter(\"a\")); } }";
    private static final String WEB_XML = """
            <web-app version="6.1">
              <servlet>
                <servlet-name>late</servlet-name>
                <init-param><param-name>a</param-name><param-value>1</param-value></init-param>
                <load-on-startup>1</load-on-startup>
              </servlet>
              <servlet-mapping><servlet-name>late</servlet-name><url-pattern>/late/*</url-pattern></servlet-mapping>
            </web-app>
            """;

    @TempDir
    Path folder;

    private TestApp app(String onStartup) throws IOException {
        TestApp app = new TestApp(folder)
                .file("WEB-INF/web.xml", WEB_XML)
                .file("WEB-INF/classes/META-INF/services/jakarta.servlet.ServletContainerInitializer", "app.Init")
                .source("Front", FRONT)
                .source(
                        "Init",
                        "public class Init implements ServletContainerInitializer { public void onStartup(Set<Class<?>> t,"
                                + " ServletContext c) { " + onStartup + " } }");
        Files.createDirectories(folder.resolve("work"));
        return app;
    }

    private Running start(TestApp app) throws Exception {
        return Running.start(app.prepared(), app.settings(""));
    }

    @Test
    void anInitializerCompletesOne() throws Exception {
        TestApp app = app("ServletRegistration early = c.getServletRegistration(\"late\");"
                + " c.setAttribute(\"seen\", early.getClassName() + \" \" + early.getMappings() + \" \""
                + " + c.getServletRegistrations().containsKey(\"late\"));"
                + " ServletRegistration.Dynamic added = c.addServlet(\"late\", new Front());"
                + " c.setAttribute(\"then\", added.getMappings() + \" \""
                + " + c.getServletRegistration(\"late\").getClassName());");
        app.source(
                "Seen",
                "@jakarta.servlet.annotation.WebServlet(\"/seen\") public class Seen extends HttpServlet { protected"
                        + " void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {"
                        + " response.getWriter().print(getServletContext().getAttribute(\"seen\") + \", \" +"
                        + " getServletContext().getAttribute(\"then\")); } }");
        try (Running running = start(app)) {
            assertThat(running.get("/late/x").body()).isEqualTo("front 1");
            assertThat(running.get("/seen").body()).isEqualTo("null [/late/*] true, [/late/*] app.Front");
        }
    }

    @Test
    void aListenerCompletesOneToo() throws Exception {
        TestApp app = app("c.addListener(Later.class);")
                .source(
                        "Later",
                        "public class Later implements ServletContextListener { public void"
                                + " contextInitialized(ServletContextEvent event) { } }")
                .source(
                        "Declared",
                        "@jakarta.servlet.annotation.WebListener public class Declared implements"
                                + " ServletContextListener { public void contextInitialized(ServletContextEvent event) {"
                                + " event.getServletContext().addServlet(\"late\", Front.class); } }");
        try (Running running = start(app)) {
            assertThat(running.get("/late/x").body()).isEqualTo("front 1");
        }
    }

    @Test
    void oneThatNobodyCompletesIsNotServed() throws Exception {
        try (Running running = start(app("").file("index.html", "home"))) {
            assertThat(running.get("/late/x").statusCode()).isEqualTo(404);
            assertThat(running.get("/").body()).isEqualTo("home");
        }
    }
}
