package org.junicorn.container.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Decrypts private keys. PBES2 (RFC 8018, 6.2) is taken apart here: the JDK knows only some of its combinations, and not
 * DES, which older versions of OpenSSL have used.
 */
final class KeyEncryption {
    private static final String PBES2 = "2a864886f70d01050d";
    private static final String PBKDF2 = "2a864886f70d01050c";
    private static final String SCRYPT = "2b06010401da47040b";
    private static final String HMAC_SHA1 = "2a864886f70d0207";

    /** Pseudo-random functions (RFC 8018, B.1). */
    private static final Map<String, String> FUNCTIONS = Map.of(
            HMAC_SHA1,
            "PBKDF2WithHmacSHA1",
            "2a864886f70d0208",
            "PBKDF2WithHmacSHA224",
            "2a864886f70d0209",
            "PBKDF2WithHmacSHA256",
            "2a864886f70d020a",
            "PBKDF2WithHmacSHA384",
            "2a864886f70d020b",
            "PBKDF2WithHmacSHA512");

    private static final Map<String, Scheme> SCHEMES = Map.of(
            "608648016503040102", new Scheme("AES", 16),
            "608648016503040116", new Scheme("AES", 24),
            "60864801650304012a", new Scheme("AES", 32),
            "2a864886f70d0307", new Scheme("DESede", 24));

    private static final Map<String, Scheme> TRADITIONAL = Map.of(
            "AES-128-CBC", new Scheme("AES", 16),
            "AES-192-CBC", new Scheme("AES", 24),
            "AES-256-CBC", new Scheme("AES", 32),
            "DES-EDE3-CBC", new Scheme("DESede", 24));

    private static final int MOST_ITERATIONS = 100_000_000;
    private static final int SALT_OF_TRADITIONAL = 8;

    private record Scheme(String cipher, int keyBytes) {
        byte[] decrypt(byte[] key, byte[] iv, byte[] data) throws GeneralSecurityException {
            Cipher decryption = Cipher.getInstance(cipher + "/CBC/PKCS5Padding");
            decryption.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, cipher), new IvParameterSpec(iv));
            return decryption.doFinal(data);
        }
    }

    private KeyEncryption() {}

    /**
     * The PKCS#8 key in an encrypted one (RFC 5958, 3).
     *
     * @throws InvalidKeyException if it is in a form that cannot be read
     * @throws GeneralSecurityException if the password is wrong
     */
    static byte[] decryptPkcs8(byte[] bytes, String password) throws GeneralSecurityException {
        Der elements = new Der(bytes).sequence();
        Der algorithm = elements.sequence();
        return algorithm.oid().equals(PBES2)
                ? decryptPbes2(algorithm.sequence(), elements.next(Der.OCTETS), password)
                : decryptByJdk(bytes, password);
    }

    private static byte[] decryptPbes2(Der parameters, byte[] data, String password) throws GeneralSecurityException {
        Der derivation = parameters.sequence();
        String kind = derivation.oid();
        if (kind.equals(SCRYPT)) {
            throw new InvalidKeyException(
                    "it is encrypted by way of scrypt, which Java does not know; encrypt it with openssl pkcs8 -topk8");
        }
        Der encryption = parameters.sequence();
        Scheme scheme = SCHEMES.get(encryption.oid());
        if (!kind.equals(PBKDF2) || scheme == null) {
            throw new InvalidKeyException(
                    "it is encrypted in a way that is not known here; encrypt it with openssl pkcs8 -topk8 -v2 aes256");
        }
        return scheme.decrypt(
                derive(derivation.sequence(), scheme.keyBytes(), password), encryption.next(Der.OCTETS), data);
    }

    private static byte[] derive(Der parameters, int length, String password) throws GeneralSecurityException {
        byte[] salt = parameters.next(Der.OCTETS);
        int iterations = parameters.integer();
        if (parameters.nextIs(Der.INTEGER)) {
            parameters.integer();
        }
        String function = FUNCTIONS.get(
                parameters.nextIs(Der.SEQUENCE) ? parameters.sequence().oid() : HMAC_SHA1);
        if (function == null || salt.length == 0 || iterations < 1 || iterations > MOST_ITERATIONS) {
            throw new InvalidKeyException(
                    "it is encrypted in a way that is not known here; encrypt it with openssl pkcs8 -topk8 -v2 aes256");
        }
        return SecretKeyFactory.getInstance(function)
                .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, length * 8))
                .getEncoded();
    }

    /** What is older than PBES2 (RFC 7292, C). */
    private static byte[] decryptByJdk(byte[] bytes, String password) throws GeneralSecurityException {
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(bytes);
            SecretKey key = SecretKeyFactory.getInstance(info.getAlgName())
                    .generateSecret(new PBEKeySpec(password.toCharArray()));
            Cipher decryption = Cipher.getInstance(info.getAlgName());
            decryption.init(Cipher.DECRYPT_MODE, key, info.getAlgParameters());
            return decryption.doFinal(info.getEncryptedData());
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new InvalidKeyException(
                    "it is encrypted in a way that is not known here; encrypt it with openssl pkcs8 -topk8 -v2 aes256",
                    e);
        }
    }

    /**
     * What a block has whose header {@code DEK-Info} says how it is encrypted (RFC 1423; the key is made as by OpenSSL's
     * EVP_BytesToKey with MD5 and one iteration).
     */
    static byte[] decryptTraditional(String encryption, byte[] data, byte[] password) throws GeneralSecurityException {
        String[] words = encryption.split(",");
        Scheme scheme = TRADITIONAL.get(words[0]);
        if (scheme == null || words.length != 2 || !words[1].matches("([0-9A-Fa-f]{2}){8,}")) {
            throw new InvalidKeyException("it is encrypted by way of " + words[0]
                    + ", which is not known here; encrypt it with openssl pkcs8 -topk8");
        }
        byte[] iv = HexFormat.of().parseHex(words[1]);
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        byte[] key = new byte[0];
        while (key.length < scheme.keyBytes()) {
            md5.update(
                    key, Math.max(0, key.length - md5.getDigestLength()), Math.min(key.length, md5.getDigestLength()));
            md5.update(password);
            byte[] more = md5.digest(Arrays.copyOf(iv, SALT_OF_TRADITIONAL));
            int before = key.length;
            key = Arrays.copyOf(key, before + more.length);
            System.arraycopy(more, 0, key, before, more.length);
        }
        return scheme.decrypt(Arrays.copyOf(key, scheme.keyBytes()), iv, data);
    }
}
