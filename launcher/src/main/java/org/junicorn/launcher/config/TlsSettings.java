package org.junicorn.launcher.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junicorn.container.tls.CertificateFiles;
import org.junicorn.container.tls.ClientCertificates;

/**
 * How the addresses that begin with {@code https://} are served.
 *
 * @param certfile files of PEM
 * @param keyfile of each certfile its key; empty: it is in the certfile
 * @param certReqs whether clients are asked for a certificate
 * @param sslProtocols at least one
 * @param ciphers names of OpenSSL or of Java; empty: those with forward secrecy and authenticated encryption
 * @param redirectPort 0: that of the first address that begins with {@code https://}
 * @param hsts value of the header Strict-Transport-Security; empty: none is sent
 */
public record TlsSettings(
        @Setting(
                common = true,
                section = "TLS",
                origin = "gunicorn: certfile",
                doc = "The certificate for the addresses in `bind` that begin with `https://`, as a file of PEM: the"
                        + " server's own first, then those of its issuers. With several files each client is shown"
                        + " the one for the name that it asks for (SNI), and the first one if there is none."
                        + " All files of keys and certificates are read by the supervisor, at the start, at each"
                        + " reload, and when they change.")
        List<Path> certfile,

        @Setting(
                common = true,
                section = "TLS",
                origin = "gunicorn: keyfile",
                doc = "The private key of `certfile`, as a file of PEM (PKCS#8, also encrypted, PKCS#1, or SEC 1);"
                        + " of several one for each, in the same order. None: each `certfile` has its key as well."
                        + " Workers need no right to read it.")
        List<Path> keyfile,

        @Setting(
                section = "TLS",
                origin = "new",
                doc = "A file whose first line is the password of encrypted keys in `keyfile`.")
        Optional<Path> keyfilePasswordFile,

        @Setting(
                section = "TLS",
                origin = "Tomcat: certificateKeystoreFile",
                doc = "A keystore (PKCS#12 or JKS), instead of `certfile` or beside it: each of its keys is served"
                        + " with its certificates.")
        Optional<Path> keystore,

        @Setting(
                section = "TLS",
                origin = "Tomcat: certificateKeystorePasswordFile",
                doc = "A file whose first line is the password of `keystore`, and of the keys in it.")
        Optional<Path> keystorePasswordFile,

        @Setting(
                section = "TLS",
                label = "none|optional|required",
                byDefault = "none",
                origin = "gunicorn: cert_reqs",
                doc = "Whether clients are asked for a certificate: `none`, `optional`, `required`, or gunicorn's 0, 1,"
                        + " 2. One that is shown must be signed by somebody in `ca_certs` or `truststore`.")
        ClientCertificates certReqs,

        @Setting(
                section = "TLS",
                origin = "gunicorn: ca_certs",
                doc = "Who signs clients' certificates, as a file of PEM.")
        Optional<Path> caCerts,

        @Setting(
                section = "TLS",
                origin = "Tomcat: truststoreFile",
                doc = "Who signs clients' certificates, as a keystore (PKCS#12 or JKS) with trusted certificates.")
        Optional<Path> truststore,

        @Setting(section = "TLS", origin = "new", doc = "A file whose first line is the password of `truststore`.")
        Optional<Path> truststorePasswordFile,

        @Setting(
                section = "TLS",
                byDefault = "TLSv1.2, TLSv1.3",
                origin = "Tomcat: sslEnabledProtocols",
                doc = "The versions of TLS that are served: `TLSv1.2`, `TLSv1.3`, or both. Older ones are broken.")
        List<String> sslProtocols,

        @Setting(
                section = "TLS",
                split = Setting.Split.COLONS,
                computedDefault = "those with forward secrecy and authenticated encryption (GCM, ChaCha20)",
                origin = "gunicorn: ciphers",
                doc = "The cipher suites that are served, the best first, with colons between them: names of OpenSSL"
                        + " (`ECDHE-RSA-AES128-GCM-SHA256`) or of Java (`TLS_AES_128_GCM_SHA256`). A list without any"
                        + " of TLS 1.3 is about TLS 1.2 alone.")
        List<String> ciphers,

        @Setting(
                section = "TLS",
                byDefault = "10s",
                min = "100ms",
                origin = "nginx: ssl_handshake_timeout",
                doc = "How long a TLS handshake may take, and how long a client may be silent before it begins one.")
        Duration sslHandshakeTimeout,

        @Setting(
                section = "TLS",
                byDefault = "false",
                origin = "nginx: ssl_stapling",
                doc = "Send with the certificate its issuer's word that it is not revoked (OCSP stapling). Workers ask"
                        + " the issuer, at the address that the certificate names, and again after an hour; the file"
                        + " must have the issuer's certificate as well. If the issuer does not answer within a"
                        + " second, the certificate is sent without.")
        boolean ocspStapling,

        @Setting(
                common = true,
                section = "TLS",
                byDefault = "false",
                origin = "new",
                doc = "Redirect requests that come without TLS to the same URL with `https://`, at `redirect_port`.")
        boolean httpsRedirect,

        @Setting(
                section = "TLS",
                byDefault = "0",
                min = "0",
                max = "65535",
                origin = "Tomcat: redirectPort",
                doc = "The port at which clients reach the server by `https://`, for `https_redirect` and for pages"
                        + " that an application declares CONFIDENTIAL. 0: that of the first address in `bind` that"
                        + " begins with `https://`. Set it if a port is mapped to another one on the way, or a proxy"
                        + " speaks TLS.")
        int redirectPort,

        @Setting(
                section = "TLS",
                origin = "new",
                doc = "Value of the header `Strict-Transport-Security` of answers over TLS, as"
                        + " `max-age=31536000; includeSubDomains`: browsers come back over TLS only for that many"
                        + " seconds.")
        Optional<String> hsts) {

    /** How {@link #hsts} may be written (RFC 6797, 6.1). */
    static final String HSTS = "(?i)max-age=\\d{1,10}(; ?includeSubDomains)?(; ?preload)?";

    public TlsSettings {
        certfile = List.copyOf(certfile);
        keyfile = List.copyOf(keyfile);
        sslProtocols = List.copyOf(sslProtocols);
        ciphers = List.copyOf(ciphers);
    }

    /** Whether there is anything to serve over TLS with. */
    public boolean configured() {
        return !certfile.isEmpty() || keystore.isPresent();
    }

    public CertificateFiles files() {
        return new CertificateFiles(
                certfile,
                keyfile,
                keyfilePasswordFile,
                keystore,
                keystorePasswordFile,
                caCerts,
                truststore,
                truststorePasswordFile);
    }
}
