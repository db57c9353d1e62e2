package org.junicorn.container.war;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junicorn.container.war.ContextModel.EnvironmentModel;
import org.junicorn.container.war.ContextModel.ParameterModel;
import org.junicorn.container.war.ContextModel.Part;
import org.junicorn.container.war.ContextModel.ResourceLinkModel;
import org.junicorn.container.war.ContextModel.ResourceModel;

/**
 * Reads {@code META-INF/context.xml} and the operator's file. What is not known is warned of with its line and does not
 * stop the application; what {@link ContextElements} has down as refused does.
 */
final class ContextXmlParser {
    private static final String OF_THE_APPLICATION = "META-INF/context.xml";

    /** Of these the operator's replaces the application's; the others add up. */
    private static final Set<String> ONLY_ONE =
            Set.of("Manager", "CookieProcessor", "Resources", "Loader", "JarScanner", "Realm", "Transaction");

    private final ContextElements known = ContextElements.load();
    private final Consumer<String> warnings;

    private ContextXmlParser(Consumer<String> warnings) {
        this.warnings = warnings;
    }

    /**
     * Reads what there is.
     *
     * @param app the exploded application
     * @param extra the operator's file, which is laid over the application's; with {@code override="true"} in its
     *     {@code <Context>} the application's is not read at all
     * @throws InvalidAppException if one is not well-formed, an entry has no name, or asks for what must not be ignored
     */
    static ContextModel read(Path app, Optional<ContextFile> extra, Consumer<String> warnings)
            throws InvalidAppException, IOException {
        ContextModel over = ContextModel.EMPTY;
        if (extra.isPresent()) {
            over = parse(extra.get().name(), extra.get().content(), true, warnings);
        }
        Path file = app.resolve(OF_THE_APPLICATION);
        boolean alone =
                over.attribute("override").filter("true"::equalsIgnoreCase).isPresent();
        if (alone || !Files.isRegularFile(file)) {
            return over;
        }
        return merged(parse(OF_THE_APPLICATION, Files.readAllBytes(file), false, warnings), over);
    }

    static ContextModel parse(String origin, byte[] content, boolean strict, Consumer<String> warnings)
            throws InvalidAppException {
        DescriptorXml xml = new DescriptorXml(origin, content, warnings);
        String root = xml.root();
        if (!root.equals("Context")) {
            if (strict) {
                throw xml.error("the root element is <" + root + ">; expected <Context>");
            }
            warnings.accept(
                    xml.where() + ": the root element is <" + root + ">; expected <Context>, so the file is ignored");
            return ContextModel.EMPTY;
        }
        Part context = xml.element();
        xml.end();
        return new ContextXmlParser(warnings).model(context);
    }

    private ContextModel model(Part context) throws InvalidAppException {
        Map<String, ResourceModel> resources = new LinkedHashMap<>();
        Map<String, EnvironmentModel> environments = new LinkedHashMap<>();
        Map<String, ResourceLinkModel> links = new LinkedHashMap<>();
        Map<String, ParameterModel> parameters = new LinkedHashMap<>();
        List<Part> parts = new ArrayList<>();
        known.check(context, warnings);
        combinations(context);
        for (Part part : context.parts()) {
            switch (part.element()) {
                case "Resource" -> first(resources, name(part), part, resource(part));
                case "ResourceLink" -> first(links, name(part), part, link(part));
                case "Environment" -> {
                    EnvironmentModel entry = environment(part);
                    EnvironmentModel before = environments.get(entry.name());
                    if (before == null || before.override()) {
                        environments.put(entry.name(), entry);
                    }
                }
                case "Parameter" -> {
                    ParameterModel parameter = parameter(part);
                    ParameterModel before = parameters.get(parameter.name());
                    if (before == null || before.override()) {
                        parameters.put(parameter.name(), parameter);
                    }
                }
                default -> {
                    if (ONLY_ONE.contains(part.element())
                            && parts.removeIf(before -> before.element().equals(part.element()))) {
                        warnings.accept(
                                part.where() + ": <" + part.element() + "> is there a second time; this one counts");
                    }
                    parts.add(part);
                }
            }
        }
        return new ContextModel(
                context.attributes(),
                List.copyOf(resources.values()),
                List.copyOf(environments.values()),
                List.copyOf(links.values()),
                List.copyOf(parameters.values()),
                parts);
    }

