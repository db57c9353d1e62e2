package org.junicorn.container.session;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidObjectException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Values of attributes as bytes: Java serialization with a short form for what most sessions hold. Reading is limited by
 * an {@link ObjectInputFilter}, since who can write to a store shall not thereby run code here. Any thread.
 */
final class SessionValues {
    /** Far above what a session holds, and below what hurts. */
    private static final String LIMITS = "maxdepth=2000;maxrefs=10000000;maxarray=50000000";

    private static final byte SERIALIZED = 0;
    private static final byte TEXT = 1;
    private static final byte INTEGER = 2;
    private static final byte LONG = 3;
    private static final byte FALSE = 4;
    private static final byte TRUE = 5;

    private static final Set<Class<?>> IMMUTABLE = Set.of(
            String.class,
            Integer.class,
            Long.class,
            Boolean.class,
            Short.class,
            Byte.class,
            Character.class,
            Double.class,
            Float.class,
            BigDecimal.class,
            BigInteger.class,
            UUID.class,
            Locale.class,
            Class.class);

    private static final Map<String, Class<?>> PRIMITIVES = Map.of(
            "boolean", boolean.class,
            "byte", byte.class,
            "char", char.class,
            "short", short.class,
            "int", int.class,
            "long", long.class,
            "float", float.class,
            "double", double.class,
            "void", void.class);

    private final ClassLoader loader;
    private final ObjectInputFilter filter;

    /**
     * @param loader the application's
     * @param pattern what the user allows and forbids beside the limits, or empty
     * @throws IllegalArgumentException if it is no pattern
     */
    SessionValues(ClassLoader loader, String pattern) {
        this.loader = loader;
        ObjectInputFilter limits = ObjectInputFilter.Config.createFilter(LIMITS);
        this.filter = pattern.isEmpty()
                ? limits
                : ObjectInputFilter.merge(ObjectInputFilter.Config.createFilter(pattern), limits);
    }

    /** Whether an object cannot change, so that it need not be compared after a request that has read it. */
    static boolean immutable(Object value) {
        Class<?> type = value.getClass();
        return IMMUTABLE.contains(type)
                || value instanceof Enum<?>
                || type.getPackageName().equals("java.time");
    }

    byte[] write(Object value) throws IOException {
        if (value instanceof String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            // A lone surrogate has no UTF-8.
            if (text.equals(new String(utf8, StandardCharsets.UTF_8))) {
                byte[] bytes = new byte[utf8.length + 1];
                bytes[0] = TEXT;
                System.arraycopy(utf8, 0, bytes, 1, utf8.length);
                return bytes;
            }
        } else if (value instanceof Integer number) {
            return ByteBuffer.allocate(5).put(INTEGER).putInt(number).array();
        } else if (value instanceof Long number) {
            return ByteBuffer.allocate(9).put(LONG).putLong(number).array();
        } else if (value instanceof Boolean flag) {
            return new byte[] {flag ? TRUE : FALSE};
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        bytes.write(SERIALIZED);
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return bytes.toByteArray();
    }

    /** @param own whether it is the container's own attribute, whose classes the application does not see */
    Object read(byte[] bytes, boolean own) throws IOException, ClassNotFoundException {
        return switch (bytes.length == 0 ? -1 : bytes[0]) {
            case SERIALIZED -> {
                try (ObjectInputStream in =
                        new In(new ByteArrayInputStream(bytes, 1, bytes.length - 1), own ? getClass() : null)) {
                    yield in.readObject();
                }
            }
            case TEXT -> new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8);
            case INTEGER -> ByteBuffer.wrap(bytes).getInt(1);
            case LONG -> ByteBuffer.wrap(bytes).getLong(1);
            case FALSE -> Boolean.FALSE;
            case TRUE -> Boolean.TRUE;
            default -> throw new InvalidObjectException("not written by this version of the server");
        };
    }

    static boolean same(byte[] some, byte[] other) {
        return Arrays.equals(some, other);
    }

    /** Reads objects of the application's classes. */
    private final class In extends ObjectInputStream {
        private final Class<?> container;

        In(InputStream in, Class<?> container) throws IOException {
            super(in);
            this.container = container;
            setObjectInputFilter(filter);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws ClassNotFoundException {
            Class<?> primitive = PRIMITIVES.get(description.getName());
            return primitive != null ? primitive : find(description.getName());
        }

        private Class<?> find(String name) throws ClassNotFoundException {
            if (container != null) {
                try {
                    return Class.forName(name, false, container.getClassLoader());
                } catch (ClassNotFoundException e) {
                    // a principal of the application's login module
                }
            }
            return Class.forName(name, false, loader);
        }

        @Override
        protected Class<?> resolveProxyClass(String[] interfaces) throws IOException, ClassNotFoundException {
            Class<?>[] types = new Class<?>[interfaces.length];
            for (int i = 0; i < types.length; i++) {
                types[i] = find(interfaces[i]);
            }
            try {
                return Proxy.newProxyInstance(loader, types, (proxy, method, arguments) -> null)
                        .getClass();
            } catch (IllegalArgumentException e) {
                throw new ClassNotFoundException("the interfaces of a proxy do not go together", e);
            }
        }
    }
}
