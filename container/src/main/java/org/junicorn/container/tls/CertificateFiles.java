package org.junicorn.container.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files that hold keys and certificates, by the settings that name them.
 *
 * @param certfiles PEM: the server's own certificate first, then those of its issuers
 * @param keyfiles PEM: of each certfile its key; empty: each certfile has it as well
 * @param keyPassword a file whose first line is the password of encrypted keys
 * @param keystore PKCS#12 or JKS; each of its keys is served
 * @param keystorePassword a file whose first line is the password of the keystore and of its keys
 * @param caCerts PEM: who signs clients' certificates
 * @param truststore PKCS#12 or JKS with trusted certificates: the same
 * @param truststorePassword a file whose first line is the password of the truststore
 */
public record CertificateFiles(
        List<Path> certfiles,
        List<Path> keyfiles,
        Optional<Path> keyPassword,
        Optional<Path> keystore,
        Optional<Path> keystorePassword,
        Optional<Path> caCerts,
        Optional<Path> truststore,
        Optional<Path> truststorePassword) {
    private static final long MOST_BYTES = 4L * 1024 * 1024;

    public CertificateFiles {
        certfiles = List.copyOf(certfiles);
        keyfiles = List.copyOf(keyfiles);
    }

    /**
     * What was read.
     *
     * @param shown the server's own certificates, for people
     */
    public record Contents(Certificates certificates, List<Shown> shown) {
        public Contents {
            shown = List.copyOf(shown);
        }
    }

    /**
     * A certificate as people know it.
     *
     * @param subject as in {@code CN=example.com}
     * @param names of hosts
     */
    public record Shown(String subject, List<String> names, Instant notBefore, Instant notAfter) {
        public Shown {
            names = List.copyOf(names);
        }
    }

    /** All files, to look whether they have changed. */
    public List<Path> all() {
        return Stream.of(
                        certfiles.stream(),
                        keyfiles.stream(),
                        keyPassword.stream(),
                        keystore.stream(),
                        keystorePassword.stream(),
                        caCerts.stream(),
                        truststore.stream(),
                        truststorePassword.stream())
                .flatMap(files -> files)
                .toList();
    }

    /** Reads all files; whoever calls it must be allowed to. */
    public Contents read() throws InvalidCertificateException {
        List<Identity> identities = new ArrayList<>();
        Optional<String> password = password("keyfile_password_file", keyPassword);
        for (int i = 0; i < certfiles.size(); i++) {
            identities.add(ofPem(
                    certfiles.get(i), keyfiles.isEmpty() ? Optional.empty() : Optional.of(keyfiles.get(i)), password));
        }
        if (keystore.isPresent()) {
            identities.addAll(ofKeystore(keystore.get()));
        }
        List<X509Certificate> authorities = new ArrayList<>();
        if (caCerts.isPresent()) {
            authorities.addAll(certificates("ca_certs", caCerts.get()));
        }
        if (truststore.isPresent()) {
            authorities.addAll(ofTruststore(truststore.get()));
        }
        try {
            List<String> texts = new ArrayList<>();
            for (Identity identity : identities) {
                texts.add(identity.text());
            }
            List<String> trusted = new ArrayList<>();
            for (X509Certificate authority : authorities) {
                trusted.add(Identity.text(authority));
            }
            return new Contents(
                    new Certificates(texts, trusted),
                    identities.stream().map(CertificateFiles::shown).toList());
        } catch (CertificateException e) {
            throw new InvalidCertificateException("the certificates cannot be passed on: " + e.getMessage());
        }
    }

    private static Shown shown(Identity identity) {
        X509Certificate certificate = identity.certificate();
        return new Shown(
                certificate.getSubjectX500Principal().getName(),
                identity.names(),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }

    private static Optional<String> password(String setting, Optional<Path> file) throws InvalidCertificateException {
        if (file.isEmpty()) {
            return Optional.empty();
        }
        String first = new String(bytes(setting, file.get()), UTF_8)
                .lines()
                .findFirst()
                .orElse("");
        if (first.isEmpty()) {
            throw wrong(setting, file.get(), "its first line is empty; write the password there");
        }
        return Optional.of(first);
    }

    // PEM

    private Identity ofPem(Path certfile, Optional<Path> keyfile, Optional<String> password)
            throws InvalidCertificateException {
        List<X509Certificate> chain = certificates("certfile", certfile);
        String setting = keyfile.isPresent() ? "keyfile" : "certfile";
        Path file = keyfile.orElse(certfile);
        PrivateKey key = key(setting, file, password);
        String owner = chain.get(0).getSubjectX500Principal().getName();
        if (!belong(key, chain.get(0).getPublicKey())) {
            throw wrong(
                    setting,
                    file,
                    "the key does not belong to the first certificate of certfile = \"" + certfile + "\" (" + owner
                            + "); give the key of that certificate, and let the server's own certificate be the first");
        }
        return identity(setting, file, key, chain);
    }

    private static Identity identity(String setting, Path file, PrivateKey key, List<X509Certificate> chain)
            throws InvalidCertificateException {
        try {
            return Identity.of(key, chain);
        } catch (CertificateException e) {
            throw wrong(setting, file, "the names of the certificate cannot be read: " + e.getMessage());
        }
    }

    private PrivateKey key(String setting, Path file, Optional<String> password) throws InvalidCertificateException {
        List<Pem> blocks = pem(setting, file);
        Pem block = blocks.stream()
                .filter(Pem::isPrivateKey)
                .findFirst()
                .orElseThrow(() -> wrong(
                        setting,
                        file,
                        setting.equals("certfile")
                                ? "there is no private key beside the certificate; name its file with keyfile"
                                : "there is no private key in it; a file of PEM with -----BEGIN PRIVATE KEY----- or"
                                        + " the like is needed"));
        try {
            return PrivateKeys.read(block, blocks, password);
        } catch (PrivateKeys.PasswordMissingException e) {
            throw wrong(
                    setting,
                    file,
                    "the key is encrypted; write its password into the first line of a file, and name that with"
                            + " keyfile_password_file");
        } catch (InvalidKeyException e) {
            throw wrong(setting, file, "the key cannot be used: " + e.getMessage());
        } catch (GeneralSecurityException e) {
            throw wrong(
                    setting,
                    file,
                    "the first line of keyfile_password_file is not the password of the key; correct it");
        }
    }

    private static List<X509Certificate> certificates(String setting, Path file) throws InvalidCertificateException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Pem block : pem(setting, file)) {
            if (block.isCertificate()) {
                try {
                    certificates.add(Identity.certificate(Base64.getEncoder().encodeToString(block.content())));
                } catch (CertificateException e) {
                    throw wrong(
                            setting,
                            file,
                            "its certificate number " + (certificates.size() + 1) + " cannot be read: "
                                    + e.getMessage());
                }
            }
        }
        if (certificates.isEmpty()) {
            throw wrong(
                    setting,
                    file,
                    "there is no certificate in it; a file of PEM with -----BEGIN CERTIFICATE----- is needed");
        }
        return certificates;
    }

    private static List<Pem> pem(String setting, Path file) throws InvalidCertificateException {
        try {
            return Pem.read(new String(bytes(setting, file), ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw wrong(setting, file, "it is damaged, or not complete: " + e.getMessage());
        }
    }

    /** Whether what the one signs the other one finds right. */
    private static boolean belong(PrivateKey key, PublicKey owner) {
        if (key instanceof RSAPrivateKey mine && owner instanceof RSAPublicKey other) {
            return mine.getModulus().equals(other.getModulus());
        }
        if (!key.getAlgorithm().equals(owner.getAlgorithm())) {
            return false;
        }
        try {
            Signature signature = Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "EdDSA");
            byte[] sample = {1, 2, 3};
            signature.initSign(key);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(owner);
            signature.update(sample);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    // Keystores

    private List<Identity> ofKeystore(Path file) throws InvalidCertificateException {
        char[] password =
                password("keystore_password_file", keystorePassword).orElse("").toCharArray();
        KeyStore store = load("keystore", file, password);
        List<Identity> identities = new ArrayList<>();
        try {
            for (String alias : Collections.list(store.aliases())) {
                Certificate[] chain = store.getCertificateChain(alias);
                if (store.isKeyEntry(alias)
                        && chain != null
                        && store.getKey(alias, password) instanceof PrivateKey key) {
                    identities.add(identity(
                            "keystore",
                            file,
                            key,
                            Arrays.stream(chain)
                                    .map(X509Certificate.class::cast)
                                    .toList()));
                }
            }
        } catch (GeneralSecurityException | ClassCastException e) {
            throw wrong(
                    "keystore",
                    file,
                    "a key in it has another password than the keystore; give both the same with keytool -keypasswd");
        }
        if (identities.isEmpty()) {
            throw wrong("keystore", file, "there is no private key with a certificate in it");
        }
        return identities;
    }

    private List<X509Certificate> ofTruststore(Path file) throws InvalidCertificateException {
        char[] password = password("truststore_password_file", truststorePassword)
                .orElse("")
                .toCharArray();
        KeyStore store = load("truststore", file, password);
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            for (String alias : Collections.list(store.aliases())) {
                if (store.isCertificateEntry(alias) && store.getCertificate(alias) instanceof X509Certificate found) {
                    certificates.add(found);
                }
            }
        } catch (KeyStoreException e) {
            throw wrong("truststore", file, String.valueOf(e.getMessage()));
        }
        if (certificates.isEmpty()) {
            throw wrong(
                    "truststore",
                    file,
                    "there is no trusted certificate in it; add one with keytool -importcert, or name a file of PEM"
                            + " with ca_certs");
        }
        return certificates;
    }

    private static KeyStore load(String setting, Path file, char[] password) throws InvalidCertificateException {
        bytes(setting, file);
        try {
            return KeyStore.getInstance(file.toFile(), password);
        } catch (KeyStoreException e) {
            throw wrong(setting, file, "it is neither PKCS#12 nor JKS");
        } catch (IOException e) {
            throw wrong(
                    setting,
                    file,
                    password.length == 0
                            ? "it needs a password; write it into the first line of a file, and name that with "
                                    + setting + "_password_file"
                            : "the first line of " + setting + "_password_file is not its password, or it is damaged");
        } catch (GeneralSecurityException e) {
            throw wrong(setting, file, "it cannot be read: " + e.getMessage());
        }
    }

    private static byte[] bytes(String setting, Path file) throws InvalidCertificateException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw wrong(setting, file, "it is larger than " + MOST_BYTES + " bytes");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw wrong(setting, file, "there is no such file");
        } catch (AccessDeniedException e) {
            throw wrong(setting, file, "the user who has started the server has no right to read it");
        } catch (IOException e) {
            throw wrong(setting, file, "it cannot be read: " + e.getMessage());
        }
    }

    private static InvalidCertificateException wrong(String setting, Path file, String fault) {
        return new InvalidCertificateException(setting + " = \"" + file + "\": " + fault);
    }
}
