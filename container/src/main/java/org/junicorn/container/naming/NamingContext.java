package org.junicorn.container.naming;

import java.util.Hashtable;
import java.util.Iterator;
import java.util.List;
import javax.naming.Binding;
import javax.naming.CompositeName;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.NameClassPair;
import javax.naming.NameParser;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.OperationNotSupportedException;

/**
 * A folder of names, or the whole of them, as JNDI shows it. It cannot be changed, as on Tomcat. Closing it does nothing.
 * Any thread.
 */
final class NamingContext implements Context {
    private final Names names;
    private final List<String> base;
    private final Hashtable<String, Object> environment = new Hashtable<>();

    NamingContext(Names names, List<String> base) {
        this.names = names;
        this.base = List.copyOf(base);
    }

    @Override
    public Object lookup(Name name) throws NamingException {
        return names.lookup(Names.parts(base, name));
    }

    @Override
    public Object lookup(String name) throws NamingException {
        return names.lookup(Names.parts(base, name));
    }

    /** Links are followed at all times: which names are links is no business of the application. */
    @Override
    public Object lookupLink(Name name) throws NamingException {
        return lookup(name);
    }

    @Override
    public Object lookupLink(String name) throws NamingException {
        return lookup(name);
    }

    @Override
    public NamingEnumeration<NameClassPair> list(Name name) throws NamingException {
        return list(Names.parts(base, name));
    }

    @Override
    public NamingEnumeration<NameClassPair> list(String name) throws NamingException {
        return list(Names.parts(base, name));
    }

    private NamingEnumeration<NameClassPair> list(List<String> path) throws NamingException {
        Folder folder = names.folder(path);
        return new All<>(Names.sorted(folder), child -> new NameClassPair(child, className(folder, child)));
    }

    @Override
    public NamingEnumeration<Binding> listBindings(Name name) throws NamingException {
        return listBindings(Names.parts(base, name));
    }

    @Override
    public NamingEnumeration<Binding> listBindings(String name) throws NamingException {
        return listBindings(Names.parts(base, name));
    }

    private NamingEnumeration<Binding> listBindings(List<String> path) throws NamingException {
        Folder folder = names.folder(path);
        return new All<>(
                Names.sorted(folder),
                child -> new Binding(child, className(folder, child), names.lookup(Names.parts(path, child))));
    }

    private static String className(Folder folder, String child) {
        return folder.children().get(child) instanceof Entry entry ? entry.className() : Context.class.getName();
    }

    @Override
    public void bind(Name name, Object object) throws NamingException {
        throw readOnly();
    }

    @Override
    public void bind(String name, Object object) throws NamingException {
        throw readOnly();
    }

    @Override
    public void rebind(Name name, Object object) throws NamingException {
        throw readOnly();
    }

    @Override
    public void rebind(String name, Object object) throws NamingException {
        throw readOnly();
    }

    @Override
    public void unbind(Name name) throws NamingException {
        throw readOnly();
    }

    @Override
    public void unbind(String name) throws NamingException {
        throw readOnly();
    }

    @Override
    public void rename(Name from, Name to) throws NamingException {
        throw readOnly();
    }

    @Override
    public void rename(String from, String to) throws NamingException {
        throw readOnly();
    }

    @Override
    public void destroySubcontext(Name name) throws NamingException {
        throw readOnly();
    }

    @Override
    public void destroySubcontext(String name) throws NamingException {
        throw readOnly();
    }

    @Override
    public Context createSubcontext(Name name) throws NamingException {
        throw readOnly();
    }

    @Override
    public Context createSubcontext(String name) throws NamingException {
        throw readOnly();
    }

    private static NamingException readOnly() {
        return new OperationNotSupportedException(
                "Context is read only: what it holds is said by web.xml and context.xml");
    }

    @Override
    public NameParser getNameParser(Name name) {
        return CompositeName::new;
    }

    @Override
    public NameParser getNameParser(String name) {
        return CompositeName::new;
    }

    @Override
    public Name composeName(Name name, Name prefix) throws NamingException {
        Name composed = (Name) prefix.clone();
        return composed.addAll(name);
    }

    @Override
    public String composeName(String name, String prefix) {
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    @Override
    public Object addToEnvironment(String name, Object value) {
        return environment.put(name, value);
    }

    @Override
    public Object removeFromEnvironment(String name) {
        return environment.remove(name);
    }

    @Override
    public Hashtable<?, ?> getEnvironment() {
        return new Hashtable<>(environment);
    }

    @Override
    public void close() {
        // Others hold it, too.
    }

    @Override
    public String getNameInNamespace() {
        return Names.text(base);
    }

    /** What a function that may fail gives for a name. */
    private interface Giver<T> {
        T give(String name) throws NamingException;
    }

    private static final class All<T> implements NamingEnumeration<T> {
        private final Iterator<String> names;
        private final Giver<T> giver;

        All(List<String> names, Giver<T> giver) {
            this.names = names.iterator();
            this.giver = giver;
        }

        @Override
        public boolean hasMore() {
            return names.hasNext();
        }

        @Override
        public T next() throws NamingException {
            return giver.give(names.next());
        }

        @Override
        public boolean hasMoreElements() {
            return names.hasNext();
        }

        @Override
        public T nextElement() {
            try {
                return next();
            } catch (NamingException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
