package org.junicorn.container.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * What a client has sent to prove with HTTP Digest that it knows a password (RFC 7616, 3.4.1), with qop "auth".
 *
 * @param algorithm as Java names it, "SHA-256" or "MD5"
 * @param rest what is digested behind A1: {@code nonce:nc:cnonce:qop:H(A2)}
 * @param response hexadecimal
 */
public record DigestProof(String algorithm, String realm, String rest, String response) {
    /** Whether this is the proof of somebody whose password is that. */
    public boolean fits(String user, String password) {
        return fitsA1(hex(algorithm, user + ":" + realm + ":" + password));
    }

    /** Whether this is the proof of somebody of whom only H(A1) is kept, in hexadecimal. */
    public boolean fitsA1(String a1) {
        String expected = hex(algorithm, a1.toLowerCase(Locale.ROOT) + ":" + rest);
        return MessageDigest.isEqual(
                expected.getBytes(UTF_8), response.toLowerCase(Locale.ROOT).getBytes(UTF_8));
    }

    /** The digest of a text's UTF-8 bytes in lower case hexadecimal. */
    public static String hex(String algorithm, String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException("this Java has no " + algorithm, e);
        }
    }

    /** Without what somebody could guess a password from. */
    @Override
    public String toString() {
        return "DigestProof[algorithm=" + algorithm + ", realm=" + realm + "]";
    }
}
