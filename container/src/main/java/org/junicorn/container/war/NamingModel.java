package org.junicorn.container.war;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What web.xml, the fragments and annotations of classes say about {@code java:comp/env} (Jakarta Platform 10, 5; Servlet
 * 6.1, 15.5). What stands behind the names is often said by {@link ContextModel}.
 */
public record NamingModel(List<NamedEntry> entries, List<DataSourceModel> dataSources, List<CallbackModel> callbacks)
        implements Serializable {

    /** Of an application that names nothing. */
    public static final NamingModel EMPTY = new NamingModel(List.of(), List.of(), List.of());

    public NamingModel {
        entries = List.copyOf(entries);
        dataSources = List.copyOf(dataSources);
        callbacks = List.copyOf(callbacks);
    }

    /** The element that an entry was declared with, or would have been. */
    public enum Kind {
        ENV_ENTRY("env-entry"),
        RESOURCE_REF("resource-ref"),
        RESOURCE_ENV_REF("resource-env-ref"),
        MESSAGE_DESTINATION_REF("message-destination-ref"),
        EJB_REF("ejb-ref"),
        EJB_LOCAL_REF("ejb-local-ref"),
        SERVICE_REF("service-ref");

        private final String element;

        Kind(String element) {
            this.element = element;
        }

        /** As descriptors spell it. */
        public String element() {
            return element;
        }
    }

    /**
     * A name below {@code java:comp/env}.
     *
     * @param name without {@code java:comp/env/}; one in another name space begins with {@code java:}
     * @param type the class, "" if it is not said
     * @param valued whether there is a value; without one an {@code env-entry} is not bound (Jakarta Platform 10, 5.4.1.3)
     * @param lookup another name that this one stands for, "" if none
     * @param where as messages name it, "WEB-INF/web.xml, line 12"
     */
    public record NamedEntry(
            Kind kind,
            String name,
            String type,
            boolean valued,
            String value,
            String lookup,
            List<InjectionTarget> targets,
            String where)
            implements Serializable {
        public NamedEntry {
            targets = List.copyOf(targets);
        }

        /** Without the value, which may be a secret. */
        @Override
        public String toString() {
            return kind.element() + "[name=" + name + ", type=" + type + ", where=" + where + "]";
        }
    }

    /** A field or a property of a component that an entry is put into. */
    public record InjectionTarget(String className, String member) implements Serializable {}

    /**
     * A {@code <data-source>} or {@code @DataSourceDefinition}.
     *
     * @param attributes by the names of the annotation's elements ({@code className}, {@code url}, {@code user} …), and
     *     the driver's own properties by theirs, behind "property."
     */
    public record DataSourceModel(String name, Map<String, String> attributes, String where) implements Serializable {
        public DataSourceModel {
            attributes = Map.copyOf(attributes);
        }

        /** Without attributes: a password is one. */
        @Override
        public String toString() {
            return "DataSource[name=" + name + ", where=" + where + "]";
        }
    }

    /** A {@code <post-construct>} ({@code construct}) or {@code <pre-destroy>}. */
    public record CallbackModel(boolean construct, String className, String method) implements Serializable {}
}
