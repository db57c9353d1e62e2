package org.junicorn.container.naming;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import javax.naming.NamingException;

/** Sets properties of beans that are given as texts (Tomcat: BeanFactory). */
final class Bean {
    private Bean() {}

    /** @throws NamingException if there is no such property, or one that cannot be made of a text */
    static void set(Object bean, String property, String text) throws Exception {
        String setter = "set" + Character.toUpperCase(property.charAt(0)) + property.substring(1);
        Method textual = null;
        Method typed = null;
        for (Method method : bean.getClass().getMethods()) {
            if (method.getName().equals(setter) && method.getParameterCount() == 1) {
                if (method.getParameterTypes()[0] == String.class) {
                    textual = method;
                } else if (boxed(method.getParameterTypes()[0]).startsWith("java.lang.")) {
                    typed = method;
                }
            }
        }
        Method chosen = textual == null ? typed : textual;
        if (chosen == null) {
            throw new NamingException("the class " + bean.getClass().getName() + " has no property \"" + property
                    + "\" that a text can be made into; it needs a public method " + setter);
        }
        Object value = chosen == textual
                ? text
                : new EnvValue(property, boxed(chosen.getParameterTypes()[0]), text, null, "the property").get();
        try {
            chosen.invoke(bean, value);
        } catch (InvocationTargetException e) {
            NamingException failure = new NamingException("the property \"" + property + "\" of "
                    + bean.getClass().getName() + " was refused: " + e.getCause());
            failure.initCause(e.getCause());
            throw failure;
        }
    }

    /** The class whose objects a variable of that type may hold. */
    private static String boxed(Class<?> type) {
        return switch (type.getName()) {
            case "boolean" -> "java.lang.Boolean";
            case "int" -> "java.lang.Integer";
            case "long" -> "java.lang.Long";
            case "short" -> "java.lang.Short";
            case "byte" -> "java.lang.Byte";
            case "float" -> "java.lang.Float";
            case "double" -> "java.lang.Double";
            case "char" -> "java.lang.Character";
            case "java.lang.Boolean",
                    "java.lang.Integer",
                    "java.lang.Long",
                    "java.lang.Short",
                    "java.lang.Byte",
                    "java.lang.Float",
                    "java.lang.Double",
                    "java.lang.Character" -> type.getName();
            default -> "";
        };
    }
}
