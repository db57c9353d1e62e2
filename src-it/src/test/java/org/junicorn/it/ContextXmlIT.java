package org.junicorn.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The application's context.xml and the operator's over it, up to the realm that all workers share. */
class ContextXmlIT {
    private static final String WEB_XML = """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1" metadata-complete="true">
              <security-constraint>
                <web-resource-collection>
                  <web-resource-name>a</web-resource-name><url-pattern>/*</url-pattern>
                </web-resource-collection>
                <auth-constraint><role-name>staff</role-name></auth-constraint>
              </security-constraint>
              <login-config><auth-method>BASIC</auth-method><realm-name>shop</realm-name></login-config>
            </web-app>
            """;

    @RegisterExtension
    final Servers servers = new Servers();

    private InMemoryDirectoryServer directory;

    @BeforeEach
    void startDirectory() throws Exception {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example");
        config.addAdditionalBindCredentials("cn=root", "password-of-root");
        config.setSchema(null);
        directory = new InMemoryDirectoryServer(config);
        directory.add("dn: dc=example", "objectClass: domain", "dc: example");
        for (String uid : List.of("ann", "bob")) {
            directory.add(
                    "dn: uid=" + uid + ",dc=example", "objectClass: person", "uid: " + uid, "userPassword: secret");
        }
        directory.add(
                "dn: cn=staff,dc=example",
                "objectClass: groupOfNames",
                "cn: staff",
                "member: uid=ann,dc=example",
                "member: uid=bob,dc=example");
        directory.startListening();
    }

    @AfterEach
    void stopDirectory() {
        directory.shutDown(true);
    }

    private String realm() {
        return "<Realm className='org.apache.catalina.realm.LockOutRealm' failureCount='3'>\n"
                + "<Realm className='org.apache.catalina.realm.JNDIRealm' connectionURL='ldap://127.0.0.1:"
                + directory.getListenPort()
                + "' connectionName='cn=root' connectionPassword='${LDAP_PASSWORD}' userBase='dc=example'"
                + " userSearch='(uid={0})' roleBase='dc=example' roleSearch='(member={0})' roleName='cn'/></Realm>";
    }

    private Path war(String contextXml) {
        return Wars.of(
                servers.directory().resolve("shop.war"),
                Map.of(
                        "WEB-INF/web.xml",
                        WEB_XML.getBytes(UTF_8),
                        "META-INF/context.xml",
                        contextXml.getBytes(UTF_8),
                        "index.html",
                        "the shop".getBytes(UTF_8)));
    }

    private static int status(ServerProcess server, String user, String password) throws HttpFailure {
        String credentials = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
        try (Http.Connection connection = Http.Connection.open(server.address())) {
            return connection
                    .exchange(
                            "GET",
                            "/index.html",
                            List.of("Connection: close", "Authorization: Basic " + credentials),
                            new byte[0])
                    .status();
        }
    }

    @Test
    void theUsersOfADirectoryLogInAndAreLockedOutOnAllWorkers() throws IOException {
        ServerProcess server = servers.server()
                .app(war("<Context>\n" + realm() + "\n</Context>"))
                .environment("LDAP_PASSWORD", "password-of-root")
                .workers(2)
                .serve();
        for (int i = 0; i < 6; i++) {
            assertThat(status(server, "ann", "secret")).isEqualTo(200);
        }
        for (int i = 0; i < 3; i++) {
            assertThat(status(server, "ann", "wrong")).isEqualTo(401);
        }
        for (int i = 0; i < 12; i++) {
            assertThat(status(server, "ann", "secret")).isEqualTo(401);
        }
        assertThat(status(server, "bob", "secret")).isEqualTo(200);
        server.log().awaitMessages(0, "the user \"ann\" is locked out after 3 failures", 1);
        assertThat(server.log().text()).doesNotContain("password-of-root");

        directory.shutDown(true);
        for (int i = 0; i < 6; i++) {
            assertThat(status(server, "bob", "secret")).isEqualTo(503);
        }
        server.log().awaitMessages(0, "nobody can log in now: the realm's directory cannot be asked: ", 1);
    }

    @Test
    void theOperatorsFileIsLaidOverTheApplications() throws IOException {
        Path over = Files.writeString(
                servers.directory().resolve("over.xml"), "<Context>\n" + realm() + "\n<Mangaer/></Context>");
        ServerProcess server = servers.server()
                .app(war("<Context><Realm className='org.apache.catalina.realm.NullRealm'/></Context>"))
                .option("--context-xml", over)
                .environment("LDAP_PASSWORD", "password-of-root")
                .serve();
        assertThat(status(server, "ann", "secret")).isEqualTo(200);
        assertThat(server.log().text())
                .contains(over + ", line 4: <Mangaer> is not known inside <Context>; it is ignored");

        Files.writeString(over, "<Context>\n<Realm</Context>");
        assertThat(Reloads.failingReload(server).field("reason"))
                .contains(over + ", line 2, column ", "not well-formed XML: ");
        assertThat(status(server, "ann", "secret")).isEqualTo(200);
    }
}
