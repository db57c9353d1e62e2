package org.junicorn.container.naming;

import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.naming.CompositeName;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.Reference;
import javax.naming.StringRefAddr;
import javax.naming.spi.ObjectFactory;
import org.junicorn.container.war.ContextModel.ResourceModel;
import org.junicorn.container.war.PoolAttributes;

/**
 * Makes the object of a {@code <Resource>}: with the factory that it names, which the application or a shared library
 * has; else with one of ours that stands for a factory of Tomcat; else by the resource's type.
 */
record ResourceMaker(ResourceModel resource, ClassLoader loader, Context context) {
    private static final String MAIL = "jakarta.mail.Session";
    private static final String TOMCAT = "org.apache.naming.factory.";

    Object make() throws Exception {
        String factory = resource.attributes().getOrDefault("factory", "");
        Optional<Class<?>> own = factory.isEmpty() ? Optional.empty() : find(factory);
        if (own.isPresent()) {
            return fromFactory(own.get());
        }
        Optional<PoolAttributes> pool = PoolAttributes.of(resource);
        if (pool.isPresent()) {
            return new Pool(pool.get().properties(), loader).make();
        }
        if (resource.type().equals("org.apache.catalina.UserDatabase")) {
            throw failure("a UserDatabase is not supported; give users with tomcat_users");
        }
        if (factory.equals(TOMCAT + "BeanFactory")) {
            return bean();
        }
        if (resource.type().equals(MAIL) && (factory.isEmpty() || factory.equals(TOMCAT + "MailSessionFactory"))) {
            return new MailSession(resource.attributes(), loader).make();
        }
        throw failure(
                factory.isEmpty()
                        ? "there is no factory for the type \"" + resource.type() + "\"; name one with factory=\"…\""
                        : "its factory " + factory + " is neither in the application nor in shared_lib");
    }

    private Optional<Class<?>> find(String factory) throws NamingException {
        try {
            return Optional.of(Class.forName(factory, true, loader));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        } catch (LinkageError e) {
            NamingException failure = failure("its factory " + factory + " cannot be loaded: " + e);
            failure.initCause(e);
            throw failure;
        }
    }

    private Object fromFactory(Class<?> type) throws Exception {
        if (!ObjectFactory.class.isAssignableFrom(type)) {
            throw failure("its factory " + type.getName() + " is not a " + ObjectFactory.class.getName());
        }
        ObjectFactory factory = (ObjectFactory) type.getConstructor().newInstance();
        Object object =
                factory.getObjectInstance(reference(), new CompositeName(resource.name()), context, new Hashtable<>());
        if (object == null) {
            throw failure("its factory " + type.getName() + " made nothing of it; it may expect another type than \""
                    + resource.type() + "\", or other attributes");
        }
        return object;
    }

    /** With what Tomcat's {@code ResourceRef} has. */
    private Reference reference() {
        Reference reference =
                new Reference(resource.type(), resource.attributes().get("factory"), null);
        Map<String, String> addresses = new TreeMap<>(resource.attributes());
        addresses.putIfAbsent("scope", "Shareable");
        addresses.putIfAbsent("singleton", "true");
        if (!resource.auth().isEmpty()) {
            addresses.putIfAbsent("auth", resource.auth());
        }
        if (!resource.description().isEmpty()) {
            addresses.putIfAbsent("description", resource.description());
        }
        addresses.forEach((name, value) -> reference.add(new StringRefAddr(name, value)));
        return reference;
    }

    private Object bean() throws Exception {
        Class<?> type;
        try {
            type = Class.forName(resource.type(), true, loader);
        } catch (ClassNotFoundException e) {
            throw failure("its type " + resource.type() + " is neither in the application nor in shared_lib");
        }
        Object bean = type.getConstructor().newInstance();
        for (Map.Entry<String, String> attribute : new TreeMap<>(resource.attributes()).entrySet()) {
            if (!PoolAttributes.ofResources(attribute.getKey())
                    && !attribute.getKey().equals("forceString")) {
                Bean.set(bean, attribute.getKey(), attribute.getValue());
            }
        }
        return bean;
    }

    private NamingException failure(String what) {
        return new NamingException(resource.where() + ": <Resource> \"" + resource.name() + "\": " + what);
    }
}