    /** What is right or wrong only together. */
    private void combinations(Part context) {
        for (Part resources : context.parts("Resources")) {
            for (Part set : resources.parts()) {
                String mount = set.attribute("webAppMount").orElse("");
                if (mount.equals("/WEB-INF/lib") || mount.startsWith("/WEB-INF/classes")) {
                    warnings.accept(
                            set.where() + ": <" + set.element() + "> is mounted at " + mount
                                    + ", where no classes are searched; put them into the application or into a shared library");
                }
            }
        }
    }

    /** As on Tomcat, where the first entry of a name counts. */
    private <T> void first(Map<String, T> entries, String name, Part part, T entry) {
        if (entries.putIfAbsent(name, entry) != null) {
            warnings.accept(part.where() + ": <" + part.element() + "> \"" + name
                    + "\" is there a second time; the first one counts");
        }
    }

    private static ResourceModel resource(Part part) throws InvalidAppException {
        return new ResourceModel(
                name(part),
                part.attribute("type").orElse(""),
                part.attribute("auth").orElse(""),
                part.attribute("description").orElse(""),
                without(part.attributes(), Set.of("name", "type", "auth", "description")),
                part.where());
    }

    private static ResourceLinkModel link(Part part) throws InvalidAppException {
        return new ResourceLinkModel(
                name(part),
                part.attribute("global").orElse(""),
                part.attribute("type").orElse(""),
                part.attribute("factory").orElse(""),
                without(part.attributes(), Set.of("name", "global", "type", "factory")),
                part.where());
    }

    private static EnvironmentModel environment(Part part) throws InvalidAppException {
        return new EnvironmentModel(
                name(part),
                part.attribute("type").orElse(""),
                part.attribute("value").orElse(""),
                override(part),
                part.attribute("description").orElse(""),
                part.where());
    }

    private static ParameterModel parameter(Part part) throws InvalidAppException {
        return new ParameterModel(name(part), part.attribute("value").orElse(""), override(part), part.where());
    }

    private static boolean override(Part part) {
        return !part.attribute("override").orElse("true").equalsIgnoreCase("false");
    }

    private static String name(Part part) throws InvalidAppException {
        return part.attribute("name")
                .filter(name -> !name.isEmpty())
                .orElseThrow(() -> new InvalidAppException(
                        part.where() + ": <" + part.element() + "> without a name; write name=\"...\""));
    }

    private static Map<String, String> without(Map<String, String> attributes, Set<String> names) {
        Map<String, String> rest = new LinkedHashMap<>(attributes);
        rest.keySet().removeAll(names);
        return rest;
    }

    /** Whoever runs the server has the last word, whatever {@code override} the application gives its own entries. */
    private static ContextModel merged(ContextModel app, ContextModel over) {
        Map<String, String> attributes = new LinkedHashMap<>(app.attributes());
        attributes.putAll(over.attributes());
        List<Part> parts = new ArrayList<>(app.parts());
        parts.removeIf(part ->
                ONLY_ONE.contains(part.element()) && over.part(part.element()).isPresent());
        parts.addAll(over.parts());
        return new ContextModel(
                attributes,
                laidOver(app.resources(), over.resources(), ResourceModel::name),
                laidOver(app.environments(), over.environments(), EnvironmentModel::name),
                laidOver(app.resourceLinks(), over.resourceLinks(), ResourceLinkModel::name),
                laidOver(app.parameters(), over.parameters(), ParameterModel::name),
                parts);
    }

    private static <T> List<T> laidOver(List<T> below, List<T> above, Function<T, String> name) {
        Map<String, T> entries = new LinkedHashMap<>();
        below.forEach(entry -> entries.put(name.apply(entry), entry));
        above.forEach(entry -> entries.put(name.apply(entry), entry));
        return List.copyOf(entries.values());
    }
}
