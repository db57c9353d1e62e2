package org.junicorn.container.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import org.h2.jdbcx.JdbcDataSource;
import org.junicorn.container.war.WebAppModel.ResourceCollection;
import org.junicorn.container.war.WebAppModel.RoleRule;
import org.junicorn.container.war.WebAppModel.SecurityConstraintModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Realm of a context.xml behind constraints and ways to log in. */
class RealmTest {
    private static final String CLASS = "org.apache.catalina.realm.";

    @TempDir
    Path folder;

    private TestApp app(String method, List<String> roles, String realm) {
        return new TestApp(folder)
                .login(method, "r")
                .file("login.html", "log in here")
                .file("error.html", "wrong")
                .servlet("Who", "/who", "response.getWriter().print(request.getRemoteUser());")
                .servlet("In", "/in", "request.login(\"ann\", \"secret\");")
                .map(TestApp.servletModel("Who", "/who", "/admin/who"), s -> s)
                .constraint(new SecurityConstraintModel(
                        List.of(new ResourceCollection(List.of("/admin/*"), List.of(), List.of())),
                        new RoleRule(false, false, roles),
                        false))
                .context(realm);
    }

    private static HttpResponse<String> get(Running running, String user, String password) throws Exception {
        String credentials = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
        return running.send("/admin/who", request -> request.header("Authorization", "Basic " + credentials));
    }

    private String memory(String attributes, String users) throws Exception {
        Path file = Files.writeString(folder.resolve("u.xml"), "<tomcat-users>" + users + "</tomcat-users>");
        return "<Realm className='" + CLASS + "MemoryRealm' pathname='" + file + "' " + attributes + "/>";
    }

