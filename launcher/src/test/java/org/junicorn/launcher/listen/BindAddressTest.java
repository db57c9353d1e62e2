package org.junicorn.launcher.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BindAddressTest {

    private static final Path DIRECTORY = Path.of("/srv/app");

    private static BindAddress parse(String text) {
        return BindAddress.parse(text, DIRECTORY);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:80, 127.0.0.1:80",
        "Example.ORG, example.org:8000",
        "localhost:0, localhost:0",
        ":9000, 0.0.0.0:9000",
        "[::1]:80, [::1]:80",
        "[FE80::1%eth0], [fe80::1%eth0]:8000",
        "[::ffff:10.0.0.1]:1, [::ffff:10.0.0.1]:1",
        "tcp://a:1, a:1",
        "tcp://[::], [::]:8000",
        "tcp://:65535, 0.0.0.0:65535",
        "unix:/run/a.sock, unix:/run/a.sock",
        "unix:///run/a.sock, unix:/run/a.sock",
        "unix:a.sock, unix:/srv/app/a.sock",
        "unix:../a b, unix:/srv/a b",
        "fd://3, fd://3",
        "https://127.0.0.1:8443, https://127.0.0.1:8443",
        "https://Example.ORG, https://example.org:443",
        "https://:8443, https://0.0.0.0:8443",
        "https://[::1], https://[::1]:443",
        "https+fd://3, https+fd://3",
        "ajp://10.0.0.1:8010, ajp://10.0.0.1:8010",
        "ajp://Example.ORG, ajp://example.org:8009",
        "ajp://, ajp://127.0.0.1:8009",
        "ajp://:8010, ajp://127.0.0.1:8010",
        "ajp://[::1]:0, ajp://[::1]:0",
        "ajp+fd://3, ajp+fd://3",
    })
    void addressesHaveACanonicalSpellingThatIsReadBack(String text, String canonical) {
        assertThat(parse(text)).hasToString(canonical);
        assertThat(parse(canonical)).isEqualTo(parse(text));
    }

    @Test
    void tlsMakesAnotherAddress() {
        assertThat(parse("https://a:1").scheme()).isEqualTo(Scheme.HTTPS);
        assertThat(parse("https+fd://3").scheme()).isEqualTo(Scheme.HTTPS);
        assertThat(parse("a:1").scheme()).isEqualTo(Scheme.HTTP);
        assertThat(parse("unix:a").scheme()).isEqualTo(Scheme.HTTP);
        assertThat(parse("https://a:1")).isNotEqualTo(parse("a:1"));
        assertThatThrownBy(() -> parse("ftp://a:1"))
                .hasMessage(
                        "unknown scheme ftp://; write HOST:PORT, https://HOST:PORT, ajp://HOST:PORT, unix:PATH or fd://N");
    }

    @Test
    void ajpMakesAnotherAddress() {
        assertThat(parse("ajp://a:1").scheme()).isEqualTo(Scheme.AJP);
        assertThat(parse("ajp+fd://3").scheme()).isEqualTo(Scheme.AJP);
        assertThat(parse("ajp://a:1")).isNotEqualTo(parse("a:1")).isNotEqualTo(parse("https://a:1"));
        assertThatThrownBy(() -> parse("ajp://8009"))
                .hasMessage("a port alone; write 127.0.0.1:8009, or :8009 for all addresses");
        assertThatThrownBy(() -> parse("ajp+fd://2")).hasMessageStartingWith("descriptors 0, 1 and 2");
    }

    @Test
    void partsAreKeptApart() {
        assertThat(parse("[::1]:80")).isEqualTo(new BindAddress.Tcp("::1", 80));
        assertThat(parse("unix:a")).isEqualTo(new BindAddress.Unix(Path.of("/srv/app/a")));
        assertThat(parse("fd://17")).isEqualTo(new BindAddress.Fd(17));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:65536", "a:-1", "a:", "a:http", ":", "[::1]:", "[::1]:x", "a:99999999999"})
    void portsEndAt65535(String text) {
        assertThatThrownBy(() -> parse(text))
                .hasMessage("not a port; write a number from 0 to 65535 after the last colon");
    }

    @Test
    void aPortAloneIsAmbiguous() {
        assertThatThrownBy(() -> parse("8080"))
                .hasMessage("a port alone; write 127.0.0.1:8080, or :8080 for all addresses");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]:80", "[::1", "[localhost]:80", "[10.0.0.1]:80", "[::g]:80"})
    void bracketsHoldAnIpv6Address(String text) {
        assertThatThrownBy(() -> parse(text)).hasMessage("not an IPv6 address in brackets; write [::1]:8000");
    }

    @Test
    void anIpv6AddressNeedsBrackets() {
        assertThatThrownBy(() -> parse("::1")).hasMessage("an IPv6 address needs brackets; write [::1]:8000");
        assertThatThrownBy(() -> parse("[::1]80")).hasMessage("only :PORT may follow the ]; write [::1]:8000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b:80", "a/b", "a@b:80", "tcp://"})
    void otherTextsAreNoAddresses(String text) {
        assertThatThrownBy(() -> parse(text))
                .hasMessage("not an address; write HOST:PORT, [IPV6]:PORT, unix:PATH or fd://N");
    }

    @Test
    void aStarIsNoHost() {
        assertThatThrownBy(() -> parse("*:80")).hasMessage("* is not a host; write 0.0.0.0:80 or [::]:80");
    }

    @Test
    void otherSchemesAreUnknown() {
        assertThatThrownBy(() -> parse("http://a:80"))
                .hasMessage(
                        "unknown scheme http://; write HOST:PORT, https://HOST:PORT, ajp://HOST:PORT, unix:PATH or fd://N");
    }

    @Test
    void aUnixSocketNeedsAPathThatTheKernelTakes() {
        assertThatThrownBy(() -> parse("unix:")).hasMessage("the path is missing; write unix:PATH");
        assertThatThrownBy(() -> parse("unix:@name")).hasMessage("abstract sockets are not supported; write unix:PATH");
        assertThat(parse("unix:/" + "a".repeat(106))).isNotNull();
        assertThatThrownBy(() -> parse("unix:/" + "a".repeat(105) + "\u00e9"))
                .hasMessage("the path is 108 bytes long, a Unix socket's may have 107; use a shorter one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fd://", "fd:3", "fd://x", "fd://-1", "fd://3/"})
    void aDescriptorIsANumber(String text) {
        assertThatThrownBy(() -> parse(text)).hasMessage("not a file descriptor; write fd://3");
    }

    @Test
    void theStandardStreamsAreNoListeners() {
        assertThatThrownBy(() -> parse("fd://2"))
                .hasMessage("descriptors 0, 1 and 2 are stdin, stdout and stderr; pass the listener as 3 or more");
    }
}
