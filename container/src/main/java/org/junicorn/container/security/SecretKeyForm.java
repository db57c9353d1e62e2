package org.junicorn.container.security;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Keys derived from passwords, {@code salt$iterations$key} (Tomcat: {@code SecretKeyCredentialHandler}). The length of
 * the key is that of the text.
 *
 * @param algorithm a PBKDF2 that this Java knows
 */
record SecretKeyForm(String algorithm) implements PasswordForm {
    @Override
    public boolean matches(String given, String kept) {
        Optional<SaltedPassword> salted = parse(kept);
        return salted.isPresent()
                && MessageDigest.isEqual(
                        derive(given, salted.get()), salted.get().digest());
    }

    private byte[] derive(String given, SaltedPassword salted) {
        PBEKeySpec key = new PBEKeySpec(
                given.toCharArray(), salted.salt(), salted.iterations(), salted.digest().length * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance(algorithm).generateSecret(key).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key cannot be derived with " + algorithm, e);
        } finally {
            key.clearPassword();
        }
    }

    /** Unlike a digest's, a key's salt is never empty. */
    private static Optional<SaltedPassword> parse(String kept) {
        return SaltedPassword.parse(kept).filter(salted -> salted.salt().length > 0);
    }

    @Override
    public Optional<String> complaint(String kept) {
        return parse(kept).isPresent()
                ? Optional.empty()
                : Optional.of(
                        "has a password that is not of the form salt$iterations$key, which " + algorithm + " needs");
    }
}
