package org.junicorn.container.naming;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.Properties;

/**
 * A {@code jakarta.mail.Session} of the mail library that the application or a shared library has, made of the attributes
 * whose names begin with {@code mail.} (Tomcat: MailSessionFactory).
 */
record MailSession(Map<String, String> attributes, ClassLoader loader) {
    Object make() throws Exception {
        Properties properties = new Properties();
        properties.put("mail.transport.protocol", "smtp");
        attributes.forEach((name, value) -> {
            if (name.startsWith("mail.")) {
                properties.put(name, value);
            }
        });
        String user = first("mail.smtp.user", "mail.user", "username");
        String password = attributes.get("password");
        Class<?> authenticator = Class.forName("jakarta.mail.Authenticator", true, loader);
        Object login = user == null || password == null
                ? null
                : new Below(loader)
                        .define(MailSession.class.getPackageName() + ".MailLogin")
                        .getConstructor(String.class, String.class)
                        .newInstance(user, password);
        try {
            return Class.forName("jakarta.mail.Session", true, loader)
                    .getMethod("getInstance", Properties.class, authenticator)
                    .invoke(null, properties, login);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception failure ? failure : e;
        }
    }

    private String first(String... names) {
        for (String name : names) {
            if (attributes.containsKey(name)) {
                return attributes.get(name);
            }
        }
        return null;
    }

    /** Without attributes: a password is one. */
    @Override
    public String toString() {
        return "MailSession";
    }

    /** A class of ours, defined where it sees the application's mail library. */
    private static final class Below extends ClassLoader {
        Below(ClassLoader parent) {
            super(parent);
        }

        /** By its name: the container itself cannot load it. */
        Class<?> define(String name) throws IOException {
            String file = "/" + name.replace('.', '/') + ".class";
            try (InputStream in = MailSession.class.getResourceAsStream(file)) {
                byte[] code = in.readAllBytes();
                return defineClass(name, code, 0, code.length);
            }
        }
    }
}
