package org.junicorn.container.realm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.naming.NamingException;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import javax.security.auth.spi.LoginModule;
import org.h2.jdbcx.JdbcDataSource;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.security.DigestProof;
import org.junicorn.container.security.Identities;
import org.junicorn.container.security.IdentitiesUnavailableException;
import org.junicorn.container.security.Identity;
import org.junicorn.container.security.LoginBoard;
import org.junicorn.container.security.Realm;
import org.junicorn.container.war.AppSource;
import org.junicorn.container.war.ContextFile;
import org.junicorn.container.war.ContextModel;
import org.junicorn.container.war.Preparer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ContextRealmTest {
    private static final String REALM = "org.apache.catalina.realm.";

    @TempDir
    Path folder;

    private ContextModel context(String elements) throws Exception {
        Files.createDirectories(folder.resolve("app/WEB-INF"));
        return new Preparer()
                .prepare(
                        new AppSource.Directory(folder.resolve("app")),
                        Optional.of(new ContextFile("c.xml", ("<Context>" + elements + "</Context>").getBytes(UTF_8))),
                        folder.resolve("work"))
                .model()
                .context();
    }

    private Identities realm(String elements) throws Exception {
        return realm(elements, name -> {
            throw new NamingException("no " + name);
        });
    }

    private Identities realm(String elements, DataSources sources) throws Exception {
        return new ContextRealm(context(elements), Realm.empty(), "/", sources)
                .build()
                .identities();
    }

    private static Optional<Identity> user(String name, String... roles) {
        return Optional.of(new Identity(name, Set.of(roles)));
    }

    private static DigestProof proof(String user, String password) {
        String response = DigestProof.hex("MD5", DigestProof.hex("MD5", user + ":r:" + password) + ":rest");
        return new DigestProof("MD5", "r", "rest", response);
    }

    // Files

    private Path users(String users) throws Exception {
        return Files.writeString(folder.resolve("users.xml"), "<tomcat-users>" + users + "</tomcat-users>");
    }

    @Test
    void aMemoryRealmReadsItsFileWithItsCredentialHandler() throws Exception {
        Path file = users("<user username='ann' password='" + DigestProof.hex("SHA-256", "secret") + "' roles='a'/>"
                + "<user username='bob' password='plain'/>");
        Identities users = realm("<Realm className='" + REALM + "MemoryRealm' pathname='" + file + "'>"
                + "<CredentialHandler className='" + REALM + "NestedCredentialHandler'>"
                + "<CredentialHandler className='" + REALM + "MessageDigestCredentialHandler' algorithm='SHA-256'/>"
                + "<CredentialHandler className='" + REALM + "MessageDigestCredentialHandler'/>"
                + "</CredentialHandler></Realm>");

        assertThat(users.verify("ann", "secret")).isEqualTo(user("ann", "a"));
        assertThat(users.verify("ann", "Secret")).isEmpty();
        assertThat(users.verify("bob", "plain")).isEqualTo(user("bob"));
        assertThat(users.verify("bob", proof("bob", "plain"))).isEqualTo(user("bob"));
    }

    @Test
    void aUserDatabaseIsAResourceOfTheContext() throws Exception {
        Path file = users("<user username='ann' password='secret' roles='a'/>");
        String realm = "<Realm className='" + REALM + "UserDatabaseRealm' resourceName='Users'/>";

        assertThat(realm("<Resource name='Users' type='org.apache.catalina.UserDatabase' pathname='" + file + "'/>"
                                + realm)
                        .verify("ann", "secret"))
                .isEqualTo(user("ann", "a"));
        assertThatThrownBy(() -> realm(realm))
                .isInstanceOf(DeploymentException.class)
                .hasMessage("c.xml, line 1: <Realm className=\"org.apache.catalina.realm.UserDatabaseRealm\"> names the"
                        + " user database \"Users\", which is neither a <Resource> of this file nor the server's own;"
                        + " name a file of users with --tomcat-users");
    }

    @Test
    void withoutARealmTheServersOwnUsersCount() throws Exception {
        Realm server = Realm.empty();
        assertThat(ContextRealm.of(context(""), server, "")).isSameAs(server);
    }

    // Combinations

    @Test
    void aCombinedRealmAsksOneAfterTheOther() throws Exception {
        Path file = users("<user username='ann' password='secret' roles='a'/>");
        Identities users = realm("<Realm className='" + REALM + "CombinedRealm'>"
                + "<Realm className='" + REALM
                + "DataSourceRealm' dataSourceName='jdbc/x' userTable='u' userNameCol='n'"
                + " userCredCol='p'/>"
                + "<Realm className='" + REALM + "NullRealm'/>"
                + "<Realm className='" + REALM + "MemoryRealm' pathname='" + file + "'/></Realm>");

        assertThat(users.verify("ann", "secret")).isEqualTo(user("ann", "a"));
        assertThatThrownBy(() -> users.verify("ann", "wrong"))
                .isInstanceOf(IdentitiesUnavailableException.class)
                .hasMessage("the realm's data source \"jdbc/x\" cannot be asked: no jdbc/x");
    }

    @Test
    void aLockOutRealmLocksWithItsOwnNumberAndOthersWithFive() throws Exception {
        Path file = users("<user username='ann' password='secret'/>");
        String memory = "<Realm className='" + REALM + "MemoryRealm' pathname='" + file + "'/>";
        Identities two = realm("<Realm className='" + REALM + "LockOutRealm' failureCount='2'>" + memory + "</Realm>");
        Identities five = realm(memory);

        for (int i = 0; i < 2; i++) {
            two.verify("ann", "wrong");
            five.verify("ann", "wrong");
        }
        assertThat(two.verify("ann", "secret")).isEmpty();
        assertThat(five.verify("ann", "secret")).isEqualTo(user("ann"));
        for (int i = 0; i < 5; i++) {
            five.verify("ann", "wrong");
        }
        assertThat(five.verify("ann", "secret")).isEmpty();
    }

    @Test
    void applicationsLockOutTheirOwnUsersOnOneBoard() throws Exception {
        Path file = users("<user username='ann' password='secret'/>");
        Realm server = Realm.nobody(LoginBoard.alone());
        ContextModel context = context("<Realm className='" + REALM + "MemoryRealm' pathname='" + file + "'/>");
        Identities shop = ContextRealm.of(context, server, "/shop").identities();
        Identities sameShop = ContextRealm.of(context, server, "/shop").identities();
        Identities other = ContextRealm.of(context, server, "/other").identities();

        for (int i = 0; i < 5; i++) {
            shop.verify("ann", "wrong");
        }
        assertThat(sameShop.verify("ann", "secret")).isEmpty();
        assertThat(other.verify("ann", "secret")).isEqualTo(user("ann"));
    }

    @Test
    void whatASourceThatIsDownAnswersIsNotCounted() throws Exception {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:down;DB_CLOSE_DELAY=-1");
        boolean[] down = {true};
        tables(source);
        Identities users = realm(DATABASE, name -> {
            if (down[0]) {
                throw new NamingException("down");
            }
            return source;
        });

        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> users.verify("ann", "secret")).isInstanceOf(IdentitiesUnavailableException.class);
        }
        down[0] = false;
        assertThat(users.verify("ann", "secret")).isEqualTo(user("ann", "admin", "user"));
    }

    // Databases

    private static final String DATABASE = "<Realm className='" + REALM + "DataSourceRealm' dataSourceName='jdbc/users'"
            + " localDataSource='true' userTable='users' userNameCol='name' userCredCol='pass' userRoleTable='roles'"
            + " roleNameCol='role'/>";

    private static void tables(JdbcDataSource source) throws Exception {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table users(name varchar, pass varchar)");
            statement.execute("create table roles(name varchar, role varchar)");
            statement.execute("insert into users values('ann', 'secret '), ('nopass', null)");
            statement.execute("insert into roles values('ann', 'admin'), ('ann', 'user '), ('bob', 'none')");
        }
    }

    @Test
    void aDatabaseKnowsUsersAndTheirRoles() throws Exception {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:users;DB_CLOSE_DELAY=-1");
        tables(source);
        Identities users = realm(DATABASE, Map.of("jdbc/users", source)::get);

        assertThat(users.verify("ann", "secret")).isEqualTo(user("ann", "admin", "user"));
        assertThat(users.verify("ann", proof("ann", "secret"))).isEqualTo(user("ann", "admin", "user"));
        assertThat(users.find("ann")).isEqualTo(user("ann", "admin", "user"));
        assertThat(users.verify("ann", "wrong")).isEmpty();
        assertThat(users.verify("nopass", "")).isEmpty();
        assertThat(users.verify("bob", "")).isEmpty();
        assertThat(users.verify("' or '1'='1", "secret")).isEmpty();
    }

    @Test
    void whatARealmNeedsIsMissedWithItsLine() {
        assertThatThrownBy(() -> realm("<Realm className='" + REALM + "DataSourceRealm' dataSourceName='a'/>"))
                .isInstanceOf(DeploymentException.class)
                .hasMessage("c.xml, line 1: <Realm className=\"org.apache.catalina.realm.DataSourceRealm\"> without"
                        + " userNameCol; write userNameCol=\"...\"");
        assertThatThrownBy(() -> realm("<Realm className='" + REALM + "JNDIRealm' connectionURL='ldap://a'/>"))
                .hasMessage("c.xml, line 1: <Realm className=\"org.apache.catalina.realm.JNDIRealm\"> has neither"
                        + " userPattern nor userSearch, so that nobody could be found");
        assertThatThrownBy(() -> realm("<Realm className='com.example.OurRealm'/>"))
                .hasMessageEndingWith(
                        "c.xml, line 1: <Realm className=\"com.example.OurRealm\"> cannot be honoured: it says who"
                                + " may log in and is not one of Tomcat's; leave it out and name a file of users with"
                                + " tomcat_users");
    }

    // Directories

    private static InMemoryDirectoryServer directory(int port) throws Exception {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example");
        config.addAdditionalBindCredentials("cn=root", "root");
        config.setSchema(null);
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPConfig("a", InetAddress.getLoopbackAddress(), port, null));
        InMemoryDirectoryServer server = new InMemoryDirectoryServer(config);
        server.add("dn: dc=example", "objectClass: domain", "dc: example");
        server.add("dn: ou=people,dc=example", "objectClass: organizationalUnit", "ou: people");
        server.add("dn: ou=groups,dc=example", "objectClass: organizationalUnit", "ou: groups");
        for (String uid : new String[] {"ann", "bob", "a*b", "c,d"}) {
            server.add(
                    "dn: uid=" + uid.replace(",", "\\,") + ",ou=people,dc=example",
                    "objectClass: person",
                    "uid: " + uid,
                    "mail: " + uid + "@example",
                    "hash: " + DigestProof.hex("SHA-256", "secret"),
                    "memberOf: own-" + uid,
                    "userPassword: secret");
        }
        server.add(
                "dn: cn=staff,ou=groups,dc=example",
                "objectClass: groupOfNames",
                "cn: staff",
                "member: uid=ann,ou=people,dc=example",
                "member: uid=c\\,d,ou=people,dc=example");
        server.add(
                "dn: cn=all,ou=groups,dc=example",
                "objectClass: groupOfNames",
                "cn: all",
                "member: cn=staff,ou=groups,dc=example",
                "member: cn=all,ou=groups,dc=example");
        server.startListening();
        return server;
    }

    private static String ldap(int port, String attributes) {
        return "<Realm className='" + REALM + "JNDIRealm' connectionURL='ldap://127.0.0.1:" + port + "' " + attributes
                + "/>";
    }

    private static final String SEARCH =
            "connectionName='cn=root' connectionPassword='root' userBase='ou=people,dc=example' userSearch='(uid={0})'";
    private static final String GROUPS = " roleBase='ou=groups,dc=example' roleName='cn' roleSearch='(member={0})'";

    @Test
    void usersAreFoundBySearchAndProvenByABind() throws Exception {
        try (InMemoryDirectoryServer server = directory(0);
                Identities users = realm(ldap(server.getListenPort(), SEARCH + GROUPS + " commonRole='everybody'"))) {
            assertThat(users.verify("ann", "secret")).isEqualTo(user("ann", "staff", "everybody"));
            assertThat(users.verify("c,d", "secret")).isEqualTo(user("c,d", "staff", "everybody"));
            assertThat(users.verify("ann", "wrong")).isEmpty();
            assertThat(users.verify("ann", "")).isEmpty();
            assertThat(users.verify("", "secret")).isEmpty();
            assertThat(users.verify("nobody", "secret")).isEmpty();
            assertThat(users.find("bob")).isEqualTo(user("bob", "everybody"));
            assertThat(users.find("nobody")).isEmpty();
            assertThat(users.verify("ann", proof("ann", "secret"))).isEmpty();
            // still who was asked before, although a user was bound in between
            assertThat(users.verify("bob", "secret")).isEqualTo(user("bob", "everybody"));
        }
    }

    @Test
    void whatAClientSendsStaysWhatItIs() throws Exception {
        try (InMemoryDirectoryServer server = directory(0);
                Identities search = realm(ldap(server.getListenPort(), SEARCH));
                Identities pattern =
                        realm(ldap(server.getListenPort(), "userPattern='uid={0},ou=people,dc=example'"))) {
            for (String name : new String[] {"*", "a*", "ann)(uid=*", "ann,ou=people", "\\61nn", "an\0n", "{0}"}) {
                assertThat(search.verify(name, "secret")).as(name).isEmpty();
                assertThat(pattern.verify(name, "secret")).as(name).isEmpty();
            }
            assertThat(search.verify("a*b", "secret")).isEqualTo(user("a*b"));
            assertThat(pattern.verify("c,d", "secret")).isEqualTo(user("c,d"));
        }
    }

    @Test
    void groupsOfGroupsAreFollowedOnce() throws Exception {
        try (InMemoryDirectoryServer server = directory(0);
                Identities users = realm(
                        ldap(server.getListenPort(), SEARCH + GROUPS + " roleNested='true' userRoleName='memberOf'"))) {
            assertThat(users.verify("ann", "secret")).isEqualTo(user("ann", "own-ann", "staff", "all"));
        }
    }

    @Test
    void severalPatternsAreTriedAndTheEntryIsReadAsTheUser() throws Exception {
        try (InMemoryDirectoryServer server = directory(0);
                Identities users = realm(ldap(
                        server.getListenPort(),
                        "userPattern='(uid={0},ou=elsewhere,dc=example)(uid={0},ou=people,dc=example)'"
                                + " userRoleName='memberOf' roleSearchAsUser='true'" + GROUPS))) {
            assertThat(users.verify("ann", "secret")).isEqualTo(user("ann", "own-ann", "staff"));
            assertThat(users.verify("ann", "wrong")).isEmpty();
        }
    }

    @Test
    void withUserPasswordTheAttributeIsCompared() throws Exception {
        try (InMemoryDirectoryServer server = directory(0);
                Identities users = realm(ldap(server.getListenPort(), SEARCH + " userPassword='hash'")
                        .replace(
                                "/>",
                                "><CredentialHandler className='" + REALM
                                        + "MessageDigestCredentialHandler' algorithm='SHA-256'/></Realm>"))) {
            assertThat(users.verify("ann", "secret")).isEqualTo(user("ann"));
            assertThat(users.verify("ann", DigestProof.hex("SHA-256", "secret")))
                    .isEmpty();
        }
    }

    @Test
    void theUrlMayNameWhereNamesBegin() throws Exception {
        try (InMemoryDirectoryServer server = directory(0);
                Identities users = realm("<Realm className='" + REALM + "JNDIRealm' connectionURL='ldap://127.0.0.1:"
                        + server.getListenPort() + "/dc=example' connectionName='cn=root' connectionPassword='root'"
                        + " userBase='ou=people' userSearch='(mail={0}@example)' roleBase='ou=groups'"
                        + " roleSearch='(member={0})' roleName='cn'/>")) {
            assertThat(users.verify("ann", "secret")).isEqualTo(user("ann", "staff"));
        }
    }

    @Test
    @Timeout(300)
    void aDirectoryThatIsDownIsSaidAndComesBackByItself() throws Exception {
        InMemoryDirectoryServer server = directory(0);
        int port = server.getListenPort();
        try (Identities users = realm(ldap(port, SEARCH + " connectionTimeout='500' readTimeout='500'"))) {
            assertThat(users.verify("ann", "secret")).isPresent();
            server.shutDown(true);
            for (int i = 0; i < 6; i++) {
                assertThatThrownBy(() -> users.verify("ann", "secret"))
                        .isInstanceOf(IdentitiesUnavailableException.class)
                        .hasMessageStartingWith("the realm's directory cannot be asked: ");
            }
            try (InMemoryDirectoryServer again = directory(port)) {
                assertThat(again.getListenPort()).isEqualTo(port);
                assertThat(users.verify("ann", "secret")).isEqualTo(user("ann"));
            }
        }
    }

    @Test
    @Timeout(300)
    void aDirectoryThatSaysNothingIsGivenUpAfterTheTimeout() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Identities users = realm(ldap(
                        silent.getLocalPort(),
                        "userPattern='uid={0},dc=example' connectionTimeout='300' readTimeout='300'"))) {
            assertThatThrownBy(() -> users.verify("ann", "secret")).isInstanceOf(IdentitiesUnavailableException.class);
        }
    }

    @Test
    void theAlternateServerIsAskedWhenTheFirstIsDown() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        try (InMemoryDirectoryServer server = directory(0);
                Identities users = realm(
                        ldap(closed, "alternateURL='ldap://127.0.0.1:" + server.getListenPort() + "' " + SEARCH))) {
            assertThat(users.verify("ann", "secret")).isEqualTo(user("ann"));
        }
    }

    @Test
    void aDirectoryThatRefusesTheServerItselfBlamesNoUser() throws Exception {
        try (InMemoryDirectoryServer server = directory(0);
                Identities users = realm(ldap(server.getListenPort(), SEARCH.replace("'root'", "'rot'")))) {
            assertThatThrownBy(() -> users.verify("ann", "secret"))
                    .isInstanceOf(IdentitiesUnavailableException.class)
                    .hasMessageStartingWith("the realm's directory cannot be asked: 49 (invalid credentials)");
        }
    }

    // JAAS

    public static final class Module implements LoginModule {
        private Subject subject;
        private CallbackHandler handler;

        @Override
        public void initialize(
                Subject subject, CallbackHandler handler, Map<String, ?> shared, Map<String, ?> options) {
            this.subject = subject;
            this.handler = handler;
        }

        @Override
        public boolean login() throws LoginException {
            NameCallback name = new NameCallback("name");
            PasswordCallback password = new PasswordCallback("password", false);
            try {
                handler.handle(new Callback[] {name, password});
            } catch (Exception e) {
                throw new LoginException(e.toString());
            }
            if (!new String(password.getPassword()).equals("secret")) {
                throw new FailedLoginException();
            }
            subject.getPrincipals().add(new Role("writer"));
            subject.getPrincipals().add(new User(name.getName()));
            return true;
        }

        @Override
        public boolean commit() {
            return true;
        }

        @Override
        public boolean abort() {
            return true;
        }

        @Override
        public boolean logout() {
            return true;
        }
    }

    public record User(String name) implements Principal {
        @Override
        public String getName() {
            return name;
        }
    }

    public record Role(String name) implements Principal {
        @Override
        public String getName() {
            return name;
        }
    }

    @Test
    void jaasModulesSayWhoItIsAndInWhichRoles() throws Exception {
        Path file =
                Files.writeString(folder.resolve("jaas.conf"), "Shop { " + Module.class.getName() + " required; };");
        Identities users = realm("<Realm className='" + REALM + "JAASRealm' appName='Shop' configFile='" + file
                + "' userClassNames='" + User.class.getName() + "' roleClassNames='x.Y, " + Role.class.getName()
                + "'/>");

        assertThat(users.verify("ann", "secret")).isEqualTo(user("ann", "writer"));
        assertThat(users.verify("ann", "wrong")).isEmpty();
        assertThat(users.find("ann")).isEmpty();
    }
}
