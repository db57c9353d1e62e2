package org.junicorn.container.war;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What {@code META-INF/context.xml} and the operator's own file ({@code context_xml}) say, the latter laid over the
 * former (Tomcat: the {@code Context} element). Texts are as they were written, with their {@code ${name}}: what those
 * stand for is put in by {@link #resolved} where the application is deployed, so that a secret of the environment is not
 * written to disk.
 *
 * <p>Every element knows where it stood, as in "META-INF/context.xml, line 12", for messages. None shows values of
 * attributes in its {@code toString}: they hold passwords.
 *
 * @param attributes of {@code <Context>} itself
 * @param parts everything else, in order: {@code Manager}, {@code CookieProcessor}, {@code Resources}, {@code Loader},
 *     {@code JarScanner}, {@code Realm}, {@code Valve}, {@code Listener}, {@code Transaction}, {@code WatchedResource} …
 */
public record ContextModel(
        Map<String, String> attributes,
        List<ResourceModel> resources,
        List<EnvironmentModel> environments,
        List<ResourceLinkModel> resourceLinks,
        List<ParameterModel> parameters,
        List<Part> parts)
        implements Serializable {

    /** Of an application without a context.xml. */
    public static final ContextModel EMPTY =
            new ContextModel(Map.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    public ContextModel {
        attributes = Map.copyOf(attributes);
        resources = List.copyOf(resources);
        environments = List.copyOf(environments);
        resourceLinks = List.copyOf(resourceLinks);
        parameters = List.copyOf(parameters);
        parts = List.copyOf(parts);
    }

    /**
     * A {@code <Resource>}.
     *
     * @param attributes all others, such as {@code factory}, {@code closeMethod}, {@code url}, {@code password}
     */
    public record ResourceModel(
            String name, String type, String auth, String description, Map<String, String> attributes, String where)
            implements Serializable {
        public ResourceModel {
            attributes = Map.copyOf(attributes);
        }

        @Override
        public String toString() {
            return "Resource[name=" + name + ", type=" + type + ", where=" + where + "]";
        }
    }

    /**
     * An {@code <Environment>} entry.
     *
     * @param override whether an {@code <env-entry>} of the same name in web.xml counts more
     */
    public record EnvironmentModel(
            String name, String type, String value, boolean override, String description, String where)
            implements Serializable {
        @Override
        public String toString() {
            return "Environment[name=" + name + ", type=" + type + ", where=" + where + "]";
        }
    }

    /** A {@code <ResourceLink>}. */
    public record ResourceLinkModel(
            String name, String global, String type, String factory, Map<String, String> attributes, String where)
            implements Serializable {
        public ResourceLinkModel {
            attributes = Map.copyOf(attributes);
        }

        @Override
        public String toString() {
            return "ResourceLink[name=" + name + ", global=" + global + ", where=" + where + "]";
        }
    }

    /**
     * A {@code <Parameter>}.
     *
     * @param override whether a {@code <context-param>} of the same name in web.xml counts more
     */
    public record ParameterModel(String name, String value, boolean override, String where) implements Serializable {
        @Override
        public String toString() {
            return "Parameter[name=" + name + ", where=" + where + "]";
        }
    }

    /** Any other element, with what is in it. */
    public record Part(String element, Map<String, String> attributes, String text, List<Part> parts, String where)
            implements Serializable {
        public Part {
            attributes = Map.copyOf(attributes);
            parts = List.copyOf(parts);
        }

        /** The value of an attribute, empty if it is not there. */
        public Optional<String> attribute(String name) {
            return Optional.ofNullable(attributes.get(name));
        }

        /** The elements of that name directly in this one. */
        public List<Part> parts(String element) {
            return named(parts, element);
        }

        @Override
        public String toString() {
            return "<" + element + "> (" + where + ")";
        }
    }

    /** The value of an attribute of {@code <Context>}, empty if it is not there. */
    public Optional<String> attribute(String name) {
        return Optional.ofNullable(attributes.get(name));
    }

    /** The elements of that name, in order; of some there is at most one, see {@link #part}. */
    public List<Part> parts(String element) {
        return named(parts, element);
    }

    /** The element of which there may be one, such as {@code Manager} or {@code Transaction}. */
    public Optional<Part> part(String element) {
        return named(parts, element).stream().findFirst();
    }

    /**
     * What {@code <GlobalNamingResources>} holds, which an operator's file may have (Tomcat: server.xml).
     *
     * @param element such as {@code Resource}
     */
    public List<Part> globals(String element) {
        return parts("GlobalNamingResources").stream()
                .flatMap(globals -> globals.parts(element).stream())
                .toList();
    }

    /** The global resources. */
    public List<ResourceModel> globalResources() {
        return globals("Resource").stream().map(ContextModel::resource).toList();
    }

    /** The resources of the application, and the global ones. */
    public List<ResourceModel> allResources() {
        List<ResourceModel> all = new ArrayList<>(resources);
        all.addAll(globalResources());
        return all;
    }

    private static ResourceModel resource(Part part) {
        Map<String, String> rest = new LinkedHashMap<>(part.attributes());
        rest.keySet().removeAll(Set.of("name", "type", "auth", "description"));
        return new ResourceModel(
                part.attribute("name").orElse(""),
                part.attribute("type").orElse(""),
                part.attribute("auth").orElse(""),
                part.attribute("description").orElse(""),
                rest,
                part.where());
    }

    private static List<Part> named(List<Part> parts, String element) {
        return parts.stream().filter(part -> part.element().equals(element)).toList();
    }

    /**
     * The same with {@code ${name}} replaced in every text; {@code ${name:-text}} has a default, and what has no value
     * stays as it is, as in Tomcat.
     *
     * @param values asked for each name
     */
    public ContextModel resolved(Function<String, Optional<String>> values) {
        Placeholders texts = new Placeholders(values);
        return new ContextModel(
                texts.in(attributes),
                resources.stream()
                        .map(r -> new ResourceModel(
                                texts.in(r.name()),
                                texts.in(r.type()),
                                texts.in(r.auth()),
                                texts.in(r.description()),
                                texts.in(r.attributes()),
                                r.where()))
                        .toList(),
                environments.stream()
                        .map(e -> new EnvironmentModel(
                                texts.in(e.name()),
                                texts.in(e.type()),
                                texts.in(e.value()),
                                e.override(),
                                texts.in(e.description()),
                                e.where()))
                        .toList(),
                resourceLinks.stream()
                        .map(l -> new ResourceLinkModel(
                                texts.in(l.name()),
                                texts.in(l.global()),
                                texts.in(l.type()),
                                texts.in(l.factory()),
                                texts.in(l.attributes()),
                                l.where()))
                        .toList(),
                parameters.stream()
                        .map(p -> new ParameterModel(texts.in(p.name()), texts.in(p.value()), p.override(), p.where()))
                        .toList(),
                parts.stream().map(part -> resolved(part, texts)).toList());
    }

    /** With the system properties of this JVM, then its environment (Tomcat: EnvironmentPropertySource). */
    public ContextModel resolved() {
        return resolved(name -> name.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(System.getProperty(name)).or(() -> Optional.ofNullable(System.getenv(name))));
    }

    private static Part resolved(Part part, Placeholders texts) {
        return new Part(
                part.element(),
                texts.in(part.attributes()),
                texts.in(part.text()),
                part.parts().stream().map(child -> resolved(child, texts)).toList(),
                part.where());
    }

    /**
     * Whether the application's classes come after those of its class loader's parent (Tomcat: {@code delegate} of {@code
     * <Loader>}, and of {@code <Context>} if there is no {@code <Loader>}).
     */
    public boolean delegate() {
        return part("Loader")
                .map(loader -> loader.attribute("delegate"))
                .orElseGet(() -> attribute("delegate"))
                .filter("true"::equalsIgnoreCase)
                .isPresent();
    }

    /** Names only: values may be secrets. */
    @Override
    public String toString() {
        return "ContextModel[attributes=" + new TreeMap<>(attributes).keySet() + ", resources=" + resources
                + ", environments=" + environments + ", resourceLinks=" + resourceLinks + ", parameters=" + parameters
                + ", parts=" + parts + "]";
    }
}
