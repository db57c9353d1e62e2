package org.junicorn.container.naming;

/** What a name stands for. */
interface Entry {
    /** The class of the object, as far as it is known without making it. */
    String className();

    /** The object. Any thread. */
    Object get() throws Exception;
}
