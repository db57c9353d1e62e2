package org.junicorn.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junicorn.launcher.config.SyslogAddress.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyslogAddressTest {
    @Test
    void readsWhatGunicornTakes() {
        assertThat(SyslogAddress.parse("udp://localhost:514"))
                .isEqualTo(new SyslogAddress(Transport.UDP, "localhost", 514, ""));
        assertThat(SyslogAddress.parse("tcp://logs.example"))
                .isEqualTo(new SyslogAddress(Transport.TCP, "logs.example", 514, ""));
        assertThat(SyslogAddress.parse("udp://[::1]:1514"))
                .isEqualTo(new SyslogAddress(Transport.UDP, "::1", 1514, ""));
        assertThat(SyslogAddress.parse("unix:///dev/log"))
                .isEqualTo(new SyslogAddress(Transport.UNIX, "", 0, "/dev/log"));
        assertThat(SyslogAddress.parse("unix:///dev/log#dgram").transport()).isEqualTo(Transport.UNIX_DATAGRAM);
        assertThat(SyslogAddress.parse("unix:///dev/log#stream").transport()).isEqualTo(Transport.UNIX_STREAM);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost:514",
                "udp://",
                "udp://h:0",
                "udp://h:70000",
                "http://h",
                "unix://dev/log",
                "unix:///dev/log#seqpacket"
            })
    void refusesEverythingElse(String text) {
        assertThatThrownBy(() -> SyslogAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not the address of a syslog server; write udp://HOST:PORT, tcp://HOST:PORT, unix:///PATH,"
                        + " unix:///PATH#dgram or unix:///PATH#stream");
    }
}
