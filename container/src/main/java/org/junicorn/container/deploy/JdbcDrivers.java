package org.junicorn.container.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Supplier;

/**
 * Takes back the JDBC drivers that an application registered and left (Tomcat: {@code clearReferencesJdbc}).
 * DriverManager only shows a caller the drivers that its class loader can load, so a class of ours is defined below the
 * application's loader to do it.
 */
final class JdbcDrivers {
    private JdbcDrivers() {}

    /** @return the class names of the drivers taken back */
    static List<String> deregister(ClassLoader application) throws ReflectiveOperationException, IOException {
        Class<?> type = new Below(application).define(DriverRemoval.class);
        Object removal = type.getConstructor(ClassLoader.class).newInstance(application);
        // Its twin is another class to us; what it implements is the JDK's.
        List<?> removed = (List<?>) ((Supplier<?>) removal).get();
        return removed.stream().map(String.class::cast).toList();
    }

    private static final class Below extends ClassLoader {
        Below(ClassLoader parent) {
            super(parent);
        }

        Class<?> define(Class<?> type) throws IOException {
            String file = "/" + type.getName().replace('.', '/') + ".class";
            try (InputStream in = type.getResourceAsStream(file)) {
                byte[] code = in.readAllBytes();
                return defineClass(type.getName(), code, 0, code.length);
            }
        }
    }
}
