package org.junicorn.container.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.route.AppRewriting;
import org.junicorn.container.war.InvalidAppException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rules that an application brings: Tomcat's rewrite.config and WildFly's undertow-handlers.conf. */
@Timeout(120)
class RewriteTest {
    private static final String VALVE = "<Valve className=\"org.apache.catalina.valves.rewrite.RewriteValve\"/>";

    private static final String SHOW = """
            response.getWriter().print(request.getRequestURI() + " " + request.getServletPath() + " "
                    + request.getPathInfo() + " " + request.getQueryString() + " " + request.getParameter("id") + " "
                    + request.getAttribute("mark") + " " + request.getServerName());
            """;

    @TempDir
    Path folder;

    private TestApp app() {
        return new TestApp(folder)
                .servlet("Show", "/show/*", SHOW)
                .servlet("Failing", "/error", "response.getWriter().print(\"page of the application\");")
                .errorPage(410, "", "/error")
                .file("WEB-INF/secret.txt", "secret")
                .file("real.txt", "real");
    }

    private Running rewriting(String config) throws Exception {
        return app().context(VALVE).file("WEB-INF/rewrite.config", config).start();
    }

    @Test
    void pathsAreRewrittenBeforeAServletIsChosen() throws Exception {
        try (Running running = rewriting("""
                # a comment
                RewriteRule ^/item/(\\d+)$ /show?id=$1 [L]
                RewriteRule ^/add/(.*)$ /show/$1?id=1 [QSA,L]
                RewriteRule ^/drop$ /show [QSD,L]
                RewriteRule ^/mark$ /show [E=mark:%{REQUEST_METHOD},L]
                RewriteRule ^/umlaut$ /show/\\%C3\\%A4\\%20b [L]
                """)) {
            assertThat(running.get("/item/7?x=y").body()).isEqualTo("/show /show null id=7 7 null 127.0.0.1");
            assertThat(running.get("/add/a%20b?x=y").body())
                    .isEqualTo("/show/a%20b /show /a b id=1&x=y 1 null 127.0.0.1");
            assertThat(running.get("/drop?id=9").body()).isEqualTo("/show /show null null null null 127.0.0.1");
            assertThat(running.get("/mark?id=9").body()).isEqualTo("/show /show null id=9 9 GET 127.0.0.1");
            assertThat(running.get("/umlaut").body()).isEqualTo("/show/%C3%A4%20b /show /ä b null null null 127.0.0.1");
            assertThat(running.get("/show").body()).isEqualTo("/show /show null null null null 127.0.0.1");
        }
    }

    @Test
    void conditionsLookAtTheRequestAndItsFiles() throws Exception {
        try (Running running = rewriting("""
                RewriteCond %{HTTP:X-Beta} ^yes$ [OR]
                RewriteCond %{QUERY_STRING} beta
                RewriteRule ^/show$ /show/beta [L]
                RewriteCond %{REQUEST_PATH} !-f
                RewriteCond %{REQUEST_PATH} !^/show
                RewriteRule ^(.*)$ /show/none$1
                """)) {
            assertThat(running.send("/show", request -> request.header("X-Beta", "yes"))
                            .body())
                    .startsWith("/show/beta ");
            assertThat(running.get("/show?beta").body()).startsWith("/show/beta ");
            assertThat(running.get("/show").body()).startsWith("/show ");
            assertThat(running.get("/real.txt").body()).isEqualTo("real");
            assertThat(running.get("/other").body()).startsWith("/show/none/other ");
        }
    }

    @Test
    void redirectsAndErrorsAreThoseOfTheApplication() throws Exception {
        try (Running running = rewriting("""
                RewriteRule ^/old/(.*)$ /new/$1 [R=301,L]
                RewriteRule ^/away$ https://other.example/x [R]
                RewriteRule ^/bare$ /new? [R]
                RewriteRule ^/closed$ - [F]
                RewriteRule ^/gone$ - [G]
                RewriteRule ^/cookie$ /show [CO=tried:yes:example.com:60:/c:true:true]
                """)) {
            HttpResponse<String> old = running.get("/old/a?b=c");
            assertThat(old.statusCode()).isEqualTo(301);
            assertThat(old.headers().firstValue("Location")).contains("/new/a?b=c");
            HttpResponse<String> away = running.get("/away");
            assertThat(away.statusCode()).isEqualTo(302);
            assertThat(away.headers().firstValue("Location")).contains("https://other.example/x");
            assertThat(running.get("/bare?a=b").headers().firstValue("Location"))
                    .contains("/new");
            assertThat(running.get("/closed").statusCode()).isEqualTo(403);
            HttpResponse<String> gone = running.get("/gone");
            assertThat(gone.statusCode()).isEqualTo(410);
            assertThat(gone.body()).isEqualTo("page of the application");
            assertThat(running.get("/cookie").headers().firstValue("Set-Cookie").orElse(""))
                    .startsWith("tried=yes;")
                    .containsIgnoringCase("domain=example.com")
                    .containsIgnoringCase("max-age=60")
                    .contains("Secure", "HttpOnly");
        }
    }

