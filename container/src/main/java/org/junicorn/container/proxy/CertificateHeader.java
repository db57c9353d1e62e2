package org.junicorn.container.proxy;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.SSLSessionInfo;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.io.ByteArrayInputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The client's certificate, which the proxy has verified and passes on in a header (Tomcat: SSLValve). Read as nginx
 * ({@code $ssl_client_escaped_cert}), HAProxy ({@code %[ssl_c_der,base64]}), Traefik (PEM without its lines), Envoy ({@code
 * X-Forwarded-Client-Cert}) and RFC 9440 write it. From others the header is removed.
 */
final class CertificateHeader {
    private static final Pattern ENVOY =
            Pattern.compile("(?:^|[;,])\\s*Cert=\"?([^\";,]*)\"?", Pattern.CASE_INSENSITIVE);
    private static final int LONGEST = 64 * 1024;

    private final HttpString name;

    CertificateHeader(String name) {
        this.name = new HttpString(name);
    }

    void read(HttpServerExchange exchange, boolean trusted) throws MisleadingHeaderException {
        if (!trusted) {
            exchange.getRequestHeaders().remove(name);
            return;
        }
        HeaderValues values = exchange.getRequestHeaders().get(name);
        // "(null)" is what Apache's httpd sends for none.
        if (values == null || values.getFirst().isBlank() || values.getFirst().equals("(null)")) {
            return;
        }
        if (values.size() > 1) {
            throw new MisleadingHeaderException("The header " + name + " is there twice.");
        }
        attach(exchange, new ForwardedCertificate(certificate(values.getFirst())));
    }

    /** For this request: the next one on the connection may be another client's. */
    private static void attach(HttpServerExchange exchange, SSLSessionInfo told) {
        SSLSessionInfo own = exchange.getConnection().getSslSessionInfo();
        exchange.getConnection().setSslSessionInfo(told);
        exchange.addExchangeCompleteListener((ended, following) -> {
            ended.getConnection().setSslSessionInfo(own);
            following.proceed();
        });
    }

    private X509Certificate certificate(String header) throws MisleadingHeaderException {
        try {
            return parse(header);
        } catch (CertificateException | IllegalArgumentException e) {
            throw new MisleadingHeaderException("The header " + name + " has no certificate.");
        }
    }

    static X509Certificate parse(String header) throws CertificateException {
        String text = header.strip();
        if (text.length() > LONGEST) {
            throw new CertificateException("too long");
        }
        Matcher envoy = ENVOY.matcher(text);
        String last = null;
        while (envoy.find()) {
            last = envoy.group(1); // each proxy adds its client's
        }
        if (last != null) {
            text = last;
        }
        if (text.indexOf('%') >= 0) {
            // A plus is a digit of Base64 here, not a space.
            text = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.US_ASCII);
        }
        // Of a chain the first is the client's.
        text = text.split("-----END CERTIFICATE-----", 2)[0]
                .split(",", 2)[0]
                .replace("-----BEGIN CERTIFICATE-----", "")
                .strip();
        if (text.startsWith(":") && text.endsWith(":") && text.length() > 1) {
            text = text.substring(1, text.length() - 1);
        }
        String base64 = text.replaceAll("\\s", "");
        byte[] der = Base64.getDecoder().decode(base64);
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }
}
