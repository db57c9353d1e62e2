package org.junicorn.container.deploy;

import jakarta.annotation.Resource;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import org.junicorn.container.naming.AppNaming;
import org.junicorn.container.war.NamingModel.InjectionTarget;
import org.junicorn.container.war.NamingModel.NamedEntry;

/**
 * Puts what names of {@code java:comp/env} stand for into fields and properties of components: those with
 * {@code @Resource}, and the injection targets of descriptors, which count more (Servlet 6.1, 15.5; Jakarta Platform 10,
 * 5.2.5). What a class needs is found out once.
 */
final class Injection {
    private static final String USER_TRANSACTION = "jakarta.transaction.UserTransaction";

    /** Puts something into an instance. */
    private interface Step {
        void into(Object instance) throws Exception;
    }

    /** Sets a field, or calls a setter. */
    private interface Setter {
        void set(Object instance, Object value) throws ReflectiveOperationException;
    }

    /** A field or property. */
    private record Place(Class<?> owner, String member, Class<?> type, Setter setter) {
        @Override
        public String toString() {
            return owner.getName() + "." + member;
        }
    }

    private final AppNaming naming;
    private final boolean annotations;
    private final ClassValue<List<Step>> steps = new ClassValue<>() {
        @Override
        protected List<Step> computeValue(Class<?> type) {
            return find(type);
        }
    };

    /** @param annotations whether those of classes count */
    Injection(AppNaming naming, boolean annotations) {
        this.naming = naming;
        this.annotations = annotations;
    }

    /**
     * Fills an instance.
     *
     * @throws Exception if a name stands for nothing, for something of another type, or what a setter threw; the message
     *     says where it was to be put
     */
    void into(Object instance) throws Exception {
        for (Step step : steps.get(instance.getClass())) {
            step.into(instance);
        }
    }

    private List<Step> find(Class<?> type) {
        Deque<Class<?>> lineage = new ArrayDeque<>();
        for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
            lineage.push(c);
        }
        List<NamedEntry> declared = naming.injected();
        List<Step> found = new ArrayList<>();
        for (Class<?> c : lineage) {
            if (c.getClassLoader() == Injection.class.getClassLoader()) {
                continue; // HttpServlet and the like have nothing to be filled
            }
            Set<String> taken = new HashSet<>();
            for (NamedEntry entry : declared) {
                for (InjectionTarget target : entry.targets()) {
                    if (target.className().equals(c.getName()) && taken.add(target.member())) {
                        found.add(declared(c, target.member(), entry));
                    }
                }
            }
            if (annotations) {
                annotated(c, taken, found);
            }
        }
        return List.copyOf(found);
    }

    /** A property's setter is looked for before a field (Jakarta Platform 10, 5.2.5). */
    private Step declared(Class<?> owner, String member, NamedEntry entry) {
        String setter = "set" + Character.toUpperCase(member.charAt(0)) + member.substring(1);
        for (Method method : owner.getDeclaredMethods()) {
            if (method.getName().equals(setter) && method.getParameterCount() == 1) {
                Place place = place(method, member);
                return instance -> put(instance, place, entry.name());
            }
        }
        for (Field field : owner.getDeclaredFields()) {
            if (field.getName().equals(member)) {
                Place place = place(field);
                return instance -> put(instance, place, entry.name());
            }
        }
        return instance -> {
            throw new NamingException(entry.where() + ": the injection target " + owner.getName() + "." + member
                    + " is neither a field nor a property with a setter");
        };
    }

    private void annotated(Class<?> owner, Set<String> taken, List<Step> found) {
        for (Field field : owner.getDeclaredFields()) {
            Resource resource = field.getAnnotation(Resource.class);
            if (resource != null && taken.add(field.getName())) {
                Place place = place(field);
                found.add(instance -> put(instance, place, name(resource, place)));
            }
        }
        for (Method method : owner.getDeclaredMethods()) {
            Resource resource = method.getAnnotation(Resource.class);
            if (resource == null) {
                continue;
            }
            if (!method.getName().matches("set.+") || method.getParameterCount() != 1) {
                found.add(instance -> {
                    throw new NamingException("@Resource " + owner.getName() + "." + method.getName()
                            + ": the method is not a setter of one argument");
                });
                continue;
            }
            String bare = method.getName().substring("set".length());
            String member = Character.toLowerCase(bare.charAt(0)) + bare.substring(1);
            if (taken.add(member)) {
                Place place = place(method, member);
                found.add(instance -> put(instance, place, name(resource, place)));
            }
        }
    }

    private static Place place(Field field) {
        field.setAccessible(true);
        return new Place(
                field.getDeclaringClass(),
                field.getName(),
                field.getType(),
                (instance, value) -> field.set(Modifier.isStatic(field.getModifiers()) ? null : instance, value));
    }

    private static Place place(Method method, String member) {
        method.setAccessible(true);
        return new Place(method.getDeclaringClass(), member, method.getParameterTypes()[0], method::invoke);
    }

    /** By lookup, by name, by the place's own; by mappedName or the type where that stands for nothing. */
    private String name(Resource resource, Place place) {
        if (!resource.lookup().isEmpty()) {
            return resource.lookup();
        }
        String name = resource.name().isEmpty() ? place.toString().replaceFirst("\\.([^.]*)$", "/$1") : resource.name();
        if (!naming.has(name) && !naming.unset(name)) {
            if (!resource.mappedName().isEmpty() && naming.has(resource.mappedName())) {
                return resource.mappedName();
            }
            if (place.type().getName().equals(USER_TRANSACTION)) {
                return "java:comp/UserTransaction";
            }
        }
        return name;
    }

    private void put(Object instance, Place place, String name) throws Exception {
        if (naming.unset(name)) {
            return;
        }
        Object value;
        try {
            value = naming.lookup(name);
        } catch (NameNotFoundException e) {
            // Without the cause, which says the same but not who asks.
            throw new NameNotFoundException(place + ": " + e.getMessage());
        }
        if (value == null || !boxed(place.type()).isInstance(value)) {
            throw new NamingException(place + " is a " + place.type().getName() + ", and \"" + name + "\" is a "
                    + (value == null ? "null" : value.getClass().getName()));
        }
        try {
            place.setter().set(instance, value);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception failure ? failure : e;
        }
    }

    private static Class<?> boxed(Class<?> type) {
        return java.lang.invoke.MethodType.methodType(type).wrap().returnType();
    }
}
