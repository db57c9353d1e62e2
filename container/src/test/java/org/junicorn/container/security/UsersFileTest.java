package org.junicorn.container.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersFileTest {
    @TempDir
    private Path folder;

    private UsersFile.Content read(String text) throws IOException, InvalidUsersException {
        return read(text, Optional.empty());
    }

    private UsersFile.Content read(String text, Optional<String> digest) throws IOException, InvalidUsersException {
        Path file = Files.writeString(folder.resolve("users.xml"), text);
        return UsersFile.read(file, "conf/users.xml", digest);
    }

    private static Set<String> roles(UsersFile.Content content, String user, String password) {
        return content.identities()
                .verify(user, password)
                .map(Identity::roles)
                .orElseThrow(() -> new AssertionError(user + " cannot log in"));
    }

    @Test
    void readsUsersWithTheirRolesAndThoseOfTheirGroups() throws Exception {
        UsersFile.Content content = read("""
                <?xml version="1.0" encoding="UTF-8"?>
                <!-- as shipped -->
                <tomcat-users xmlns="http://tomcat.apache.org/xml" version="1.0">
                  <role rolename="tomcat" description="anything"/>
                  <user username="ann" password="s&#233;cret" fullName="Ann" roles=" tomcat , manager " groups="staff, none"/>
                  <group groupname="staff" roles="reader,writer"/>
                </tomcat-users>
                """);
        assertThat(roles(content, "ann", "sécret")).containsExactlyInAnyOrder("tomcat", "manager", "reader", "writer");
        assertThat(content.warnings()).isEmpty();
        assertThat(content.identities().verify("ann", "secret")).isEmpty();
        assertThat(content.identities().verify("bob", "sécret")).isEmpty();
        Identity ann = content.identities().find("ann").orElseThrow();
        assertThat(ann.getName()).isEqualTo("ann");
        assertThat(ann).hasToString("ann");
        assertThat(content.identities().recall(new Identity("ann", Set.of("old"))))
                .contains(ann);
        assertThat(content.identities().recall(new Identity("gone", Set.of("tomcat"))))
                .isEmpty();
    }

    @Test
    void readsTheAttributesOfOlderFiles() throws Exception {
        UsersFile.Content content = read("""
                <tomcat-users>
                  <role name="r"/>
                  <group name="g" roles="one"/>
                  <user name="ann" password="x" groups="g"/>
                </tomcat-users>
                """);
        assertThat(roles(content, "ann", "x")).containsExactly("one");
    }

    @Test
    void toleratesOddThingsAndSaysSo() throws Exception {
        UsersFile.Content content = read("""
                <tomcat-users>
                  <usr username="typo"/>
                  <user username="ann" password="first" roles="a"/>
                  <user username="ann" password="second" roles="b"><nested/></user>
                  <user username="cert" roles="c"/>
                </tomcat-users>
                """);
        assertThat(content.warnings())
                .containsExactly(
                        "conf/users.xml:2: <usr> is not known inside <tomcat-users>; it is ignored",
                        "conf/users.xml:4: user \"ann\" is there twice; the first password counts, and the roles of"
                                + " both",
                        "conf/users.xml:5: user \"cert\" has no password and cannot log in with one");
        assertThat(roles(content, "ann", "first")).containsExactlyInAnyOrder("a", "b");
        assertThat(content.identities().verify("ann", "second")).isEmpty();
        assertThat(content.identities().verify("cert", "")).isEmpty();
        assertThat(content.identities().find("cert")).isPresent();
    }

    @Test
    void saysWhosePasswordIsNoDigest() throws Exception {
        UsersFile.Content content = read("""
                <tomcat-users>
                  <user username="ann" password="plain"/>
                </tomcat-users>
                """, Optional.of("SHA-256"));
        assertThat(content.warnings())
                .containsExactly(
                        "conf/users.xml:2: user \"ann\" has a password that is no digest of SHA-256, and cannot"
                                + " log in");
        assertThat(content.identities().verify("ann", "plain")).isEmpty();
    }

    @Test
    void namesFileAndLineOfWhatCannotBeRead() {
        assertThatThrownBy(() -> read("<tomcat-users>\n<user username=\"ann\"\n</tomcat-users>"))
                .isInstanceOf(InvalidUsersException.class)
                .hasMessageStartingWith("conf/users.xml:3: not well-formed XML: ");
        assertThatThrownBy(() -> read("")).hasMessageStartingWith("conf/users.xml:1: not well-formed XML: ");
        assertThatThrownBy(() -> read("<users/>"))
                .hasMessage("conf/users.xml:1: the file begins with <users>; expected <tomcat-users>");
        assertThatThrownBy(() -> read("<tomcat-users>\n  <user password=\"x\"/>\n</tomcat-users>"))
                .hasMessage("conf/users.xml:2: <user> without a name; write username=\"...\"");
        assertThatThrownBy(() -> UsersFile.read(folder.resolve("none"), "conf/none.xml", Optional.empty()))
                .hasMessage("conf/none.xml: there is no such file");
        assertThatThrownBy(() -> UsersFile.read(folder, "conf", Optional.empty()))
                .isInstanceOf(InvalidUsersException.class)
                .hasMessageStartingWith("conf: cannot be read: ");
    }

    @Test
    void readsNothingOutsideTheFile() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "secret");
        assertThatThrownBy(() -> read("<!DOCTYPE tomcat-users [<!ENTITY e SYSTEM \"" + secret.toUri()
                        + "\">]><tomcat-users><user username=\"a\" password=\"&e;\"/></tomcat-users>"))
                .isInstanceOf(InvalidUsersException.class);
    }
}
