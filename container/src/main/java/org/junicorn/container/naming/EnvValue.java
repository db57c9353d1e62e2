package org.junicorn.container.naming;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import javax.naming.NamingException;

/** The value of an {@code env-entry}, of the types that Jakarta Platform 10, 5.4.1.1 lists, and as Tomcat reads others. */
record EnvValue(String name, String className, String text, ClassLoader loader, String where) implements Entry {
    EnvValue {
        className = className.isEmpty() ? "java.lang.String" : className;
    }

    @Override
    public Object get() throws NamingException {
        try {
            return convert();
        } catch (ReflectiveOperationException | LinkageError | IllegalArgumentException e) {
            NamingException failure = new NamingException(where + ": the value of \"" + name + "\" is not a "
                    + className + (e instanceof ClassNotFoundException ? ": there is no class " + e.getMessage() : ""));
            failure.initCause(e);
            throw failure;
        }
    }

    private Object convert() throws ReflectiveOperationException {
        return switch (className) {
            case "java.lang.String" -> text;
            case "java.lang.Boolean" -> Boolean.valueOf(text);
            case "java.lang.Integer" -> Integer.decode(text);
            case "java.lang.Long" -> Long.decode(text);
            case "java.lang.Short" -> Short.decode(text);
            case "java.lang.Byte" -> Byte.decode(text);
            case "java.lang.Float" -> Float.valueOf(text);
            case "java.lang.Double" -> Double.valueOf(text);
            case "java.lang.Character" -> character();
            case "java.lang.Class" -> Class.forName(text, false, loader);
            default -> other(Class.forName(className, true, loader));
        };
    }

    private Character character() {
        if (text.length() != 1) {
            throw new IllegalArgumentException("one character is expected");
        }
        return text.charAt(0);
    }

    /** As in Tomcat: a static {@code valueOf(String)}, which enums have, or else a constructor that takes the text. */
    private Object other(Class<?> type) throws ReflectiveOperationException {
        try {
            Method valueOf = type.getMethod("valueOf", String.class);
            if (Modifier.isStatic(valueOf.getModifiers())) {
                return valueOf.invoke(null, text);
            }
        } catch (NoSuchMethodException e) {
            // perhaps a constructor
        }
        return type.getConstructor(String.class).newInstance(text);
    }

    /** Without the text, which may be a secret. */
    @Override
    public String toString() {
        return "EnvValue[" + name + "]";
    }
}
