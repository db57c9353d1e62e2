package org.junicorn.container.war;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junicorn.container.war.NamingModel.DataSourceModel;
import org.junicorn.container.war.NamingModel.InjectionTarget;
import org.junicorn.container.war.NamingModel.NamedEntry;
import org.junicorn.container.war.WebAppModel.FilterMapping;

/**
 * Pours the fragments into the application's own descriptor (Servlet 6.1, 8.2.3): what web.xml says wins, what it does
 * not say comes from the fragments, and where two fragments contradict each other the application does not deploy.
 */
final class DescriptorMerger {
    private final Descriptor main;
    private final List<Descriptor> fragments;

    DescriptorMerger(Descriptor main, List<Descriptor> fragments) {
        this.main = main;
        this.fragments = fragments;
    }

    void merge() throws InvalidAppException {
        for (Descriptor fragment : fragments) {
            main.distributable &= fragment.distributable;
            if (main.displayName == null) {
                main.displayName = fragment.displayName; // names nothing that matters, so no conflict
            }
        }
        map("context parameter", d -> d.contextParams);
        map("error page for", d -> d.errorPages);
        map("MIME mapping of", d -> d.mimeMappings);
        map("encoding of the locale", d -> d.localeEncodings);
        map("location of the tag library", d -> d.taglibs);
        servlets();
        filters();
        for (Descriptor fragment : fragments) {
            main.listeners.addAll(fragment.listeners);
            main.welcomeFiles.addAll(fragment.welcomeFiles);
            main.securityConstraints.addAll(fragment.securityConstraints);
            main.securityRoles.addAll(fragment.securityRoles);
            main.jspPropertyGroups.addAll(fragment.jspPropertyGroups);
        }
        naming();
        session();
        single("login configuration", d -> d.login, (d, v) -> d.login = v);
    }

    private void map(String what, Function<Descriptor, Map<String, String>> part) throws InvalidAppException {
        Map<String, Descriptor> origins = new LinkedHashMap<>();
        Map<String, String> own = part.apply(main);
        for (Descriptor fragment : fragments) {
            for (Map.Entry<String, String> entry : part.apply(fragment).entrySet()) {
                String key = entry.getKey();
                String before = own.putIfAbsent(key, entry.getValue());
                if (before == null) {
                    origins.put(key, fragment);
                } else if (origins.containsKey(key) && !before.equals(entry.getValue())) {
                    throw conflict(
                            what + " \"" + key + "\"",
                            before,
                            origins.get(key).origin,
                            entry.getValue(),
                            fragment.origin);
                }
            }
        }
    }

    /** web.xml's word counts; what fragments say of a name that it does not have must agree (Servlet 6.1, 8.2.3). */
    private void naming() throws InvalidAppException {
        Set<String> ofMain = Set.copyOf(main.named.keySet());
        Set<String> sourcesOfMain = Set.copyOf(main.dataSources.keySet());
        for (Descriptor fragment : fragments) {
            for (NamedEntry entry : fragment.named.values()) {
                NamedEntry before = main.named.putIfAbsent(entry.name(), entry);
                if (before != null && !ofMain.contains(entry.name())) {
                    agree(
                            "type of \"" + entry.name() + "\"",
                            before.type(),
                            before.where(),
                            entry.type(),
                            entry.where());
                    agree(
                            "name that \"" + entry.name() + "\" stands for",
                            before.lookup(),
                            before.where(),
                            entry.lookup(),
                            entry.where());
                    if (!before.value().equals(entry.value())) {
                        throw new InvalidAppException("the value of \"" + entry.name() + "\" in " + before.where()
                                + " is not that in " + entry.where() + "; say in WEB-INF/web.xml which is meant");
                    }
                }
                if (before != null
                        && before.targets().isEmpty()
                        && !entry.targets().isEmpty()) {
                    main.named.put(entry.name(), injected(before, entry.targets()));
                }
            }
            for (DataSourceModel source : fragment.dataSources.values()) {
                DataSourceModel before = main.dataSources.putIfAbsent(source.name(), source);
                if (before != null
                        && !sourcesOfMain.contains(source.name())
                        && !before.attributes().equals(source.attributes())) {
                    throw new InvalidAppException("the data source \"" + source.name() + "\" in " + before.where()
                            + " is not that in " + source.where() + "; say in WEB-INF/web.xml which is meant");
                }
            }
            main.callbacks.addAll(fragment.callbacks);
        }
    }

