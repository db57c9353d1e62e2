package org.junicorn.container.war;

import java.util.Map;
import java.util.TreeMap;
import org.junicorn.container.war.NamingModel.CallbackModel;
import org.junicorn.container.war.NamingModel.DataSourceModel;
import org.junicorn.container.war.NamingModel.Kind;
import org.junicorn.container.war.NamingModel.NamedEntry;

/** Writes the names of {@code java:comp/env} and the life cycle callbacks as elements of a web.xml. */
final class EffectiveNaming {
    private static final String PROPERTY = "property.";

    /** What a {@code <service-ref>} must name, and what no name of ours needs. */
    private static final String ANY_SERVICE = "jakarta.xml.ws.Service";

    /** By its number in {@code java.sql.Connection}, as {@code @DataSourceDefinition} has it. */
    private static final Map<String, String> ISOLATION_LEVELS = Map.of(
            "1", "TRANSACTION_READ_UNCOMMITTED",
            "2", "TRANSACTION_READ_COMMITTED",
            "4", "TRANSACTION_REPEATABLE_READ",
            "8", "TRANSACTION_SERIALIZABLE");

    private final EffectiveWebXml xml;

    EffectiveNaming(EffectiveWebXml xml) {
        this.xml = xml;
    }

    void write(NamingModel naming) {
        naming.entries().forEach(this::entry);
        naming.dataSources().forEach(this::dataSource);
        naming.callbacks().forEach(this::callback);
    }

    private void entry(NamedEntry entry) {
        xml.in(entry.kind().element(), () -> {
            xml.required(NamingElements.nameElement(entry.kind()), entry.name());
            if (entry.kind() == Kind.SERVICE_REF) {
                xml.required("service-interface", ANY_SERVICE);
            }
            xml.text(NamingElements.typeElement(entry.kind()), entry.type());
            if (entry.valued()) {
                xml.required("env-entry-value", entry.value());
            }
            entry.targets()
                    .forEach(target -> xml.in("injection-target", () -> {
                        xml.required("injection-target-class", target.className());
                        xml.required("injection-target-name", target.member());
                    }));
            xml.text("lookup-name", entry.lookup());
        });
    }

    private void dataSource(DataSourceModel source) {
        xml.in("data-source", () -> {
            xml.required("name", source.name());
            for (Map.Entry<String, String> element : NamingElements.DATA_SOURCE) {
                attribute(source, element);
                if (element.getKey().equals("password")) {
                    properties(source); // where the schema has them
                }
            }
        });
    }

    private void attribute(DataSourceModel source, Map.Entry<String, String> element) {
        String value = source.attributes().get(element.getValue());
        if (value != null) {
            boolean isolation = element.getKey().equals("isolation-level");
            xml.required(element.getKey(), isolation ? ISOLATION_LEVELS.getOrDefault(value, value) : value);
        }
    }

    private void properties(DataSourceModel source) {
        new TreeMap<>(source.attributes()).forEach((name, value) -> {
            if (name.startsWith(PROPERTY)) {
                xml.in("property", () -> {
                    xml.required("name", name.substring(PROPERTY.length()));
                    xml.required("value", value);
                });
            }
        });
    }

    private void callback(CallbackModel callback) {
        xml.in(callback.construct() ? "post-construct" : "pre-destroy", () -> {
            xml.required("lifecycle-callback-class", callback.className());
            xml.required("lifecycle-callback-method", callback.method());
        });
    }
}
