package org.junicorn.container.tls;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Private keys in every dress in which PEM files have them: PKCS#8 (RFC 5958), also encrypted, PKCS#1 (RFC 8017, A.1.2)
 * and SEC 1 (RFC 5915), also encrypted as OpenSSL does by its old way.
 */
final class PrivateKeys {
    private static final String RSA = "2a864886f70d010101";
    private static final String EC = "2a8648ce3d0201";
    private static final Map<String, String> ALGORITHMS =
            Map.of(RSA, "RSA", "2a864886f70d01010a", "RSASSA-PSS", EC, "EC", "2b6570", "EdDSA", "2b6571", "EdDSA");

    private static final byte[] VERSION_0 = {Der.INTEGER, 1, 0};
    private static final byte[] NULL = {5, 0};
    private static final int PARAMETERS_OF_EC = 0xa0;

    private PrivateKeys() {}

    /** The key is encrypted, and there is no password. */
    static final class PasswordMissingException extends GeneralSecurityException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Reads a key.
     *
     * @param block of the key
     * @param file all blocks of its file
     * @throws PasswordMissingException if there must be one
     * @throws GeneralSecurityException if it cannot be read; the message says what is wrong with it
     */
    static PrivateKey read(Pem block, List<Pem> file, Optional<String> password) throws GeneralSecurityException {
        return switch (block.label()) {
            case "PRIVATE KEY" -> ofPkcs8(block.content());
            case "RSA PRIVATE KEY" ->
                ofPkcs8(wrapped(Der.element(Der.SEQUENCE, Der.oid(RSA), NULL), plain(block, password)));
            case "EC PRIVATE KEY" -> {
                byte[] key = plain(block, password);
                yield ofPkcs8(wrapped(Der.element(Der.SEQUENCE, Der.oid(EC), curve(key, file)), key));
            }
            case "ENCRYPTED PRIVATE KEY" ->
                ofPkcs8(KeyEncryption.decryptPkcs8(
                        block.content(), password.orElseThrow(PasswordMissingException::new)));
            default -> throw new InvalidKeyException("keys of the kind " + block.label() + " are not supported");
        };
    }

    private static byte[] plain(Pem block, Optional<String> password) throws GeneralSecurityException {
        String encryption = block.headers().get("DEK-Info");
        if (encryption == null) {
            return block.content();
        }
        return KeyEncryption.decryptTraditional(
                encryption,
                block.content(),
                password.orElseThrow(PasswordMissingException::new).getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] wrapped(byte[] algorithm, byte[] key) {
        return Der.element(Der.SEQUENCE, VERSION_0, algorithm, Der.element(Der.OCTETS, key));
    }

    /** Which curve it is stands in the key, or in a block before it. */
    private static byte[] curve(byte[] key, List<Pem> file) throws InvalidKeyException {
        Der elements = new Der(key).sequence();
        elements.integer();
        elements.next(Der.OCTETS);
        if (elements.nextIs(PARAMETERS_OF_EC)) {
            return elements.next(PARAMETERS_OF_EC);
        }
        return file.stream()
                .filter(block -> block.label().equals("EC PARAMETERS"))
                .findFirst()
                .map(Pem::content)
                .orElseThrow(() -> new InvalidKeyException("it does not say of which curve it is"));
    }

    private static PrivateKey ofPkcs8(byte[] bytes) throws GeneralSecurityException {
        Der elements = new Der(bytes).sequence();
        elements.integer();
        String oid = elements.sequence().oid();
        String algorithm = ALGORITHMS.get(oid);
        if (algorithm == null) {
            throw new InvalidKeyException("it is of a kind that TLS has no use for; make one of RSA, EC or Ed25519");
        }
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(bytes);
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(spec);
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyException("this Java cannot read the key: " + e.getMessage(), e);
        }
    }
}