    private static NamedEntry injected(NamedEntry entry, List<InjectionTarget> targets) {
        return new NamedEntry(
                entry.kind(),
                entry.name(),
                entry.type(),
                entry.valued(),
                entry.value(),
                entry.lookup(),
                targets,
                entry.where());
    }

    private <T> void single(String what, Function<Descriptor, T> get, BiConsumer<Descriptor, T> set)
            throws InvalidAppException {
        if (get.apply(main) != null) {
            return;
        }
        Descriptor from = null;
        for (Descriptor fragment : fragments) {
            T value = get.apply(fragment);
            if (value == null) {
                continue;
            }
            if (from == null) {
                from = fragment;
                set.accept(main, value);
            } else if (!value.equals(get.apply(main))) {
                throw conflict(what, get.apply(main), from.origin, value, fragment.origin);
            }
        }
    }

    private void session() throws InvalidAppException {
        single("session timeout", d -> d.session.timeoutMinutes, (d, v) -> d.session.timeoutMinutes = v);
        single("session cookie's name", d -> d.session.cookieName, (d, v) -> d.session.cookieName = v);
        single("session cookie's domain", d -> d.session.cookieDomain, (d, v) -> d.session.cookieDomain = v);
        single("session cookie's path", d -> d.session.cookiePath, (d, v) -> d.session.cookiePath = v);
        single("session cookie's http-only", d -> d.session.httpOnly, (d, v) -> d.session.httpOnly = v);
        single("session cookie's secure", d -> d.session.secure, (d, v) -> d.session.secure = v);
        single("session cookie's max-age", d -> d.session.maxAge, (d, v) -> d.session.maxAge = v);
        map("session cookie's attribute", d -> d.session.cookieAttributes);
        single(
                "session tracking modes",
                d -> d.session.trackingModes.isEmpty() ? null : Set.copyOf(d.session.trackingModes),
                (d, v) -> d.session.trackingModes.addAll(v));
    }

    /** The mappings of a servlet that web.xml maps are web.xml's alone; so is a pattern that web.xml uses. */
    private void servlets() throws InvalidAppException {
        Set<String> mappedByMain = new HashSet<>();
        main.servletMappings.values().forEach(m -> mappedByMain.add(m.servlet()));
        Set<String> patternsOfMain = new HashSet<>(main.servletMappings.keySet());
        Set<String> definedByMain = new HashSet<>(main.servlets.keySet());
        for (Descriptor fragment : fragments) {
            for (Descriptor.ServletMapping mapping : fragment.servletMappings.values()) {
                if (!mappedByMain.contains(mapping.servlet()) && !patternsOfMain.contains(mapping.pattern())) {
                    map(main, mapping);
                }
            }
            for (Descriptor.Servlet servlet : fragment.servlets.values()) {
                Descriptor.Servlet before = main.servlets.get(servlet.name);
                if (before == null) {
                    before = new Descriptor.Servlet(servlet.name, servlet.where);
                    main.servlets.put(servlet.name, before);
                } else if (!definedByMain.contains(servlet.name)) {
                    agree(before, servlet);
                }
                complete(before, servlet);
            }
        }
    }

    private static void agree(Descriptor.Servlet a, Descriptor.Servlet b) throws InvalidAppException {
        String what = " of the servlet \"" + a.name + "\"";
        agree("<servlet-class>" + what, a.className, a.where, b.className, b.where);
        agree("<jsp-file>" + what, a.jspFile, a.where, b.jspFile, b.where);
        agree("<load-on-startup>" + what, a.loadOnStartup, a.where, b.loadOnStartup, b.where);
        agree("<async-supported>" + what, a.asyncSupported, a.where, b.asyncSupported, b.where);
        agree("<enabled>" + what, a.enabled, a.where, b.enabled, b.where);
        agree("<multipart-config>" + what, a.multipart, a.where, b.multipart, b.where);
        agree("<run-as>" + what, a.runAs, a.where, b.runAs, b.where);
        for (String param : b.initParams.keySet()) {
            agree(
                    "init parameter \"" + param + "\"" + what,
                    a.initParams.get(param),
                    a.where,
                    b.initParams.get(param),
                    b.where);
        }
        for (String role : b.roleLinks.keySet()) {
            agree("role \"" + role + "\"" + what, a.roleLinks.get(role), a.where, b.roleLinks.get(role), b.where);
        }
    }

