package org.junicorn.container.security;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Digested passwords (Tomcat: {@code MessageDigestCredentialHandler}): hexadecimal, {@code salt$iterations$digest}, or
 * with a directory server's prefix and in Base64, {@code {MD5}}, {@code {SHA}}, {@code {SSHA}}.
 *
 * @param algorithm a message digest that this Java knows
 */
record MessageDigestForm(String algorithm) implements PasswordForm {
    private static final int SHA_1_BYTES = 20;

    @Override
    public boolean matches(String given, String kept) {
        if (kept.startsWith("{MD5}") || kept.startsWith("{SHA}")) {
            byte[] expected = base64(kept.substring(5));
            String own = kept.startsWith("{MD5}") ? "MD5" : "SHA-1";
            // Tomcat takes the configured algorithm whatever the prefix says; files made for that work, too.
            String used = digest(algorithm).getDigestLength() == expected.length ? algorithm : own;
            return expected.length > 0
                    && charsets(given).stream()
                            .anyMatch(charset ->
                                    MessageDigest.isEqual(digest(used).digest(given.getBytes(charset)), expected));
        }
        if (kept.startsWith("{SSHA}")) {
            byte[] bytes = base64(kept.substring(6));
            return bytes.length >= SHA_1_BYTES
                    && charsets(given).stream().anyMatch(charset -> matchesSsha(given.getBytes(charset), bytes));
        }
        Optional<SaltedPassword> salted = kept.indexOf('$') < 0
                ? hex(kept).map(bytes -> new SaltedPassword(new byte[0], 1, bytes))
                : SaltedPassword.parse(kept);
        return salted.isPresent()
                && MessageDigest.isEqual(
                        iterate(given.getBytes(UTF_8), salted.get()),
                        salted.get().digest());
    }

    private static boolean matchesSsha(byte[] given, byte[] digestAndSalt) {
        MessageDigest sha = digest("SHA-1");
        sha.update(given);
        sha.update(digestAndSalt, SHA_1_BYTES, digestAndSalt.length - SHA_1_BYTES);
        return MessageDigest.isEqual(sha.digest(), Arrays.copyOf(digestAndSalt, SHA_1_BYTES));
    }

    private byte[] iterate(byte[] given, SaltedPassword salted) {
        MessageDigest digest = digest(algorithm);
        digest.update(salted.salt());
        byte[] result = digest.digest(given);
        for (int i = 1; i < salted.iterations(); i++) {
            result = digest.digest(result);
        }
        return result;
    }

    /**
     * Directory servers digest UTF-8, Tomcat's tool ISO 8859-1; which one it was cannot be seen. A character beyond the
     * latter must not be taken for the question mark that Java would make of it.
     */
    private static List<Charset> charsets(String given) {
        boolean ascii = given.chars().allMatch(c -> c < 0x80);
        boolean latin = given.chars().allMatch(c -> c <= 0xFF);
        return ascii || !latin ? List.of(UTF_8) : List.of(UTF_8, ISO_8859_1);
    }

    @Override
    public Optional<String> complaint(String kept) {
        boolean readable;
        if (kept.startsWith("{MD5}") || kept.startsWith("{SHA}")) {
            readable = base64(kept.substring(5)).length > 0;
        } else if (kept.startsWith("{SSHA}")) {
            readable = base64(kept.substring(6)).length >= SHA_1_BYTES;
        } else if (kept.indexOf('$') >= 0) {
            readable = SaltedPassword.parse(kept).isPresent();
        } else {
            readable = hex(kept)
                    .filter(bytes -> bytes.length == digest(algorithm).getDigestLength())
                    .isPresent();
        }
        return readable ? Optional.empty() : Optional.of("has a password that is no digest of " + algorithm);
    }

    @Override
    public boolean keepsA1(String wanted) {
        return wanted.equalsIgnoreCase(algorithm);
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static Optional<byte[]> hex(String text) {
        try {
            return Optional.of(HexFormat.of().parseHex(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no " + algorithm + " any more", e);
        }
    }
}
