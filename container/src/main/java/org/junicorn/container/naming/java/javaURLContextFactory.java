package org.junicorn.container.naming.java;

import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.NamingException;
import javax.naming.NoInitialContextException;
import javax.naming.spi.InitialContextFactory;
import javax.naming.spi.ObjectFactory;
import org.junicorn.container.war.WebAppClassLoader;

/**
 * Gives out the names of the application whose thread asks: for {@code new InitialContext()}, and for names that begin
 * with {@code java:} whatever the initial context is. JNDI dictates the class's name. Any thread.
 */
public final class javaURLContextFactory implements ObjectFactory, InitialContextFactory {
    /** What JNDI puts before ".java.javaURLContextFactory". */
    private static final String PREFIX = "org.junicorn.container.naming";

    /**
     * Tells JNDI of this class. An initial context factory that is named already stays, and so do other prefixes. Does
     * nothing if it was done before.
     */
    public static void announce() {
        synchronized (javaURLContextFactory.class) {
            if (System.getProperty(Context.INITIAL_CONTEXT_FACTORY) == null) {
                System.setProperty(Context.INITIAL_CONTEXT_FACTORY, javaURLContextFactory.class.getName());
            }
            String prefixes = System.getProperty(Context.URL_PKG_PREFIXES, "");
            if (!(":" + prefixes + ":").contains(":" + PREFIX + ":")) {
                System.setProperty(Context.URL_PKG_PREFIXES, prefixes.isEmpty() ? PREFIX : PREFIX + ":" + prefixes);
            }
        }
    }

    @Override
    public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
        return current();
    }

    /** @param url null, or a name that begins with {@code java:} */
    @Override
    public Object getObjectInstance(Object url, Name name, Context context, Hashtable<?, ?> environment)
            throws NamingException {
        Context current = current();
        return url instanceof String text ? current.lookup(text) : url == null ? current : null;
    }

    private static Context current() throws NamingException {
        for (ClassLoader l = Thread.currentThread().getContextClassLoader(); l != null; l = l.getParent()) {
            if (l instanceof WebAppClassLoader app) {
                return app.names()
                        .orElseThrow(() -> new NoInitialContextException("the application has ended, or has no names"));
            }
        }
        throw new NoInitialContextException(
                "the thread " + Thread.currentThread().getName()
                        + " belongs to no application: its context class loader is none of theirs, as that of threads which a"
                        + " library or the JDK has made; set it, or look names up on a thread of a request");
    }
}
