package org.junicorn.container.war;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junicorn.container.war.JspModel.PropertyGroupModel;

/** {@code <jsp-config>} (Jakarta Pages 4.0, 3.3; Servlet 6.1, 14.4). */
final class JspElements {
    private static final Set<String> FLAGS = Set.of(
            "el-ignored",
            "error-on-el-not-found",
            "scripting-invalid",
            "is-xml",
            "deferred-syntax-allowed-as-literal",
            "trim-directive-whitespaces",
            "error-on-undeclared-namespace");

    private static final Set<String> TEXTS = Set.of("page-encoding", "default-content-type", "buffer");

    private final DescriptorXml xml;
    private final Descriptor descriptor;
    private final ServletElements servlets;

    JspElements(DescriptorXml xml, Descriptor descriptor, ServletElements servlets) {
        this.xml = xml;
        this.descriptor = descriptor;
        this.servlets = servlets;
    }

    void jspConfig() throws InvalidAppException {
        xml.children(child -> {
            switch (child) {
                case "taglib" -> taglib();
                case "jsp-property-group" -> propertyGroup();
                default -> {
                    return false;
                }
            }
            return true;
        });
    }

    /** A child of {@code <jsp-config>}, until Servlet 2.3 of {@code <web-app>}. Of two with one URI the first counts. */
    void taglib() throws InvalidAppException {
        String where = xml.where();
        String[] pair = new String[2];
        xml.children(child -> switch (child) {
            case "taglib-uri" -> {
                xml.once(pair[0]);
                pair[0] = xml.required();
                yield true;
            }
            case "taglib-location" -> {
                xml.once(pair[1]);
                pair[1] = xml.required();
                yield true;
            }
            default -> false;
        });
        DescriptorParser.require(where, "taglib", "taglib-uri", pair[0]);
        DescriptorParser.require(where, "taglib", "taglib-location", pair[1]);
        if (descriptor.taglibs.putIfAbsent(pair[0], pair[1]) != null) {
            xml.warn(where, "the tag library \"" + pair[0] + "\" is listed twice; the first one counts");
        }
    }

    private void propertyGroup() throws InvalidAppException {
        String where = xml.where();
        List<String> patterns = new ArrayList<>();
        List<String> preludes = new ArrayList<>();
        List<String> codas = new ArrayList<>();
        Map<String, String> single = new HashMap<>();
        xml.children(child -> {
            String at = xml.where();
            switch (child) {
                case "description", "display-name", "icon" -> xml.skip();
                case "url-pattern" -> patterns.add(servlets.pattern(at, xml.text()));
                case "include-prelude" -> preludes.add(servlets.slashed(at, child, xml.required()));
                case "include-coda" -> codas.add(servlets.slashed(at, child, xml.required()));
                default -> {
                    boolean flag = FLAGS.contains(child);
                    if (!flag && !TEXTS.contains(child)) {
                        return false;
                    }
                    xml.once(single.get(child));
                    single.put(child, flag ? Boolean.toString(xml.flag()) : xml.required());
                }
            }
            return true;
        });
        if (patterns.isEmpty()) {
            throw new InvalidAppException(where + ": <jsp-property-group> has no <url-pattern>");
        }
        descriptor.jspPropertyGroups.add(new PropertyGroupModel(
                patterns,
                single.getOrDefault("el-ignored", ""),
                single.getOrDefault("error-on-el-not-found", ""),
                single.getOrDefault("page-encoding", ""),
                single.getOrDefault("scripting-invalid", ""),
                single.getOrDefault("is-xml", ""),
                preludes,
                codas,
                single.getOrDefault("deferred-syntax-allowed-as-literal", ""),
                single.getOrDefault("trim-directive-whitespaces", ""),
                single.getOrDefault("default-content-type", ""),
                single.getOrDefault("buffer", ""),
                single.getOrDefault("error-on-undeclared-namespace", "")));
    }
}
