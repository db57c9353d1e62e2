package org.junicorn.container.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.HexFormat;

/** As much of DER (X.690) as the wrappings of private keys need: reads one element after the other, and writes some. */
final class Der {
    static final int INTEGER = 0x02;
    static final int OCTETS = 0x04;
    static final int OID = 0x06;
    static final int SEQUENCE = 0x30;

    private final byte[] bytes;
    private int at;

    Der(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    boolean hasNext() {
        return at < bytes.length;
    }

    /** Whether the next element has this tag. */
    boolean nextIs(int tag) {
        return hasNext() && (bytes[at] & 0xff) == tag;
    }

    /** The content of the next element, which must have this tag. */
    byte[] next(int tag) throws InvalidKeyException {
        if (!nextIs(tag)) {
            throw new InvalidKeyException("it is not in the form that it claims to have");
        }
        at++;
        int length = length();
        if (length < 0 || length > bytes.length - at) {
            throw new InvalidKeyException("its end is missing");
        }
        byte[] content = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return content;
    }

    /** X.690, 8.1.3: one byte, or how many bytes follow. */
    private int length() {
        int first = at < bytes.length ? bytes[at++] & 0xff : -1;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        int count = first & 0x7f;
        if (count == 0 || count > 3 || count > bytes.length - at) {
            return -1;
        }
        for (int i = 0; i < count; i++) {
            length = length << 8 | bytes[at++] & 0xff;
        }
        return length;
    }

    /** The elements in the next one, a sequence. */
    Der sequence() throws InvalidKeyException {
        return new Der(next(SEQUENCE));
    }

    /** The next element, an object identifier, as hexadecimal digits of its content. */
    String oid() throws InvalidKeyException {
        return HexFormat.of().formatHex(next(OID));
    }

    int integer() throws InvalidKeyException {
        byte[] content = next(INTEGER);
        if (content.length == 0 || content.length > 4) {
            throw new InvalidKeyException("it has a number that is too large");
        }
        return new BigInteger(content).intValue();
    }

    static byte[] oid(String hex) {
        return element(OID, HexFormat.of().parseHex(hex));
    }

    /** An element that consists of others. */
    static byte[] element(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        int length = content.size();
        if (length < 0x80) {
            element.write(length);
        } else {
            byte[] digits = BigInteger.valueOf(length).toByteArray();
            int skip = digits[0] == 0 ? 1 : 0;
            element.write(0x80 | digits.length - skip);
            element.write(digits, skip, digits.length - skip);
        }
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }
}
