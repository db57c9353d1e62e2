package org.junicorn.container.security;

import java.util.HexFormat;
import java.util.Optional;

/**
 * The text {@code salt$iterations$digest}, as Tomcat's digest.sh prints it: hexadecimal, decimal, hexadecimal. The salt
 * may be empty.
 */
record SaltedPassword(byte[] salt, int iterations, byte[] digest) {
    /** Empty if the text is not of that form. */
    static Optional<SaltedPassword> parse(String text) {
        String[] parts = text.split("\\$", -1);
        if (parts.length != 3 || parts[2].isEmpty()) {
            return Optional.empty();
        }
        try {
            int iterations = Integer.parseInt(parts[1]);
            return iterations < 1
                    ? Optional.empty()
                    : Optional.of(new SaltedPassword(
                            HexFormat.of().parseHex(parts[0]),
                            iterations,
                            HexFormat.of().parseHex(parts[2])));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
