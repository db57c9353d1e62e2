package org.junicorn.container.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.Servlet;
import java.nio.file.Path;
import org.apache.catalina.startup.Tomcat;
import org.apache.el.ExpressionFactoryImpl;
import org.apache.jasper.runtime.HttpJspBase;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications that bring what the container has itself, with the real libraries. */
class BundledLibrariesTest {
    private static final String WEB_XML =
            "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.1\"><servlet><servlet-name>s</servlet-name>"
                    + "<servlet-class>app.S</servlet-class></servlet><servlet-mapping><servlet-name>s</servlet-name>"
                    + "<url-pattern>/s</url-pattern></servlet-mapping>%s</web-app>";

    @TempDir
    Path folder;

    private TestApp app(String more, String body) {
        return new TestApp(folder)
                .file("WEB-INF/web.xml", String.format(WEB_XML, more))
                .servlet(
                        "S",
                        "/unused",
                        "response.setContentType(\"text/plain\"); PrintWriter out = response.getWriter(); try {" + body
                                + "} catch (Throwable e) { e.printStackTrace(out); }");
    }

    private static Running start(TestApp app) throws Exception {
        return Running.start(app.prepared(), app.settings(""));
    }

    @Test
    void aWholeTomcatIsTheApplicationsOwnButForWhatTomcatWouldTakeFromItself() throws Exception {
        String filter =
                "<filter><filter-name>f</filter-name><filter-class>org.apache.catalina.filters.AddDefaultCharsetFilter"
                        + "</filter-class></filter><filter-mapping><filter-name>f</filter-name><url-pattern>/*</url-pattern>"
                        + "</filter-mapping>";
        TestApp app = app(
                        filter,
                        "ClassLoader own = getClass().getClassLoader();"
                                + "out.println(org.apache.catalina.startup.Tomcat.class.getClassLoader() == own);"
                                + "out.println(org.apache.catalina.filters.AddDefaultCharsetFilter.class.getClassLoader() == own);"
                                + "out.println(HttpServlet.class.getClassLoader() == own);"
                                + "out.println(org.apache.catalina.util.ServerInfo.getServerInfo().startsWith(\"Apache Tomcat/\"));")
                .file("a.jsp", "${1 + 2}")
                .library(Tomcat.class)
                .library(HttpJspBase.class)
                .library(ExpressionFactoryImpl.class)
                .library(Servlet.class);
        try (Running running = start(app)) {
            assertThat(running.get("/s").body().lines()).containsExactly("true", "false", "false", "true");
            assertThat(running.get("/a.jsp").body()).isEqualTo("3");
            assertThat(running.get("/s").headers().firstValue("Content-Type").orElse(""))
                    .isEqualToIgnoringCase("text/plain;charset=ISO-8859-1");
        }
    }

    @Test
    void aTomcatInsideOfTheApplicationRuns() throws Exception {
        TestApp app = app(
                        "",
                        "org.apache.catalina.webresources.TomcatURLStreamHandlerFactory.disable();"
                                + "File base = (File) getServletContext().getAttribute(ServletContext.TEMPDIR);"
                                + "var tomcat = new org.apache.catalina.startup.Tomcat();"
                                + "tomcat.setBaseDir(base.getPath()); tomcat.setPort(0);"
                                + "var inner = tomcat.addContext(\"\", base.getPath());"
                                + "org.apache.catalina.startup.Tomcat.addServlet(inner, \"i\", new HttpServlet() {"
                                + " protected void doGet(HttpServletRequest q, HttpServletResponse p) throws IOException {"
                                + " p.getWriter().print(\"from inside\"); } });"
                                + "inner.addServletMappingDecoded(\"/\", \"i\"); tomcat.getConnector(); tomcat.start();"
                                + "try { out.print(new String(new java.net.URL(\"http://localhost:\""
                                + " + tomcat.getConnector().getLocalPort() + \"/\").openStream().readAllBytes())); }"
                                + "finally { tomcat.stop(); tomcat.destroy(); }")
                .library(Tomcat.class);
        try (Running running = start(app)) {
            assertThat(running.get("/s").body()).isEqualTo("from inside");
        }
    }

    @Test
    void aLoggingLibraryIsTheApplicationsOwn() throws Exception {
        TestApp app = app(
                        "",
                        "out.println(org.jboss.logging.Logger.class.getClassLoader() == getClass().getClassLoader());"
                                + "org.jboss.logging.Logger.getLogger(\"x\").debug(\"said\");"
                                + "out.println(Thread.currentThread().getContextClassLoader() == getClass().getClassLoader());")
                .library(Logger.class);
        try (Running running = start(app)) {
            assertThat(running.get("/s").body().lines()).containsExactly("true", "true");
        }
    }

    @Test
    void resourcesHaveAddressesThatCanBeOpenedAndListed() throws Exception {
        TestApp app = app(
                        "",
                        "var file = getServletContext().getResource(\"/a.txt\");"
                                + "out.println(new File(file.toURI()).length());"
                                + "var ofJar = getServletContext().getResource(\"/in-jar.txt\");"
                                + "out.println(new String(ofJar.openStream().readAllBytes()));"
                                + "var entry = getClass().getClassLoader().getResource(\"conf/x.properties\");"
                                + "out.println(entry.getProtocol() + \" \" + new String(entry.openStream().readAllBytes()));"
                                + "var jar = (java.net.JarURLConnection) entry.openConnection(); jar.setUseCaches(false);"
                                + "try (var opened = jar.getJarFile()) { out.println(opened.stream().anyMatch("
                                + "e -> e.getName().startsWith(\"conf/\"))); }"
                                + "out.println(getClass().getClassLoader().getResource(\"\").getProtocol());"
                                + "out.println(new File(S.class.getProtectionDomain().getCodeSource().getLocation()"
                                + ".toURI()).isDirectory());")
                .file("a.txt", "four")
                .library("a.jar", "META-INF/resources/in-jar.txt", "in the jar", "conf/x.properties", "k=v");
        try (Running running = start(app)) {
            assertThat(running.get("/s").body().lines())
                    .containsExactly("4", "in the jar", "jar k=v", "true", "file", "true");
        }
    }
}
