package org.junicorn.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Optional;
import org.junicorn.launcher.ExitCode;
import org.junit.jupiter.api.Test;

class PrivilegesTest {
    private static Privileges of(String user, String group) {
        return new Privileges(Optional.ofNullable(user), Optional.ofNullable(group));
    }

    @Test
    void knowsUsersAndGroupsByNameAndByNumber() {
        assertThatCode(() -> of("root", "root").check()).doesNotThrowAnyException();
        assertThatCode(() -> of("0", "0").check()).doesNotThrowAnyException();
        assertThatCode(() -> of(null, null).check()).doesNotThrowAnyException();
    }

    @Test
    void namesTheUserOrTheGroupThatDoesNotExist() {
        assertThatThrownBy(() -> of("no-such-user", null).check())
                .hasMessage("user = \"no-such-user\": there is no such user on this machine")
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(ExitCode.CONFIG));
        assertThatThrownBy(() -> of("root", "no-such-group").check())
                .hasMessage("group = \"no-such-group\": there is no such group on this machine");
    }

    @Test
    void takesTheUsersOwnGroupsUnlessOneIsGiven() throws IOException {
        assertThat(of(null, null).prefix()).isEmpty();
        assertThat(of("root", null).prefix())
                .containsExactly("setpriv", "--reuid=0", "--regid=0", "--init-groups", "--");
        assertThat(of("root", "daemon").prefix())
                .containsExactly("setpriv", "--reuid=0", "--regid=daemon", "--clear-groups", "--");
    }
}
