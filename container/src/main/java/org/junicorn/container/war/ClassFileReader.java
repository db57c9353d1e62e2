package org.junicorn.container.war;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a class file as far as deployment needs it: its name, its super types and its annotations (Java Virtual Machine
 * Specification, 4.1 and 4.7.16). The constant pool is walked first, so that {@link #mentions} answers for the
 * thousands of classes that have nothing to say before anything else of them is looked at.
 *
 * <p>A damaged file ends in an {@link IOException} or an {@link IndexOutOfBoundsException}.
 */
final class ClassFileReader {
    private static final int ABSTRACT = 0x0400;
    private static final byte[] VISIBLE = "RuntimeVisibleAnnotations".getBytes(StandardCharsets.US_ASCII);

    private final byte[] bytes;
    private final int[] constants;
    private final int afterConstants;

    ClassFileReader(byte[] bytes) throws IOException {
        this.bytes = bytes;
        if (bytes.length < 10 || u4(0) != 0xCAFEBABE) {
            throw new IOException("it does not begin as a class file");
        }
        constants = new int[u2(8)];
        int at = 10;
        for (int i = 1; i < constants.length; i++) {
            constants[i] = at;
            int tag = bytes[at];
            switch (tag) {
                case 1 -> at += 3 + u2(at + 1);
                case 3, 4, 9, 10, 11, 12, 17, 18 -> at += 5;
                case 5, 6 -> {
                    at += 9;
                    i++;
                }
                case 7, 8, 16, 19, 20 -> at += 3;
                case 15 -> at += 4;
                default -> throw new IOException("its constant " + i + " has the unknown kind " + tag);
            }
        }
        afterConstants = at;
    }

    /** Whether any text of the constant pool begins with one of the prefixes (ASCII). */
    boolean mentions(List<byte[]> prefixes) {
        for (int i = 1; i < constants.length; i++) {
            int at = constants[i];
            if (at != 0 && bytes[at] == 1) {
                for (byte[] prefix : prefixes) {
                    if (u2(at + 1) >= prefix.length && startsWith(at + 3, prefix)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private boolean startsWith(int at, byte[] prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if (bytes[at + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    ClassFile read() throws IOException {
        int access = u2(afterConstants);
        String name = className(u2(afterConstants + 2));
        int superIndex = u2(afterConstants + 4);
        int interfaceCount = u2(afterConstants + 6);
        int at = afterConstants + 8;
        List<String> interfaces = new ArrayList<>(interfaceCount);
        for (int i = 0; i < interfaceCount; i++, at += 2) {
            interfaces.add(className(u2(at)));
        }
        Set<String> ofMembers = new HashSet<>();
        at = members(at, ofMembers);
        at = members(at, ofMembers);
        List<ClassFile.Annotation> ofClass = new ArrayList<>();
        attributes(at, ofClass);
        return new ClassFile(
                name,
                superIndex == 0 ? "" : className(superIndex),
                interfaces,
                (access & ABSTRACT) != 0,
                ofClass,
                ofMembers);
    }

    /** Fields or methods. */
    private int members(int start, Set<String> annotationTypes) throws IOException {
        int count = u2(start);
        int at = start + 2;
        List<ClassFile.Annotation> annotations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            at = attributes(at + 6, annotations);
        }
        annotations.forEach(a -> annotationTypes.add(a.type()));
        return at;
    }

    private int attributes(int start, List<ClassFile.Annotation> annotations) throws IOException {
        int count = u2(start);
        int at = start + 2;
        for (int i = 0; i < count; i++) {
            int length = u4(at + 2);
            if (length < 0 || length > bytes.length - at - 6) {
                throw new IOException("one of its attributes is longer than the file");
            }
            if (isVisibleAnnotations(u2(at))) {
                Cursor cursor = new Cursor(at + 6);
                int annotationCount = cursor.u2();
                for (int a = 0; a < annotationCount; a++) {
                    annotations.add(cursor.annotation());
                }
            }
            at += 6 + length;
        }
        return at;
    }

    /** Walks annotations, whose parts have no fixed size. */
    private final class Cursor {
        private int at;

        Cursor(int at) {
            this.at = at;
        }

        int u2() {
            at += 2;
            return ClassFileReader.this.u2(at - 2);
        }

        ClassFile.Annotation annotation() throws IOException {
            String type = typeName(text(u2()));
            int count = u2();
            Map<String, Object> values = new HashMap<>();
            for (int i = 0; i < count; i++) {
                String name = text(u2());
                values.put(name, value());
            }
            return new ClassFile.Annotation(type, values);
        }

        private Object value() throws IOException {
            char tag = (char) bytes[at++];
            switch (tag) {
                case 'B', 'C', 'I', 'S' -> {
                    return u4(constants[u2()] + 1);
                }
                case 'Z' -> {
                    return u4(constants[u2()] + 1) != 0;
                }
                case 'J' -> {
                    return u8(constants[u2()] + 1);
                }
                case 'F' -> {
                    return Float.intBitsToFloat(u4(constants[u2()] + 1));
                }
                case 'D' -> {
                    return Double.longBitsToDouble(u8(constants[u2()] + 1));
                }
                case 's' -> {
                    return text(u2());
                }
                case 'c' -> {
                    return typeName(text(u2()));
                }
                case 'e' -> {
                    u2();
                    return text(u2());
                }
                case '@' -> {
                    return annotation();
                }
                case '[' -> {
                    int count = u2();
                    List<Object> list = new ArrayList<>();
                    for (int i = 0; i < count; i++) {
                        list.add(value());
                    }
                    return list;
                }
                default -> throw new IOException("an annotation's value has the unknown kind '" + tag + "'");
            }
        }
    }

    /** "Ljava/lang/String;" as "java.lang.String"; anything else, such as "I", as it is. */
    private static String typeName(String descriptor) {
        return descriptor.startsWith("L") && descriptor.endsWith(";")
                ? descriptor.substring(1, descriptor.length() - 1).replace('/', '.')
                : descriptor;
    }

    private String className(int index) throws IOException {
        return text(u2(constants[index] + 1)).replace('/', '.');
    }

    /** Names are ASCII nearly always; else they are in the modified UTF-8 that DataInput reads. */
    private String text(int index) throws IOException {
        int at = constants[index];
        if (at == 0 || bytes[at] != 1) {
            throw new IOException("its constant " + index + " is not a text");
        }
        int length = u2(at + 1);
        for (int i = 0; i < length; i++) {
            if (bytes[at + 3 + i] < 0) {
                return new DataInputStream(new ByteArrayInputStream(bytes, at + 1, length + 2)).readUTF();
            }
        }
        return new String(bytes, at + 3, length, StandardCharsets.ISO_8859_1);
    }

    private boolean isVisibleAnnotations(int index) {
        int at = constants[index];
        return bytes[at] == 1 && u2(at + 1) == VISIBLE.length && startsWith(at + 3, VISIBLE);
    }

    private int u2(int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }

    private int u4(int at) {
        return u2(at) << 16 | u2(at + 2);
    }

    private long u8(int at) {
        return (long) u4(at) << 32 | u4(at + 4) & 0xFFFFFFFFL;
    }
}
