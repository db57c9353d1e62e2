package org.junicorn.container.naming;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.naming.Context;
import javax.naming.NamingException;
import org.jboss.logging.Logger;
import org.junicorn.container.war.ContextModel;
import org.junicorn.container.war.ContextModel.EnvironmentModel;
import org.junicorn.container.war.ContextModel.Part;
import org.junicorn.container.war.ContextModel.ResourceLinkModel;
import org.junicorn.container.war.ContextModel.ResourceModel;
import org.junicorn.container.war.NamingModel;
import org.junicorn.container.war.NamingModel.CallbackModel;
import org.junicorn.container.war.NamingModel.DataSourceModel;
import org.junicorn.container.war.NamingModel.Kind;
import org.junicorn.container.war.NamingModel.NamedEntry;
import org.junicorn.container.war.WebAppModel;

/**
 * The names of one application below {@code java:}, and the objects behind them. Nothing is built before the first
 * question. Any thread.
 *
 * <p>Where several say what a name stands for, it is as on Tomcat: a {@code <Resource>} or {@code <ResourceLink>} of
 * context.xml counts more than a reference in web.xml; an {@code <Environment>} counts more than an {@code <env-entry>}
 * only with {@code override="false"}.
 */
public final class AppNaming implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(AppNaming.class);

    private final NamingModel declared;
    private final ContextModel context;
    private final ClassLoader loader;
    private final Set<String> unset;
    private final List<Made> made = new ArrayList<>();
    private Names names;
    private boolean closed;

    /**
     * @param model with what its placeholders stand for
     * @param loader the application's
     */
    public AppNaming(WebAppModel model, ClassLoader loader) {
        this.declared = model.naming();
        this.context = model.context();
        this.loader = loader;
        this.unset = declared.entries().isEmpty()
                ? Set.of()
                : declared.entries().stream()
                        .filter(AppNaming::isUnset)
                        .map(NamedEntry::name)
                        .collect(Collectors.toSet());
    }

    private static boolean isUnset(NamedEntry entry) {
        return entry.kind() == Kind.ENV_ENTRY
                && !entry.valued()
                && entry.lookup().isEmpty();
    }

    /** All names, as JNDI shows them. */
    public Context root() {
        return new NamingContext(names(), List.of());
    }

    /** Whether the name, relative to {@code java:comp/env} or beginning with {@code java:}, stands for anything. */
    public boolean has(String name) {
        return names().has(Names.ofEntry(name));
    }

    /** Whether it is an {@code env-entry} that nobody has given a value: what it is injected into stays as it is. */
    public boolean unset(String name) {
        return unset.contains(name) && !has(name);
    }

    /** What a name stands for, see {@link #has}. */
    public Object lookup(String name) throws NamingException {
        return names().lookup(Names.ofEntry(name));
    }

    /** The entries that descriptors want to be put into components. */
    public List<NamedEntry> injected() {
        return declared.entries().isEmpty()
                ? List.of()
                : declared.entries().stream()
                        .filter(entry -> !entry.targets().isEmpty())
                        .toList();
    }

    /** The life cycle callbacks that descriptors declare. */
    public List<CallbackModel> callbacks() {
        return declared.callbacks();
    }

    /** Closes the objects that were made, the last one first. What fails is logged. */
    @Override
    public void close() {
        List<Made> toClose;
        synchronized (made) {
            closed = true;
            toClose = new ArrayList<>(made);
            made.clear();
        }
        Collections.reverse(toClose);
        toClose.forEach(Made::close);
    }

    private void onMade(Made object) {
        boolean late;
        synchronized (made) {
            late = closed;
            if (!late) {
                made.add(object);
            }
        }
        if (late) {
            object.close();
        }
    }

    private synchronized Names names() {
        if (names == null) {
            names = build();
        }
        return names;
    }

    private Names build() {
        Map<String, String> explanations = new HashMap<>();
        declared.entries()
                .forEach(entry -> explanations.put(
                        entry.name(),
                        "it is declared as <" + entry.kind().element() + "> (" + entry.where() + "), but "
                                + (entry.kind() == Kind.ENV_ENTRY
                                        ? "has no value"
                                        : "no <Resource> or <ResourceLink> of a context.xml has this name")));
        Names built = new Names(explanations);
        for (ResourceModel resource : context.resources()) {
            bind(built, resource.name(), resource(resource), resource.where());
        }
        for (EnvironmentModel value : context.environments()) {
            boolean webXmlCounts = value.override()
                    && declared.entries().stream()
                            .anyMatch(e -> e.name().equals(value.name()) && e.kind() == Kind.ENV_ENTRY && !isUnset(e));
            if (!webXmlCounts) {
                bind(built, value.name(), environment(value), value.where());
            }
        }
        links(built);
        for (NamedEntry entry : declared.entries()) {
            if (!built.has(Names.ofEntry(entry.name()))) {
                declared(entry).ifPresent(what -> bind(built, entry.name(), what, entry.where()));
            }
        }
        for (DataSourceModel source : declared.dataSources()) {
            if (!built.has(Names.ofEntry(source.name()))) {
                Made.Maker maker = () -> new DefinedSource(source, loader).make();
                bind(
                        built,
                        source.name(),
                        made(source.name(), "javax.sql.DataSource", Map.of(), maker),
                        source.where());
            }
        }
        context.part("Transaction")
                .ifPresent(part -> bind(
                        built,
                        "java:comp/UserTransaction",
                        resource(new ResourceModel(
                                "UserTransaction",
                                "jakarta.transaction.UserTransaction",
                                "",
                                "",
                                part.attributes(),
                                part.where())),
                        part.where()));
        return built;
    }

    private static void bind(Names names, String name, Entry entry, String where) {
        List<String> path = Names.ofEntry(name);
        if (path.size() < 2 || !names.root().put(path, entry)) {
            LOG.warnf("%s: the name \"%s\" is taken, or part of another one; it is left out", where, name);
        }
    }

    /** A link leads to a global resource or, where there is none, to one of the application itself. */
    private void links(Names names) {
        Map<String, Entry> globals = new HashMap<>();
        for (ResourceModel resource : context.globalResources()) {
            globals.put(resource.name(), resource(resource));
        }
        for (Part part : context.globals("Environment")) {
            String name = part.attribute("name").orElse("");
            globals.put(
                    name,
                    new EnvValue(
                            name,
                            part.attribute("type").orElse(""),
                            part.attribute("value").orElse(""),
                            loader,
                            part.where()));
        }
        for (ResourceLinkModel link : context.resourceLinks()) {
            Entry entry = globals.get(link.global());
            if (entry == null) {
                entry = new Link(link.type(), Names.ofEntry(link.global()), Optional.empty());
            }
            bind(names, link.name(), entry, link.where());
        }
    }

    private EnvValue environment(EnvironmentModel value) {
        return new EnvValue(value.name(), value.type(), value.value(), loader, value.where());
    }

    private Optional<Entry> declared(NamedEntry entry) {
        if (!entry.lookup().isEmpty()) {
            String target = entry.lookup();
            boolean elsewhere = target.contains(":") && !target.startsWith("java:");
            return Optional.of(new Link(
                    entry.type(),
                    elsewhere ? List.of() : Names.ofEntry(target),
                    elsewhere ? Optional.of(target) : Optional.empty()));
        }
        return entry.valued()
                ? Optional.of(new EnvValue(entry.name(), entry.type(), entry.value(), loader, entry.where()))
                : Optional.empty();
    }

    private Made resource(ResourceModel resource) {
        return made(resource.name(), resource.type(), resource.attributes(), () -> new ResourceMaker(
                        resource, loader, new NamingContext(names(), List.of("comp", "env")))
                .make());
    }

    private Made made(String name, String type, Map<String, String> attributes, Made.Maker maker) {
        return new Made(
                name,
                type,
                !"false".equalsIgnoreCase(attributes.get("singleton")),
                Optional.ofNullable(attributes.get("closeMethod")),
                loader,
                maker,
                this::onMade);
    }
}
