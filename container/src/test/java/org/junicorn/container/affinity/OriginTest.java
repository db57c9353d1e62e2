package org.junicorn.container.affinity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junicorn.container.ForwardedPrefix;
import org.junit.jupiter.api.Test;

class OriginTest {
    private static final InetSocketAddress LOCAL = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8000);

    private static HttpServerExchange passed(Origin origin, HeaderMap headers) {
        origin.addTo(headers, true);
        HttpServerExchange there = new HttpServerExchange(null);
        headers.forEach(values -> there.getRequestHeaders().putAll(values.getHeaderName(), List.copyOf(values)));
        Origin.restore(there);
        return there;
    }

    @Test
    void everyFormOfAnAddressArrivesAsItWas() throws Exception {
        byte[] linkLocal = new byte[16];
        linkLocal[0] = (byte) 0xfe;
        linkLocal[1] = (byte) 0x80;
        linkLocal[15] = 1;
        for (InetSocketAddress peer : List.of(
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}), 65535),
                new InetSocketAddress(InetAddress.getByAddress("client.example", new byte[] {(byte) 192, 0, 2, 1}), 1),
                new InetSocketAddress(InetAddress.getByName("2001:db8::1"), 443),
                new InetSocketAddress(Inet6Address.getByAddress(null, linkLocal, 3), 80),
                InetSocketAddress.createUnresolved("somewhere", 7),
                LOCAL)) {
            HttpServerExchange there = passed(new Origin(peer, LOCAL, false, "", "/shop"), new HeaderMap());
            assertThat(there.getSourceAddress()).isEqualTo(peer);
            assertThat(there.getSourceAddress().getHostString()).isEqualTo(peer.getHostString());
            assertThat(there.getDestinationAddress()).isEqualTo(LOCAL);
        }
    }

    @Test
    void anEncryptedConnectionStaysOne() {
        HttpServerExchange there = passed(new Origin(LOCAL, LOCAL, true, "", "/shop"), new HeaderMap());
        assertThat(there.isSecure()).isTrue();
        assertThat(there.getRequestScheme()).isEqualTo("https");
        assertThat(ForwardedPrefix.of(there)).isEqualTo("/shop");
        assertThat(Origin.isForwarded(there)).isTrue();
    }

    @Test
    void headersOfOursReplaceThoseOfAClientAndAreTakenOff() {
        HeaderMap headers = new HeaderMap();
        headers.put(new HttpString("junicorn-origin"), "forged");
        headers.put(new HttpString("junicorn-connection"), "forged");
        headers.put(Headers.CONNECTION, "close");
        HttpServerExchange there = passed(new Origin(LOCAL, LOCAL, false, "", "/shop"), headers);
        assertThat(there.getRequestHeaders().getHeaderNames()).containsExactly(Headers.CONNECTION);
        assertThat(there.getRequestHeaders().get(Headers.CONNECTION)).containsExactly("close");
    }

    @Test
    void whatIsNoOriginIsRefused() {
        for (String header :
                List.of("", "http", "http x y", "http 7f000001/0/1/ 7f/0/1/", "http 7f000001/0/x/ -/0/1/h")) {
            assertThatIllegalArgumentException().as(header).isThrownBy(() -> Origin.parse(header));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Origin.restore(new HttpServerExchange(null)))
                .withMessage("a request of another worker does not say where it came from");
    }
}