    /** As with servlets; the mappings of different fragments add up. */
    private void filters() throws InvalidAppException {
        Set<String> mappedByMain = new HashSet<>();
        main.filterMappings.forEach(m -> mappedByMain.add(m.filter()));
        Set<String> definedByMain = new HashSet<>(main.filters.keySet());
        for (Descriptor fragment : fragments) {
            for (FilterMapping mapping : fragment.filterMappings) {
                if (!mappedByMain.contains(mapping.filter())) {
                    main.filterMappings.add(mapping);
                }
            }
            for (Descriptor.Filter filter : fragment.filters.values()) {
                Descriptor.Filter before = main.filters.get(filter.name);
                if (before == null) {
                    before = new Descriptor.Filter(filter.name, filter.where);
                    main.filters.put(filter.name, before);
                } else if (!definedByMain.contains(filter.name)) {
                    agree(before, filter);
                }
                complete(before, filter);
            }
        }
    }

    private static void agree(Descriptor.Filter a, Descriptor.Filter b) throws InvalidAppException {
        String what = " of the filter \"" + a.name + "\"";
        agree("<filter-class>" + what, a.className, a.where, b.className, b.where);
        agree("<async-supported>" + what, a.asyncSupported, a.where, b.asyncSupported, b.where);
        for (String param : b.initParams.keySet()) {
            agree(
                    "init parameter \"" + param + "\"" + what,
                    a.initParams.get(param),
                    a.where,
                    b.initParams.get(param),
                    b.where);
        }
    }

    private static void agree(String what, Object a, String whereA, Object b, String whereB)
            throws InvalidAppException {
        if (a != null && b != null && !a.equals(b)) {
            throw conflict(what, a, whereA, b, whereB);
        }
    }

    private static InvalidAppException conflict(String what, Object a, String whereA, Object b, String whereB) {
        return new InvalidAppException("the " + what + " is \"" + a + "\" in " + whereA + " and \"" + b + "\" in "
                + whereB + "; say in WEB-INF/web.xml which is meant");
    }

    /** Takes from {@code from} what {@code servlet} does not say. */
    static void complete(Descriptor.Servlet servlet, Descriptor.Servlet from) {
        if (servlet.className == null && servlet.jspFile == null) {
            servlet.className = from.className;
            servlet.jspFile = from.jspFile;
        }
        from.initParams.forEach(servlet.initParams::putIfAbsent);
        from.roleLinks.forEach(servlet.roleLinks::putIfAbsent);
        servlet.loadOnStartup = either(servlet.loadOnStartup, from.loadOnStartup);
        servlet.asyncSupported = either(servlet.asyncSupported, from.asyncSupported);
        servlet.enabled = either(servlet.enabled, from.enabled);
        servlet.multipart = either(servlet.multipart, from.multipart);
        servlet.runAs = either(servlet.runAs, from.runAs);
        servlet.security = either(servlet.security, from.security);
    }

    /** Takes from {@code from} what {@code filter} does not say. */
    static void complete(Descriptor.Filter filter, Descriptor.Filter from) {
        filter.className = either(filter.className, from.className);
        from.initParams.forEach(filter.initParams::putIfAbsent);
        filter.asyncSupported = either(filter.asyncSupported, from.asyncSupported);
    }

    private static <T> T either(T first, T second) {
        return first != null ? first : second;
    }

    /** Adds a mapping; a pattern belongs to one servlet (Servlet 6.1, 12.2). */
    static void map(Descriptor descriptor, Descriptor.ServletMapping mapping) throws InvalidAppException {
        Descriptor.ServletMapping before = descriptor.servletMappings.putIfAbsent(mapping.pattern(), mapping);
        if (before != null && !before.servlet().equals(mapping.servlet())) {
            throw new InvalidAppException(mapping.where() + ": the URL pattern \"" + mapping.pattern()
                    + "\" of the servlet \"" + mapping.servlet() + "\" belongs to the servlet \"" + before.servlet()
                    + "\" already (" + before.where() + ")");
        }
    }
}
