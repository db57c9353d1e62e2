package org.junicorn.container.security;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordFormTest {
    private static final HexFormat HEX = HexFormat.of();

    private static PasswordForm form(String algorithm) {
        return Passwords.form(Optional.of(algorithm));
    }

    private static byte[] digest(String algorithm, byte[]... parts) throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance(algorithm);
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    private static void accepts(PasswordForm form, String password, String kept) {
        assertThat(form.matches(password, kept)).as(kept).isTrue();
        assertThat(form.matches(password + "x", kept)).as(kept).isFalse();
        assertThat(form.matches("", kept)).as(kept).isFalse();
        assertThat(form.complaint(kept)).isEmpty();
    }

    @Test
    void plainPasswordsAreWhatTheyAre() {
        PasswordForm plain = Passwords.form(Optional.empty());
        accepts(plain, "secret", "secret");
        accepts(plain, "a$1$bc", "a$1$bc");
        accepts(plain, "{SHA}x", "{SHA}x");
        assertThat(plain.matches("Secret", "secret")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MD5", "SHA-1", "SHA-256", "SHA-512"})
    void hexadecimalDigestsAreOfUtf8InEitherCase(String algorithm) throws Exception {
        String kept = HEX.formatHex(digest(algorithm, "pässword".getBytes(UTF_8)));
        accepts(form(algorithm), "pässword", kept);
        accepts(form(algorithm), "pässword", kept.toUpperCase(Locale.ROOT));
    }

    /** Printed by Tomcat 11's digest.sh: {@code -a SHA-256 -i 1000 -s 8}, and for a SecretKeyCredentialHandler. */
    @Test
    void readsWhatTomcatsToolPrints() {
        accepts(
                form("SHA-256"),
                "pässword",
                "261f26910148cad2$1000$8fb5f543cd3d81dbde7e2ace267b96285b72777ea8dbf1988b80b1edac6d027f");
        accepts(
                form("PBKDF2WithHmacSHA512"),
                "pässword",
                "06d89ad9d68ccb488aa6844fb6ae75c8$1000$7eac4db695804ea14eac0a84b0e20e28acd2ab7e3bda45c814a3fee90b9e946c");
        accepts(form("MD5"), "secret", "5ebe2294ecd0e0f08eab7690d2a6ee69");
    }

    @Test
    void saltedDigestsAreIteratedAsTomcatDoes() throws Exception {
        byte[] salt = HEX.parseHex("0102030405060708");
        byte[] result = digest("SHA-256", salt, "secret".getBytes(UTF_8));
        for (int i = 1; i < 1000; i++) {
            result = digest("SHA-256", result);
        }
        accepts(form("SHA-256"), "secret", "0102030405060708$1000$" + HEX.formatHex(result));
        accepts(form("SHA-256"), "secret", "$1$" + HEX.formatHex(digest("SHA-256", "secret".getBytes(UTF_8))));
    }

    @Test
    void prefixedDigestsAreInBase64() throws Exception {
        String md5 = Base64.getEncoder().encodeToString(digest("MD5", "secret".getBytes(UTF_8)));
        String sha = Base64.getEncoder().encodeToString(digest("SHA-1", "secret".getBytes(UTF_8)));
        accepts(form("MD5"), "secret", "{MD5}" + md5);
        accepts(form("SHA-256"), "secret", "{MD5}" + md5);
        accepts(form("SHA-1"), "secret", "{SHA}" + sha);
        accepts(form("SHA-512"), "secret", "{SHA}" + sha);
        // Tomcat looks at its own algorithm alone
        String sha256 = Base64.getEncoder().encodeToString(digest("SHA-256", "secret".getBytes(UTF_8)));
        accepts(form("SHA-256"), "secret", "{SHA}" + sha256);
    }

    @Test
    void saltedShaHasItsSaltBehindTheDigest() throws Exception {
        byte[] salt = HEX.parseHex("a1b2c3d4");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(digest("SHA-1", "secret".getBytes(UTF_8), salt));
        bytes.write(salt);
        accepts(form("SHA-1"), "secret", "{SSHA}" + Base64.getEncoder().encodeToString(bytes.toByteArray()));
    }

    @Test
    void prefixedDigestsAreOfUtf8OrOfLatin1ButNeverOfQuestionMarks() throws Exception {
        PasswordForm sha = form("SHA-1");
        for (byte[] bytes : new byte[][] {"pässword".getBytes(UTF_8), "pässword".getBytes(ISO_8859_1)}) {
            assertThat(sha.matches("pässword", "{SHA}" + Base64.getEncoder().encodeToString(digest("SHA-1", bytes))))
                    .isTrue();
        }
        String questions = Base64.getEncoder().encodeToString(digest("SHA-1", "????".getBytes(UTF_8)));
        assertThat(sha.matches("ключ", "{SHA}" + questions)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PBKDF2WithHmacSHA1", "PBKDF2WithHmacSHA512"})
    void derivedKeysHaveTheLengthThatIsKept(String algorithm) throws Exception {
        byte[] salt = HEX.parseHex("00112233445566778899aabbccddeeff");
        for (int bits : new int[] {160, 256}) {
            byte[] key = SecretKeyFactory.getInstance(algorithm)
                    .generateSecret(new PBEKeySpec("pässword".toCharArray(), salt, 1000, bits))
                    .getEncoded();
            accepts(form(algorithm), "pässword", HEX.formatHex(salt) + "$1000$" + HEX.formatHex(key));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "zz",
                "{MD5}",
                "{MD5}***",
                "{SHA}",
                "{SSHA}",
                "{SSHA}AAAA",
                "$",
                "$$",
                "a$1$bb",
                "aa$0$bb",
                "aa$-1$bb",
                "aa$1$",
                "aa$x$bb",
                "aa$1$bb$cc",
                "aa$99999999999$bb"
            })
    void whatIsNoDigestFitsNobodyAndIsReported(String kept) {
        for (String algorithm : new String[] {"SHA-256", "PBKDF2WithHmacSHA256"}) {
            assertThat(form(algorithm).matches("", kept)).isFalse();
            assertThat(form(algorithm).matches(kept, kept)).isFalse();
            assertThat(form(algorithm).complaint(kept)).isPresent();
        }
        assertThat(form("PBKDF2WithHmacSHA256").complaint(kept))
                .contains("has a password that is not of the form salt$iterations$key, which PBKDF2WithHmacSHA256"
                        + " needs");
    }

    @Test
    void unknownAlgorithmsAreRefused() {
        assertThat(Passwords.isAlgorithm("SHA-256")).isTrue();
        assertThat(Passwords.isAlgorithm("PBKDF2WithHmacSHA512")).isTrue();
        assertThat(Passwords.isAlgorithm("DES")).isFalse();
        assertThat(Passwords.isAlgorithm("ROT13")).isFalse();
        assertThatThrownBy(() -> form("ROT13"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("this Java has no algorithm ROT13");
    }

    /** RFC 7616, 3.9.1. */
    @Test
    void aProofIsCheckedAgainstThePasswordOrAgainstItsDigestedForm() {
        String a2 = DigestProof.hex("SHA-256", "GET:/dir/index.html");
        String rest = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v:00000001:"
                + "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ:auth:" + a2;
        DigestProof proof = new DigestProof(
                "SHA-256",
                "http-auth@example.org",
                rest,
                "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
        assertThat(Passwords.form(Optional.empty()).matches("Mufasa", proof, "Circle of Life"))
                .isTrue();
        assertThat(Passwords.form(Optional.empty()).matches("Mufasa", proof, "Circle of Lie"))
                .isFalse();
        String a1 = DigestProof.hex("SHA-256", "Mufasa:http-auth@example.org:Circle of Life");
        assertThat(form("SHA-256").matches("Mufasa", proof, a1)).isTrue();
        assertThat(form("MD5").matches("Mufasa", proof, a1)).isFalse();
        assertThat(proof).hasToString("DigestProof[algorithm=SHA-256, realm=http-auth@example.org]");
    }
}
