package org.junicorn.container.shared;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Codes of texts that nobody can predict or forge who does not have the shared memory. Safe for all threads. */
public final class SharedSecret {
    /** How much of the memory it takes. */
    public static final int BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /** The secret that {@link #put} left in the memory. */
    public SharedSecret(ByteBuffer memory, int offset) {
        byte[] bytes = new byte[BYTES];
        memory.get(offset, bytes);
        key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /** Thinks of a secret. */
    public static void put(ByteBuffer memory, int offset) {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        memory.put(offset, secret);
    }

    /** The code of a text, 32 bytes. */
    public byte[] code(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
