package org.junicorn.container.war;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junicorn.container.war.NamingModel.CallbackModel;
import org.junicorn.container.war.NamingModel.DataSourceModel;
import org.junicorn.container.war.NamingModel.InjectionTarget;
import org.junicorn.container.war.NamingModel.Kind;
import org.junicorn.container.war.NamingModel.NamedEntry;

/** Reads the elements that declare names of {@code java:comp/env}, and the life cycle callbacks. */
final class NamingElements {
    private static final String ENVIRONMENT = "java:comp/env/";

    /** Told to other containers, or to people. */
    private static final Set<String> OF_NO_USE = Set.of(
            "description",
            "display-name",
            "icon",
            "mapped-name",
            "res-auth",
            "res-sharing-scope",
            "message-destination-usage",
            "message-destination-link",
            "ejb-ref-type",
            "home",
            "local-home",
            "ejb-link",
            "service-interface",
            "wsdl-file",
            "jaxrpc-mapping-file",
            "service-qname",
            "port-component-ref",
            "handler",
            "handler-chains",
            "respect-binding",
            "addressing",
            "enabled",
            "required",
            "responses",
            "mtom-threshold");

    /** By the elements of {@code <data-source>}, in their order, what {@code @DataSourceDefinition} calls them. */
    static final List<Map.Entry<String, String>> DATA_SOURCE = List.of(
            Map.entry("class-name", "className"),
            Map.entry("server-name", "serverName"),
            Map.entry("port-number", "portNumber"),
            Map.entry("database-name", "databaseName"),
            Map.entry("url", "url"),
            Map.entry("user", "user"),
            Map.entry("password", "password"),
            Map.entry("login-timeout", "loginTimeout"),
            Map.entry("transactional", "transactional"),
            Map.entry("isolation-level", "isolationLevel"),
            Map.entry("initial-pool-size", "initialPoolSize"),
            Map.entry("max-pool-size", "maxPoolSize"),
            Map.entry("min-pool-size", "minPoolSize"),
            Map.entry("max-idle-time", "maxIdleTime"),
            Map.entry("max-statements", "maxStatements"));

    private final DescriptorXml xml;
    private final Descriptor descriptor;

    NamingElements(DescriptorXml xml, Descriptor descriptor) {
        this.xml = xml;
        this.descriptor = descriptor;
    }

    /** @return false if the element is not one of these */
    boolean read(String element) throws InvalidAppException {
        switch (element) {
            case "env-entry" -> entry(Kind.ENV_ENTRY);
            case "resource-ref" -> entry(Kind.RESOURCE_REF);
            case "resource-env-ref" -> entry(Kind.RESOURCE_ENV_REF);
            case "message-destination-ref" -> entry(Kind.MESSAGE_DESTINATION_REF);
            case "ejb-ref" -> entry(Kind.EJB_REF);
            case "ejb-local-ref" -> entry(Kind.EJB_LOCAL_REF);
            case "service-ref" -> entry(Kind.SERVICE_REF);
            case "data-source" -> dataSource();
            case "post-construct" -> callback(true);
            case "pre-destroy" -> callback(false);
            default -> {
                return false;
            }
        }
        return true;
    }

    static String nameElement(Kind kind) {
        return switch (kind) {
            case ENV_ENTRY -> "env-entry-name";
            case RESOURCE_REF -> "res-ref-name";
            case RESOURCE_ENV_REF -> "resource-env-ref-name";
            case MESSAGE_DESTINATION_REF -> "message-destination-ref-name";
            case EJB_REF, EJB_LOCAL_REF -> "ejb-ref-name";
            case SERVICE_REF -> "service-ref-name";
        };
    }

    static String typeElement(Kind kind) {
        return switch (kind) {
            case ENV_ENTRY -> "env-entry-type";
            case RESOURCE_REF -> "res-type";
            case RESOURCE_ENV_REF -> "resource-env-ref-type";
            case MESSAGE_DESTINATION_REF -> "message-destination-type";
            case EJB_REF -> "remote";
            case EJB_LOCAL_REF -> "local";
            case SERVICE_REF -> "service-ref-type";
        };
    }