    @Test
    void chainsAndSkipsAndMapsWork() throws Exception {
        TestApp app = app().source("Shout", """
                        public class Shout implements org.apache.catalina.valves.rewrite.RewriteMap {
                            private String suffix;
                            public String setParameters(String parameters) { suffix = parameters; return null; }
                            public String lookup(String key) { return key.equals("none") ? null : key + suffix; }
                        }
                        """)
                .context(VALVE)
                .file("WEB-INF/map.txt", "one 1\ntwo 2 # comment\n")
                .file("WEB-INF/rewrite.config", """
                RewriteMap up int:toupper
                RewriteMap numbers txt:WEB-INF/map.txt
                RewriteMap shout app.Shout !!
                RewriteRule ^/up/(.*)$ /show/${up:$1} [L]
                RewriteRule ^/number/(.*)$ /show/${numbers:$1|many} [L]
                RewriteRule ^/shout/(.*)$ /show/${shout:$1|quiet} [L]
                RewriteRule ^/chain /chained [C]
                RewriteRule ^/chained /show/chained [L]
                RewriteRule ^/skip$ - [S=1]
                RewriteRule ^/skip$ /show/notskipped [L]
                RewriteRule ^/skip$ /show/skipped [L]
                """);
        try (Running running = app.start()) {
            assertThat(running.get("/up/abc").body()).startsWith("/show/ABC ");
            assertThat(running.get("/number/two").body()).startsWith("/show/2 ");
            assertThat(running.get("/number/ten").body()).startsWith("/show/many ");
            assertThat(running.get("/shout/hey").body()).startsWith("/show/hey!! ");
            assertThat(running.get("/shout/none").body()).startsWith("/show/quiet ");
            assertThat(running.get("/chain").body()).startsWith("/show/chained ");
            assertThat(running.get("/skip").body()).startsWith("/show/skipped ");
        }
    }

    @Test
    void noRuleLeadsIntoWebInfOrAboveTheRoot() throws Exception {
        try (Running running = rewriting("""
                RewriteCond %{QUERY_STRING} ^to=(.*)$
                RewriteRule ^/page$ /a/%1
                """)) {
            assertThat(running.get("/page?to=../real.txt").body()).isEqualTo("real");
            assertThat(running.get("/page?to=../WEB-INF/secret.txt").statusCode())
                    .isEqualTo(404);
            assertThat(running.get("/page?to=..%2FWEB-INF%2Fsecret.txt").statusCode())
                    .isEqualTo(404);
            assertThat(running.get("/page?to=../../x").statusCode()).isEqualTo(400);
            assertThat(running.get("/page?to=a%0Db").statusCode()).isEqualTo(400);
        }
    }

    @Test
    void withoutTheValveTheFileMeansNothing() throws Exception {
        try (Running running =
                app().file("WEB-INF/rewrite.config", "RewriteRule ^/x$ /show").start()) {
            assertThat(running.get("/x").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void handlersOfUndertowSeeThePathInTheApplication() throws Exception {
        TestApp app = app().file("WEB-INF/undertow-handlers.conf", """
                regex('/item/(\\d+)') -> rewrite('/show?id=${1}')
                path('/moved') -> redirect('/elsewhere')
                path-prefix('/private') -> response-code(403)
                path('/leak') -> rewrite('/a/%{q,to}')
                """);
        try (Running running = app.start("/shop")) {
            assertThat(running.get("/shop/item/7").body()).isEqualTo("/shop/show /show null id=7 7 null 127.0.0.1");
            assertThat(running.get("/shop/moved").statusCode()).isEqualTo(302);
            assertThat(running.get("/shop/private/x").statusCode()).isEqualTo(403);
            assertThat(running.get("/shop/leak?to=../WEB-INF/secret.txt").statusCode())
                    .isEqualTo(404);
            assertThat(running.get("/shop/real.txt").body()).isEqualTo("real");
        }
    }

    @Test
    void aFaultIsToldWithFileAndLineWhenTheApplicationIsPrepared() throws Exception {
        assertThat(fault("RewriteRule ^/a$ /b\n\nRewriteRule ( /x"))
                .startsWith("WEB-INF/rewrite.config, line 3: Unclosed group near index 1");
        assertThat(fault("RewriteRule ^/a$"))
                .isEqualTo(
                        "WEB-INF/rewrite.config, line 1: something is missing; write RewriteRule Pattern Substitution"
                                + " [Flags]");
        assertThat(fault("RewriteRule ^/a$ /b [L,XX]"))
                .isEqualTo("WEB-INF/rewrite.config, line 1: the flag XX is not known");
        assertThat(fault("RewriteRule ^/a$ /b [VS]"))
                .isEqualTo("WEB-INF/rewrite.config, line 1: the flag VS is not supported: there is no next valve");
        assertThat(fault("RewriteEngine on"))
                .isEqualTo("WEB-INF/rewrite.config, line 1: \"RewriteEngine\" is not known; write RewriteCond,"
                        + " RewriteRule, RewriteMap or a comment with #");
        assertThat(fault("RewriteMap m txt:none.txt"))
                .isEqualTo("WEB-INF/rewrite.config, line 1: there is no file none.txt; write a whole path, or one below"
                        + " the application's folder");
        assertThat(fault("RewriteMap m app.Missing")).isEmpty();
        assertThatThrownBy(() -> rewriting("RewriteMap m app.Missing").close())
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("WEB-INF/rewrite.config, line 1: the map app.Missing cannot be made");
    }

    private String fault(String config) throws Exception {
        TestApp app = app().context(VALVE).file("WEB-INF/rewrite.config", config);
        Files.deleteIfExists(app.root().resolve("WEB-INF/undertow-handlers.conf"));
        try {
            AppRewriting.check(app.root(), app.model().context());
            return "";
        } catch (InvalidAppException e) {
            return e.getMessage();
        }
    }
}
