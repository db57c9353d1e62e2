package org.junicorn.container.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.war.ContextModel.Part;
import org.junicorn.container.war.InvalidAppException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextXmlTest {
    @TempDir
    Path folder;

    private TestApp app() {
        return new TestApp(folder);
    }

    private static String cookie(Running running, String path) throws Exception {
        return running.get(path).headers().firstValue("Set-Cookie").orElse("");
    }

    @Test
    void parametersAreLaidOverThoseOfWebXmlUnlessTheyMayBeOverridden() throws Exception {
        TestApp app = app().contextParam("a", "web")
                .contextParam("b", "web")
                .context("""
                <Parameter name="a" value="context"/>
                <Parameter name="b" value="context" override="false"/>
                <Parameter name="c" value="${java.vm.name}"/>
                """)
                .servlet("S", "/s", """
                ServletContext c = getServletContext();
                response.getWriter().print(c.getInitParameter("a") + c.getInitParameter("b") + c.getInitParameter("c"));
                """);
        try (Running running = app.start()) {
            assertThat(running.get("/s").body()).isEqualTo("webcontext" + System.getProperty("java.vm.name"));
        }
    }

    @Test
    void theContextNamesTheSessionCookie() throws Exception {
        TestApp app = app().context(
                        "sessionCookieName='SID' sessionCookieDomain='a.example' sessionCookiePath='/x'"
                                + " sessionCookiePathUsesTrailingSlash='true' useHttpOnly='false'",
                        "<Manager pathname='' sessionIdLength='20' maxActiveSessions='1'/>")
                .servlet("S", "/s", "request.getSession();");
        try (Running running = app.start()) {
            assertThat(cookie(running, "/s")).matches("SID=[0-9A-F]{40}; [Pp]ath=/x/; [Dd]omain=a.example");
            assertThat(running.get("/s").statusCode()).isEqualTo(500); // a second session is one too many
        }
    }

    @Test
    void withoutCookiesSessionsAreTrackedInUrls() throws Exception {
        TestApp app = app().context("cookies='false'", "")
                .servlet("S", "/s", "request.getSession(); response.getWriter().print(response.encodeURL(\"/s\"));");
        try (Running running = app.start()) {
            assertThat(cookie(running, "/s")).isEmpty();
            assertThat(running.get("/s").body()).startsWith("/s;jsessionid=");
        }
    }

    @Test
    void sameSiteIsAddedToCookiesThatDoNotSayItThemselves() throws Exception {
        TestApp app = app().context("<CookieProcessor sameSiteCookies='strict'/>")
                .servlet("S", "/s", "response.addCookie(new Cookie(\"a\", \"b\"));")
                .servlet("T", "/t", """
                        Cookie cookie = new Cookie("a", "b");
                        cookie.setAttribute("SameSite", "Lax");
                        response.addCookie(cookie);
                        """);
        TestApp without = new TestApp(folder.resolve("without")).servlet("T", "/t", """
                Cookie cookie = new Cookie("a", "b");
                cookie.setAttribute("SameSite", "Lax");
                response.addCookie(cookie);
                """);
        try (Running running = without.start()) {
            assertThat(cookie(running, "/t")).isEqualTo("a=b; SameSite=Lax");
        }
        try (Running running = app.start()) {
            assertThat(cookie(running, "/s")).isEqualTo("a=b; SameSite=Strict");
            assertThat(cookie(running, "/t")).isEqualTo("a=b; SameSite=Lax");
        }
    }

    @Test
    void resourcesAreMountedBeforeAndBehindTheApplicationsOwn() throws Exception {
        Path before = Files.createDirectories(folder.resolve("before/deep"));
        Files.writeString(before.resolve("a.txt"), "before");
        Files.writeString(before.resolve("only.txt"), "only");
        Path after = Files.createDirectories(folder.resolve("after"));
        Files.writeString(after.resolve("a.txt"), "after");
        Files.writeString(after.resolve("last.txt"), "last");
        Path jar = folder.resolve("some.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry("META-INF/resources/j.txt"));
            zip.write("jar".getBytes());
            zip.putNextEntry(new ZipEntry("other.txt"));
        }
        String sets = "org.apache.catalina.webresources.";
        TestApp app = app().file("a.txt", "own")
                .file("img/own.txt", "own")
                .context("""
                <Resources>
                  <PreResources className="%sDirResourceSet" base="%s" internalPath="/deep" webAppMount="/img"/>
                  <JarResources className="%sJarResourceSet" base="%s" internalPath="/META-INF/resources"/>
                  <PostResources className="%sDirResourceSet" base="%s"/>
                  <PostResources className="%sFileResourceSet" base="%s" webAppMount="/one.txt"/>
                </Resources>""".formatted(
                                sets, before.getParent(), sets, jar, sets, after, sets, after.resolve("last.txt")))
                .servlet(
                        "S",
                        "/s",
                        "response.getWriter().print(new TreeSet<>("
                                + "getServletContext().getResourcePaths(\"/img/\")));");
        try (Running running = app.start()) {
            assertThat(running.get("/a.txt").body()).isEqualTo("own");
            assertThat(running.get("/last.txt").body()).isEqualTo("last");
            assertThat(running.get("/one.txt").body()).isEqualTo("last");
            assertThat(running.get("/one.txt/more").statusCode()).isEqualTo(404);
            assertThat(running.get("/img/a.txt").body()).isEqualTo("before");
            assertThat(running.get("/img/own.txt").body()).isEqualTo("own");
            assertThat(running.get("/j.txt").body()).isEqualTo("jar");
            assertThat(running.get("/other.txt").statusCode()).isEqualTo(404);
            assertThat(running.get("/s").body()).isEqualTo("[/img/a.txt, /img/only.txt, /img/own.txt]");
        }
    }

    @Test
    void aResourceSetThatIsNotThereFailsTheDeployment() {
        TestApp app = app().context("<Resources><PreResources"
                + " className='org.apache.catalina.webresources.DirResourceSet' base='/not/there'/></Resources>");
        assertThatThrownBy(app::start)
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("context.xml, line 1: <PreResources> names /not/there, which is not a folder");
    }

    @Test
    void linksAreFollowedOnlyIfTheContextSaysSo() throws Exception {
        Path outside = Files.writeString(folder.resolve("outside.txt"), "outside");
        TestApp app = app().file("a.txt", "a");
        Files.createSymbolicLink(app.root().resolve("link.txt"), outside);
        try (Running running = app.start()) {
            assertThat(running.get("/link.txt").statusCode()).isEqualTo(404);
        }
        try (Running running = app.context("<Resources allowLinking='true'/>").start()) {
            assertThat(running.get("/link.txt").body()).isEqualTo("outside");
        }
    }

    @Test
    void addressesThatAreNotAllowedAreRefusedBeforeAnythingElse() throws Exception {
        String valve = "<Valve className='org.apache.catalina.valves.%s' %s/>";
        TestApp app = app().file("a.txt", "a");
        for (String denied : new String[] {
            "allow='10\\.\\d+\\.\\d+\\.\\d+'", "deny='127\\.0\\.0\\.1'", "allow='127.*' deny='127.*'", ""
        }) {
            try (Running running =
                    app.context(valve.formatted("RemoteAddrValve", denied)).start()) {
                assertThat(running.get("/a.txt").statusCode()).isEqualTo(403);
            }
        }
        try (Running running = app.context(
                        valve.formatted("RemoteCIDRValve", "allow='192.168.0.0/16, 10.1.2.3' denyStatus='404'"))
                .start()) {
            assertThat(running.get("/a.txt").statusCode()).isEqualTo(404);
        }
        for (String allowed : new String[] {"allow='127\\.0\\.0\\.\\d+'", "deny='10\\..*'"}) {
            try (Running running =
                    app.context(valve.formatted("RemoteAddrValve", allowed)).start()) {
                assertThat(running.get("/a.txt").body()).isEqualTo("a");
            }
        }
        try (Running running = app.context(valve.formatted("RemoteCIDRValve", "allow='::1,127.0.0.0/8'"))
                .start()) {
            assertThat(running.get("/a.txt").body()).isEqualTo("a");
        }
    }

    @Test
    void aRuleAboutAddressesThatCannotBeReadFailsTheDeployment() {
        assertThatThrownBy(
                        app().context("<Valve className='org.apache.catalina.valves.RemoteAddrValve' allow='('/>")
                                ::start)
                .hasMessageContaining("context.xml, line 1: allow is not a regular expression: ");
        assertThatThrownBy(
                        app().context(
                                                "<Valve className='org.apache.catalina.valves.RemoteCIDRValve' deny='10.0.0.0/33'/>")
                                ::start)
                .hasMessageContaining(
                        "context.xml, line 1: deny: 10.0.0.0/33 has no number of bits from 0 to 32 after the slash");
        assertThatThrownBy(
                        app().context(
                                                "<Valve className='org.apache.catalina.valves.RemoteCIDRValve' deny='a.example'/>")
                                ::start)
                .hasMessageContaining(
                        "context.xml, line 1: deny: a.example is no address and no network; write 10.0.0.7, 10.0.0.0/8, fd00::/8");
    }

    @Test
    void networksCountTheirLeadingBits() throws Exception {
        AddressRule rule = AddressRule.of(valve("RemoteCIDRValve", "allow", "10.0.0.0/9,fd00::/8"));

        assertThat(rule.admits("10.127.255.255")).isTrue();
        assertThat(rule.admits("10.128.0.0")).isFalse();
        assertThat(rule.admits("fdff:0:0:0:0:0:0:1")).isTrue();
        assertThat(rule.admits("fe00:0:0:0:0:0:0:1")).isFalse();
        assertThat(rule.admits("")).isFalse();
        assertThat(rule.admits("fd00:0:0:0:0:0:0:1%eth0")).isTrue();
    }

    private static Part valve(String name, String attribute, String value) {
        return new Part(
                "Valve",
                java.util.Map.of("className", "org.apache.catalina.valves." + name, attribute, value),
                "",
                java.util.List.of(),
                "c.xml, line 1");
    }

    @Test
    void whatMayGuardTheApplicationAndIsNotKnownIsRefused() {
        assertThatThrownBy(() -> app().context("<Valve className='com.example.Guard'/>"))
                .hasRootCauseInstanceOf(InvalidAppException.class)
                .hasRootCauseMessage(
                        "context.xml, line 1: <Valve className=\"com.example.Guard\"> cannot be honoured: it"
                                + " may guard the application; leave it out, or lay a file without it over this one with"
                                + " context_xml and override=\"true\"");
    }
}
