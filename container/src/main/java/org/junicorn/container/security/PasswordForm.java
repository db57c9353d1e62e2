package org.junicorn.container.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Optional;

/** How passwords are kept (Tomcat: {@code CredentialHandler}). */
public sealed interface PasswordForm permits PasswordForm.Plain, MessageDigestForm, SecretKeyForm, NestedForm {
    /** Whether the password that somebody gives is the one that is kept. Takes the same time for every wrong one. */
    boolean matches(String given, String kept);

    /** What is wrong with a password as it is kept, for a sentence that begins with the user; empty if nothing is. */
    Optional<String> complaint(String kept);

    /** Whether the passwords are kept as H(A1) of HTTP Digest with this algorithm, as Tomcat has it. */
    default boolean keepsA1(String algorithm) {
        return false;
    }

    /** Whether a proof was made with the password that is kept. */
    default boolean matches(String user, DigestProof proof, String kept) {
        return keepsA1(proof.algorithm()) ? proof.fitsA1(kept) : proof.fits(user, kept);
    }

    /** Passwords as they are typed. */
    record Plain() implements PasswordForm {
        @Override
        public boolean matches(String given, String kept) {
            return MessageDigest.isEqual(given.getBytes(UTF_8), kept.getBytes(UTF_8));
        }

        @Override
        public Optional<String> complaint(String kept) {
            return Optional.empty();
        }
    }
}
