package org.junicorn.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworksTest {
    private static boolean contains(String networks, String address) {
        return Networks.parse(List.of(networks.split(",")))
                .contains(Networks.address(address).orElseThrow());
    }

    @Test
    void anAddressIsInANetworkWhoseBitsItHas() {
        assertThat(contains("10.0.0.0/8", "10.255.0.1")).isTrue();
        assertThat(contains("10.0.0.0/8", "11.0.0.1")).isFalse();
        assertThat(contains("192.0.2.128/25", "192.0.2.127")).isFalse();
        assertThat(contains("192.0.2.128/25", "192.0.2.128")).isTrue();
        assertThat(contains("fd00::/8", "fdff::1")).isTrue();
        assertThat(contains("fd00::/8", "10.0.0.1")).isFalse();
        assertThat(contains("127.0.0.1,::1", "::1")).isTrue();
        assertThat(contains("127.0.0.1,::1", "127.0.0.2")).isFalse();
        assertThat(contains("0.0.0.0/0", "203.0.113.7")).isTrue();
        assertThat(contains("*", "2001:db8::1")).isTrue();
    }

    @Test
    void aMappedAddressIsTheOneOfVersionFour() {
        assertThat(contains("10.0.0.0/8", "::ffff:10.0.0.1")).isTrue();
        assertThat(Networks.address("::ffff:10.0.0.1").map(InetAddress::getHostAddress))
                .contains("10.0.0.1");
    }

    @Test
    void whatIsNoLiteralAddressIsNone() {
        for (String text : List.of(
                "",
                "localhost",
                "1.2.3",
                "1.2.3.4.5",
                "256.0.0.1",
                "010.0.0.1",
                "1.2.3.4 ",
                "::1%lo",
                "[::1]",
                ":::",
                "x::1")) {
            assertThat(Networks.address(text)).as(text).isEmpty();
        }
    }

    @Test
    void aNetworkIsWrittenWithoutBitsOfAHost() {
        for (String text : List.of("10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "name/8", "fd00::1/8")) {
            assertThatThrownBy(() -> Networks.parse(List.of(text)))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(text);
        }
        assertThat(Networks.parse(List.of()).isEmpty()).isTrue();
    }

    @Test
    void whatTomcatTakesMayHaveBitsBehindItsNetwork() {
        assertThat(Networks.masking("10.1.2.3/8")
                        .contains(Networks.address("10.9.9.9").orElseThrow()))
                .isTrue();
        assertThat(Networks.masking("10.1.2.3/8")
                        .contains(Networks.address("11.1.2.3").orElseThrow()))
                .isFalse();
        assertThatThrownBy(() -> Networks.masking("*")).hasMessageStartingWith("* is no address and no network");
    }
}
