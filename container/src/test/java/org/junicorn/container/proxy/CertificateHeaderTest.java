package org.junicorn.container.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateHeaderTest {
    /** Of CN=ann, self-signed, EC. */
    static final String BASE64 =
            "MIIBczCCARmgAwIBAgIUTi8MBKvv8aYNCy+ZvUuwlAhH2hUwCgYIKoZIzj0EAwIwDjEMMAoGA1UEAwwDYW5uMCAXDT"
                    + "I2MTEyMTE2NTEwNloYDzIxMjYxMDI4MTY1MTA2WjAOMQwwCgYDVQQDDANhbm4wWTATBgcqhkjOPQIBBggqhkjOPQMB"
                    + "BwNCAAT/1nQ6ala3Yi1zgIyiLu06tKY+JcLZ0QLbpTQb4y5PWvGPhVdcEWg/uBrCPxIj4bnmf/BEDodHsHNRZGLiou"
                    + "bHo1MwUTAdBgNVHQ4EFgQUjWabqh7tLRd0mAhGj1KItG3tv44wHwYDVR0jBBgwFoAUjWabqh7tLRd0mAhGj1KItG3t"
                    + "v44wDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEA2/F11aYt35IEhK9wXQGdYv0vwOU0A6yAU10p/+"
                    + "psOmQCID0qo74HcaiTtCJBQW9DvL7DPriTkqdbIm7ZgXn4754f";

    private static final String PEM = "-----BEGIN CERTIFICATE-----\n" + String.join("\n", BASE64.split("(?<=\\G.{64})"))
            + "\n-----END CERTIFICATE-----\n";

    @Test
    void everyProxysWayToWriteACertificateIsRead() throws Exception {
        String escaped = URLEncoder.encode(PEM, StandardCharsets.US_ASCII).replace("+", "%20");
        for (String header : List.of(
                BASE64, // HAProxy
                ":" + BASE64 + ":", // RFC 9440
                escaped, // nginx
                escaped.replace("%2B", "+").replace("%2F", "/"),
                PEM.replace("\n", " "), // Apache httpd
                PEM.replace("\n", "\t"),
                BASE64 + "," + BASE64, // Traefik
                escaped + escaped,
                "Hash=00ff;Cert=\"" + escaped + "\";Subject=\"CN=x,O=y\"", // Envoy
                "By=x;Cert=\"nonsense\",By=y;Cert=\"" + escaped + "\"")) {
            assertThat(CertificateHeader.parse(header).getSubjectX500Principal().getName())
                    .as(header)
                    .isEqualTo("CN=ann");
        }
    }

    @Test
    void whatIsNoCertificateIsNone() {
        for (String header : List.of("x", "AAAA", "%", "%zz", BASE64.substring(8), "Cert=\"\"", "a".repeat(70_000))) {
            assertThatThrownBy(() -> CertificateHeader.parse(header))
                    .as(header)
                    .isInstanceOfAny(CertificateException.class, IllegalArgumentException.class);
        }
    }
}
