package org.junicorn.container.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junicorn.container.tls.TestFiles.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateFilesTest {
    @TempDir
    Path folder;

    private static CertificateFiles pem(Path certfile, Optional<Path> keyfile, Optional<Path> password) {
        return new CertificateFiles(
                List.of(certfile),
                keyfile.stream().toList(),
                password,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static CertificateFiles keyOf(String certfile, String keyfile) {
        return pem(file(certfile), Optional.of(file(keyfile)), Optional.of(file("password")));
    }

    private static CertificateFiles keystore(String name, Optional<Path> password) {
        return new CertificateFiles(
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.of(file(name)),
                password,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static CertificateFiles truststore(Path file, Optional<Path> password) {
        return new CertificateFiles(
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(file),
                password);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("file"), text);
    }

    private static String message(CertificateFiles files) {
        try {
            files.read();
        } catch (InvalidCertificateException e) {
            return e.getMessage();
        }
        throw new AssertionError("nothing was wrong");
    }

    @ParameterizedTest
    @CsvSource({
        "rsa.pem, rsa.key, CN=rsa",
        "rsa.pem, rsa.pkcs8.key, CN=rsa",
        "rsa.pem, rsa.pkcs1.key, CN=rsa",
        "rsa.pem, rsa.encrypted.key, CN=rsa",
        "rsa.pem, rsa.des3.key, CN=rsa",
        "rsa.pem, rsa.pbe.key, CN=rsa",
        "rsa.pem, rsa.traditional.key, CN=rsa",
        "rsa.pem, rsa.all.pem, CN=rsa",
        "ec.pem, ec.key, CN=ec",
        "ec.pem, ec.pkcs8.key, CN=ec",
        "ec384.pem, ec384.key, CN=ec384",
        "ed25519.pem, ed25519.key, CN=edwards.example.net",
    })
    void keysAreReadInEveryDress(String certfile, String keyfile, String subject) throws Exception {
        CertificateFiles.Contents contents = keyOf(certfile, keyfile).read();
        assertThat(contents.shown()).singleElement().satisfies(shown -> assertThat(shown.subject())
                .isEqualTo(subject));
        Identity identity = Identity.parse(contents.certificates().identities().get(0));
        assertThat(identity.certificate().getSubjectX500Principal().getName()).isEqualTo(subject);
        assertThat(identity.key().getEncoded()).isNotEmpty();
    }

    @Test
    void oneFileCanHoldAll() throws Exception {
        CertificateFiles.Contents contents =
                pem(file("rsa.all.pem"), Optional.empty(), Optional.empty()).read();
        Identity identity = Identity.parse(contents.certificates().identities().get(0));
        assertThat(identity.chain()).hasSize(2);
        assertThat(contents.shown().get(0).names()).containsExactly("localhost", "a.example.com");
    }

    @Test
    void keystoresOfBothKindsAreRead() throws Exception {
        assertThat(keystore("server.p12", Optional.of(file("password"))).read().shown())
                .extracting(CertificateFiles.Shown::subject)
                .containsExactly("CN=rsa");
        assertThat(keystore("server.jks", Optional.of(write("secret1\n")))
                        .read()
                        .shown())
                .extracting(CertificateFiles.Shown::subject)
                .containsExactly("CN=rsa");
        assertThat(truststore(file("trust.p12"), Optional.of(file("password")))
                        .read()
                        .certificates()
                        .authorities())
                .hasSize(1);
        assertThat(truststore(file("trust.jks"), Optional.of(write("secret1\n")))
                        .read()
                        .certificates()
                        .authorities())
                .hasSize(1);
    }

    @Test
    void theSecretIsNotInWhatIsPrinted() throws Exception {
        Certificates certificates = keyOf("rsa.pem", "rsa.key").read().certificates();
        assertThat(certificates).hasToString("Certificates[1]");
        assertThat(TlsOptions.of(certificates).toString())
                .contains("Certificates[1]")
                .hasSizeLessThan(400);
    }

    @Test
    void aKeyThatIsAnothersIsRefused() {
        assertThat(message(keyOf("rsa.pem", "star.key")))
                .isEqualTo("keyfile = \"" + file("star.key") + "\": the key does not belong to the first certificate of"
                        + " certfile = \"" + file("rsa.pem") + "\" (CN=rsa); give the key of that certificate, and let"
                        + " the server's own certificate be the first");
        assertThat(message(keyOf("ec.pem", "ec384.key"))).contains("does not belong");
        assertThat(message(keyOf("ec.pem", "rsa.key"))).contains("does not belong");
        assertThat(message(keyOf("ca.pem", "rsa.key"))).contains("(CN=Test authority)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa.encrypted.key", "rsa.des3.key", "rsa.pbe.key", "rsa.traditional.key"})
    void anEncryptedKeyNeedsItsPassword(String key) throws Exception {
        assertThat(message(pem(file("rsa.pem"), Optional.of(file(key)), Optional.empty())))
                .isEqualTo("keyfile = \"" + file(key) + "\": the key is encrypted; write its password into the first"
                        + " line of a file, and name that with keyfile_password_file");
        assertThat(message(pem(file("rsa.pem"), Optional.of(file(key)), Optional.of(write("wrong\n")))))
                .startsWith("keyfile = \"" + file(key) + "\": the first line of keyfile_password_file is not");
    }

    @Test
    void aKeyThatJavaCannotDecryptIsExplained() {
        assertThat(message(keyOf("rsa.pem", "rsa.scrypt.key")))
                .isEqualTo("keyfile = \"" + file("rsa.scrypt.key") + "\": the key cannot be used: it is encrypted by"
                        + " way of scrypt, which Java does not know; encrypt it with openssl pkcs8 -topk8");
    }

    @Test
    void filesThatHoldSomethingElseAreRefused() throws Exception {
        assertThat(message(pem(write("hello"), Optional.empty(), Optional.empty())))
                .isEqualTo("certfile = \"" + folder.resolve("file") + "\": there is no certificate in it; a file of PEM"
                        + " with -----BEGIN CERTIFICATE----- is needed");
        assertThat(message(pem(file("rsa.pem"), Optional.empty(), Optional.empty())))
                .isEqualTo("certfile = \"" + file("rsa.pem") + "\": there is no private key beside the certificate;"
                        + " name its file with keyfile");
        assertThat(message(keyOf("rsa.pem", "rsa.pem")))
                .isEqualTo("keyfile = \"" + file("rsa.pem") + "\": there is no private key in it; a file of PEM with"
                        + " -----BEGIN PRIVATE KEY----- or the like is needed");
        String half = Files.readString(file("rsa.pem")).substring(0, 500);
        assertThat(message(pem(write(half), Optional.empty(), Optional.empty())))
                .contains("there is no certificate");
        String damaged = Files.readString(file("rsa.pem")).replaceFirst("MI", "AA");
        assertThat(message(pem(write(damaged), Optional.empty(), Optional.empty())))
                .contains("its certificate number 1 cannot be read");
        String noBase64 = Files.readString(file("rsa.pem")).replaceFirst("MI", "%%");
        assertThat(message(pem(write(noBase64), Optional.empty(), Optional.empty())))
                .contains("it is damaged, or not complete");
        String cutKey = Files.readString(file("rsa.pkcs1.key")).replaceFirst("(?s)\n.{64}\n", "\n");
        assertThat(message(pem(file("rsa.pem"), Optional.of(write(cutKey)), Optional.empty())))
                .contains("the key cannot be used");
        assertThat(message(pem(folder.resolve("nothing"), Optional.empty(), Optional.empty())))
                .isEqualTo("certfile = \"" + folder.resolve("nothing") + "\": there is no such file");
        assertThat(message(pem(file("rsa.pem"), Optional.of(file("rsa.key")), Optional.of(write("\n")))))
                .isEqualTo("keyfile_password_file = \"" + folder.resolve("file") + "\": its first line is empty; write"
                        + " the password there");
    }

    @Test
    void keystoresThatCannotBeUsedAreRefused() throws Exception {
        assertThat(message(keystore("server.p12", Optional.of(write("wrong\n")))))
                .isEqualTo("keystore = \"" + file("server.p12") + "\": the first line of keystore_password_file is not"
                        + " its password, or it is damaged");
        assertThat(message(keystore("rsa.pem", Optional.of(file("password")))))
                .isEqualTo("keystore = \"" + file("rsa.pem") + "\": it is neither PKCS#12 nor JKS");
        assertThat(message(keystore("trust.p12", Optional.of(file("password")))))
                .isEqualTo(
                        "keystore = \"" + file("trust.p12") + "\": there is no private key with a certificate in it");
        assertThat(message(truststore(file("server.p12"), Optional.of(file("password")))))
                .isEqualTo("truststore = \"" + file("server.p12") + "\": there is no trusted certificate in it; add one"
                        + " with keytool -importcert, or name a file of PEM with ca_certs");
    }

    @Test
    void suitesHaveTheirNamesOfOpenssl() {
        assertThat(CipherSuites.known(List.of(
                        "ECDHE-RSA-AES128-GCM-SHA256",
                        "ECDHE-ECDSA-CHACHA20-POLY1305",
                        "DHE-RSA-AES256-GCM-SHA384",
                        "ECDHE-RSA-AES256-SHA384",
                        "AES128-SHA",
                        "TLS_AES_128_GCM_SHA256",
                        "HIGH",
                        "!aNULL")))
                .containsExactly(
                        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                        "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
                        "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
                        "TLS_RSA_WITH_AES_128_CBC_SHA",
                        "TLS_AES_128_GCM_SHA256");
    }

    @Test
    void aListForTls12LeavesTls13AsItIs() {
        List<String> supported = List.of(
                "TLS_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_RSA_WITH_AES_128_CBC_SHA");
        assertThat(CipherSuites.chosen(List.of("TLS_RSA_WITH_AES_128_CBC_SHA"), supported))
                .containsExactly("TLS_AES_128_GCM_SHA256", "TLS_RSA_WITH_AES_128_CBC_SHA");
        assertThat(CipherSuites.chosen(List.of("TLS_AES_128_GCM_SHA256"), supported))
                .containsExactly("TLS_AES_128_GCM_SHA256");
        assertThat(CipherSuites.chosen(List.of(), supported))
                .containsExactly("TLS_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    }

    @Test
    void aContextNeedsACertificate() {
        assertThatThrownBy(() -> new TlsContext(TlsOptions.none())).hasMessage("there is no certificate to serve with");
    }
}
