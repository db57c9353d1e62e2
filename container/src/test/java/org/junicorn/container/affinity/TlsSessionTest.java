package org.junicorn.container.affinity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.undertow.server.BasicSSLSessionInfo;
import io.undertow.server.SSLSessionInfo;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import org.junicorn.container.tls.TestFiles;
import org.junit.jupiter.api.Test;

class TlsSessionTest {
    @Test
    void whatIsKnownOfAConnectionArrivesAsItWas() throws Exception {
        String pem = Files.readString(TestFiles.file("rsa.chain.pem"));
        SSLSessionInfo sent =
                new BasicSSLSessionInfo(new byte[] {1, (byte) 0xfe}, "TLS_AES_128_GCM_SHA256", pem, 128, "TLSv1.3");
        SSLSessionInfo there = TlsSession.parse(TlsSession.text(sent));
        assertThat(there.getSessionId()).containsExactly(1, 0xfe);
        assertThat(there.getCipherSuite()).isEqualTo("TLS_AES_128_GCM_SHA256");
        assertThat(there.getSecureProtocol()).isEqualTo("TLSv1.3");
        assertThat(there.getKeySize()).isEqualTo(128);
        assertThat(there.getPeerCertificates())
                .extracting(certificate -> ((X509Certificate) certificate)
                        .getSubjectX500Principal()
                        .getName())
                .containsExactly("CN=rsa", "CN=Test authority");
    }

    @Test
    void aClientWithoutACertificateHasNone() throws Exception {
        SSLSessionInfo there =
                TlsSession.parse(TlsSession.text(new BasicSSLSessionInfo(new byte[0], "", (String) null, 0, null)));
        assertThat(there.getSessionId()).isEmpty();
        assertThat(TlsSession.text(there)).isEqualTo("- - -");
    }

    @Test
    void whatIsNoSessionIsRefused() {
        for (String text : new String[] {"", "TLSv1.3", "TLSv1.3 X zz", "TLSv1.3 X 00 nothing"}) {
            assertThatIllegalArgumentException().as(text).isThrownBy(() -> TlsSession.parse(text));
        }
    }
}