    @Test
    void theRealmOfTheContextWinsOverTheServersUsers() throws Exception {
        String realm = memory("", "<user username='ann' password='secret' roles='admin'/>");
        TestApp app =
                app("BASIC", List.of("admin"), realm).users("<user username='bob' password='secret' roles='admin'/>");
        try (Running running = app.start()) {
            assertThat(get(running, "ann", "secret").body()).isEqualTo("ann");
            assertThat(get(running, "bob", "secret").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void usersComeFromTheDatabaseBehindAResource() throws Exception {
        String url = "jdbc:h2:" + folder.resolve("users");
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(url);
        source.setUser("sa");
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table users(name varchar primary key, pass varchar)");
            statement.execute("create table roles(name varchar, role varchar)");
            statement.execute("insert into users values('ann', 'secret'), ('bob', 'secret')");
            statement.execute("insert into roles values('ann', 'admin'), ('bob', 'other')");
        }
        String resource = "<Resource name='jdbc/users' type='javax.sql.DataSource' username='sa' url='" + url
                + "' maxTotal='2'/>";
        String realm = "<Realm className='" + CLASS + "DataSourceRealm' dataSourceName='jdbc/users'"
                + " localDataSource='true' userTable='users' userNameCol='name' userCredCol='pass'"
                + " userRoleTable='roles' roleNameCol='role'/>";
        Path driver = Path.of(org.h2.Driver.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        TestApp app = app("BASIC", List.of("admin"), resource + realm).lib(driver);
        assertThat(app.contextWarnings()).isEmpty();
        try (Running running = app.start()) {
            assertThat(get(running, "ann", "secret").body()).isEqualTo("ann");
            assertThat(get(running, "bob", "secret").statusCode()).isEqualTo(403);
            assertThat(get(running, "ann", "wrong").statusCode()).isEqualTo(401);
        }
        TestApp lost = app("BASIC", List.of("admin"), realm).lib(driver);
        try (Running running = lost.start()) {
            assertThat(get(running, "ann", "secret").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void allRolesModeSaysWhatTheStarStandsFor() throws Exception {
        String users = "<user username='ann' password='secret' roles='admin'/>"
                + "<user username='bob' password='secret' roles='other'/>";
        for (String mode : List.of("", "allRolesMode='strict'", "allRolesMode='strictAuthOnly'")) {
            TestApp app = app("BASIC", List.of("*"), memory(mode, users)).roles("admin");
            try (Running running = app.start()) {
                assertThat(get(running, "ann", "secret").statusCode()).isEqualTo(200);
                assertThat(get(running, "bob", "secret").statusCode()).as(mode).isEqualTo(403);
            }
        }
        TestApp everybody = app("BASIC", List.of("*"), memory("allRolesMode='authOnly'", users))
                .roles("admin");
        try (Running running = everybody.start()) {
            assertThat(get(running, "bob", "secret").statusCode()).isEqualTo(200);
            assertThat(get(running, "bob", "wrong").statusCode()).isEqualTo(401);
        }
        try (Running running = app("BASIC", List.of("*"), memory("allRolesMode='strictAuthOnly'", users))
                .start()) {
            assertThat(get(running, "bob", "secret").statusCode()).isEqualTo(200);
        }
        assertThatThrownBy(app("BASIC", List.of("*"), memory("allRolesMode='lax'", users))::start)
                .hasMessageContaining(
                        "context.xml, line 1: allRolesMode of <Realm> is not known; write strict, authOnly"
                                + " or strictAuthOnly");
    }

    @Test
    void aDirectoryThatIsDownIsNobodysFaultAndLocksNobodyOut() throws Exception {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example");
        config.setSchema(null);
        InMemoryDirectoryServer directory = new InMemoryDirectoryServer(config);
        directory.add("dn: dc=example", "objectClass: domain", "dc: example");
        directory.add("dn: uid=ann,dc=example", "objectClass: person", "uid: ann", "userPassword: secret");
        directory.startListening();
        String realm = "<Realm className='" + CLASS + "JNDIRealm' connectionURL='ldap://127.0.0.1:"
                + directory.getListenPort() + "' userPattern='uid={0},dc=example' commonRole='admin'/>";
        try (Running basic = app("BASIC", List.of("admin"), realm).start();
                Running form = app("FORM", List.of("admin"), realm).start()) {
            assertThat(get(basic, "ann", "secret").body()).isEqualTo("ann");
            directory.shutDown(true);
            for (int i = 0; i < 6; i++) {
                HttpResponse<String> refused = get(basic, "ann", "secret");
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.headers().map()).doesNotContainKey("www-authenticate");
            }
            assertThat(basic.get("/in").statusCode()).isEqualTo(500);
            HttpResponse<String> asked = form.get("/admin/who");
            String cookie =
                    asked.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
            assertThat(form.send("/j_security_check", request -> request.header("Cookie", cookie)
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .POST(BodyPublishers.ofString("j_username=ann&j_password=secret")))
                            .statusCode())
                    .isEqualTo(503);
            directory.startListening();
            assertThat(get(basic, "ann", "secret").body()).isEqualTo("ann");
        } finally {
            directory.shutDown(true);
        }
    }

    /** Of "CN=ann, O=Example", valid for a hundred years. */
    private static final String CERTIFICATE = """
            -----BEGIN CERTIFICATE-----
            MIIBWzCCAQCgAwIBAgIJAJup+/gxHNvoMAoGCCqGSM49BAMCMCAxEDAOBgNVBAoT
            B0V4YW1wbGUxDDAKBgNVBAMTA2FubjAgFw0yNjExMjEwNjUyMzNaGA8yMTI2MTAy
            ODA2NTIzM1owIDEQMA4GA1UEChMHRXhhbXBsZTEMMAoGA1UEAxMDYW5uMFkwEwYH
            KoZIzj0CAQYIKoZIzj0DAQcDQgAENsW3raT767zHKaQW+aoki9NuYHuqWJMhQhUe
            me4mXDx8RaBYcKhtjkXm0JkyD6hzCzTnHppnYhqwtAk/97I6oaMhMB8wHQYDVR0O
            BBYEFOQMgtNWgw+oI+ln5Kv8kAMGjGp8MAoGCCqGSM49BAMCA0kAMEYCIQCsdosM
            ktbpLJzWn+Aeg5F7k9pWoD+hedVZ5CtyTsmmJAIhAOInMJrVth/30TCNbR63cto6
            QZ81SlV5/qUJGP6Phebu
            -----END CERTIFICATE-----
            """;

    @Test
    void theSubjectOfACertificateIsTheUsersName() throws Exception {
        String realm = memory("", "<user username='CN=ann, O=Example' roles='admin'/>");
        TestApp app = app("CLIENT-CERT", List.of("admin"), realm)
                .file("WEB-INF/cert.pem", CERTIFICATE)
                .source("Tls", """
                        public class Tls implements ServletRequestListener {
                            public void requestInitialized(ServletRequestEvent event) {
                                if (event.getServletRequest().getParameter("with") == null) {
                                    return;
                                }
                                try (InputStream in =
                                        event.getServletContext().getResourceAsStream("/WEB-INF/cert.pem")) {
                                    event.getServletRequest().setAttribute(
                                            "jakarta.servlet.request.X509Certificate",
                                            new java.security.cert.X509Certificate[] {
                                                (java.security.cert.X509Certificate)
                                                        java.security.cert.CertificateFactory.getInstance("X.509")
                                                                .generateCertificate(in)
                                            });
                                } catch (Exception e) {
                                    throw new IllegalStateException(e);
                                }
                            }
                        }
                        """)
                .listener("Tls");
        try (Running running = app.start()) {
            assertThat(running.get("/admin/who?with=1").body()).isEqualTo("CN=ann, O=Example");
            assertThat(running.get("/admin/who").statusCode()).isEqualTo(401);
        }
        String others = memory("", "<user username='CN=bob, O=Example' roles='admin'/>");
        try (Running running = app.context(others).start()) {
            assertThat(running.get("/admin/who?with=1").statusCode()).isEqualTo(401);
        }
    }
}
