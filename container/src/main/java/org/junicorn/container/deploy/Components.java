package org.junicorn.container.deploy;

import org.junicorn.container.jsp.PageObjects;

/** Pages and tag handlers are components like servlets: made, and ended, the same way. */
record Components(Instances instances) implements PageObjects {
    @Override
    public Object make(Class<?> type) throws InstantiationException {
        return instances.make(type);
    }

    @Override
    public void adopt(Object instance) throws InstantiationException {
        instances.adopt(instance);
    }

    @Override
    public void dispose(Object instance) {
        instances.dispose(instance);
    }
}