    private void entry(Kind kind) throws InvalidAppException {
        String nameElement = nameElement(kind);
        String typeElement = typeElement(kind);
        String where = xml.where();
        String[] found = new String[4];
        List<InjectionTarget> targets = new ArrayList<>();
        xml.children(child -> {
            if (child.equals(nameElement)) {
                xml.once(found[0]);
                found[0] = xml.required();
            } else if (child.equals(typeElement)) {
                found[1] = xml.text();
            } else if (child.equals("lookup-name")) {
                xml.once(found[3]);
                found[3] = xml.required();
            } else if (child.equals("injection-target")) {
                targets.add(target());
            } else if (kind == Kind.ENV_ENTRY && child.equals("env-entry-value")) {
                xml.once(found[2]);
                found[2] = xml.text();
            } else {
                return OF_NO_USE.contains(child) && xml.skip();
            }
            return true;
        });
        DescriptorParser.require(where, kind.element(), nameElement, found[0]);
        if (found[2] != null && found[3] != null) {
            throw new InvalidAppException(
                    where + ": <env-entry> has both <env-entry-value> and <lookup-name>; write one of them");
        }
        add(
                descriptor,
                new NamedEntry(
                        kind,
                        plain(found[0]),
                        found[1] == null ? "" : found[1],
                        found[2] != null,
                        found[2] == null ? "" : found[2],
                        found[3] == null ? "" : found[3],
                        targets,
                        where));
    }

    /** Names are relative to java:comp/env, and some write it all the same. */
    static String plain(String name) {
        return name.startsWith(ENVIRONMENT) ? name.substring(ENVIRONMENT.length()) : name;
    }

    private void add(Descriptor descriptor, NamedEntry entry) throws InvalidAppException {
        NamedEntry before = descriptor.named.putIfAbsent(entry.name(), entry);
        if (before != null) {
            throw new InvalidAppException(entry.where() + ": <" + entry.kind().element() + "> \"" + entry.name()
                    + "\" is declared a second time, after " + before.where() + "; give one of them another name");
        }
    }

    private InjectionTarget target() throws InvalidAppException {
        String where = xml.where();
        String[] found = new String[2];
        xml.children(child -> {
            switch (child) {
                case "injection-target-class" -> found[0] = xml.required();
                case "injection-target-name" -> found[1] = xml.required();
                default -> {
                    return false;
                }
            }
            return true;
        });
        DescriptorParser.require(where, "injection-target", "injection-target-class", found[0]);
        DescriptorParser.require(where, "injection-target", "injection-target-name", found[1]);
        return new InjectionTarget(found[0], found[1]);
    }

    private void dataSource() throws InvalidAppException {
        String where = xml.where();
        String[] name = new String[1];
        Map<String, String> attributes = new LinkedHashMap<>();
        xml.children(child -> {
            if (child.equals("name")) {
                xml.once(name[0]);
                name[0] = xml.required();
            } else if (child.equals("property")) {
                property(attributes);
            } else {
                Optional<String> attribute = attribute(child);
                if (attribute.isEmpty()) {
                    return child.equals("description") && xml.skip();
                }
                attributes.put(attribute.get(), xml.text());
            }
            return true;
        });
        DescriptorParser.require(where, "data-source", "name", name[0]);
        DataSourceModel model = new DataSourceModel(plain(name[0]), attributes, where);
        if (descriptor.dataSources.putIfAbsent(model.name(), model) != null) {
            throw new InvalidAppException(where + ": <data-source> \"" + model.name() + "\" is declared a second time");
        }
    }

    private static Optional<String> attribute(String element) {
        return DATA_SOURCE.stream()
                .filter(known -> known.getKey().equals(element))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private void property(Map<String, String> attributes) throws InvalidAppException {
        String where = xml.where();
        String[] pair = new String[2];
        xml.children(child -> {
            switch (child) {
                case "name" -> pair[0] = xml.required();
                case "value" -> pair[1] = xml.text();
                default -> {
                    return false;
                }
            }
            return true;
        });
        DescriptorParser.require(where, "property", "name", pair[0]);
        attributes.put("property." + pair[0], pair[1] == null ? "" : pair[1]);
    }

    private void callback(boolean construct) throws InvalidAppException {
        String where = xml.where();
        String[] found = new String[2];
        xml.children(child -> {
            switch (child) {
                case "lifecycle-callback-class" -> found[0] = xml.required();
                case "lifecycle-callback-method" -> found[1] = xml.required();
                default -> {
                    return false;
                }
            }
            return true;
        });
        String element = construct ? "post-construct" : "pre-destroy";
        DescriptorParser.require(where, element, "lifecycle-callback-class", found[0]);
        DescriptorParser.require(where, element, "lifecycle-callback-method", found[1]);
        descriptor.callbacks.add(new CallbackModel(construct, found[0], found[1]));
    }
}
