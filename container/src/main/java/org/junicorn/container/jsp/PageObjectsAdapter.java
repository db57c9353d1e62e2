package org.junicorn.container.jsp;

import java.lang.reflect.InvocationTargetException;
import org.apache.tomcat.InstanceManager;

/** {@link PageObjects} as Jasper asks for them. */
final class PageObjectsAdapter implements InstanceManager {
    private final PageObjects objects;
    private final ClassLoader loader;

    /** @param loader the application's, for classes that are given by name alone */
    PageObjectsAdapter(PageObjects objects, ClassLoader loader) {
        this.objects = objects;
        this.loader = loader;
    }

    @Override
    public Object newInstance(Class<?> type) throws InstantiationException {
        return objects.make(type);
    }

    @Override
    public Object newInstance(String className) throws InstantiationException, ClassNotFoundException {
        return newInstance(className, loader);
    }

    @Override
    public Object newInstance(String className, ClassLoader from)
            throws InstantiationException, ClassNotFoundException {
        return objects.make(from.loadClass(className));
    }

    @Override
    public void newInstance(Object instance) throws InvocationTargetException {
        try {
            objects.adopt(instance);
        } catch (InstantiationException e) {
            throw new InvocationTargetException(e);
        }
    }

    @Override
    public void destroyInstance(Object instance) {
        objects.dispose(instance);
    }
}
