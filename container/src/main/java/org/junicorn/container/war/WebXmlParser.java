package org.junicorn.container.war;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads WEB-INF/web.xml, of any version from 2.2 to 6.1 (Servlet 6.1, 14). */
final class WebXmlParser extends DescriptorParser {
    private static final Pattern DTD = Pattern.compile("DTD Web Application (2\\.[23])");
    private static final Map<String, List<Integer>> VERSIONS = Map.of(
            "2.2", List.of(2, 2),
            "2.3", List.of(2, 3),
            "2.4", List.of(2, 4),
            "2.5", List.of(2, 5),
            "3.0", List.of(3, 0),
            "3.1", List.of(3, 1),
            "4.0", List.of(4, 0),
            "5.0", List.of(5, 0),
            "6.0", List.of(6, 0),
            "6.1", List.of(6, 1));

    private WebXmlParser(byte[] content, Descriptor descriptor, Consumer<String> warnings) throws InvalidAppException {
        super(descriptor.origin, content, descriptor, warnings);
    }

    /** @param origin the file's name in messages */
    static Descriptor parse(String origin, byte[] content, Consumer<String> warnings) throws InvalidAppException {
        Descriptor descriptor = new Descriptor(origin);
        new WebXmlParser(content, descriptor, warnings).parse();
        return descriptor;
    }

    private void parse() throws InvalidAppException {
        String root = xml.root();
        if (!root.equals("web-app")) {
            throw xml.error("the root element is <" + root + ">; expected <web-app>");
        }
        version(xml.attribute("version"));
        boolean old = descriptor.majorVersion == 2 && descriptor.minorVersion <= 4;
        descriptor.metadataComplete = old || xml.attribute("metadata-complete").equalsIgnoreCase("true");
        xml.children(this::element);
    }

    /** Without a version, or with one that never was, the newest is meant, as in Tomcat. */
    private void version(String attribute) {
        Matcher dtd = DTD.matcher(xml.publicId());
        String version = dtd.find() ? dtd.group(1) : attribute;
        List<Integer> known = VERSIONS.get(version);
        if (known != null) {
            descriptor.majorVersion = known.get(0);
            descriptor.minorVersion = known.get(1);
        } else if (!version.isEmpty()) {
            xml.warn(
                    xml.where(),
                    "the version \"" + version + "\" is not known (2.2 to 6.1 are); it is read as "
                            + descriptor.majorVersion + "." + descriptor.minorVersion);
        }
    }

    private boolean element(String name) throws InvalidAppException {
        switch (name) {
            case "module-name" -> xml.skip();
            case "deny-uncovered-http-methods" -> {
                descriptor.denyUncoveredHttpMethods = true;
                xml.skip();
            }
            case "default-context-path" -> {
                xml.once(descriptor.defaultContextPath);
                descriptor.defaultContextPath = xml.required();
            }
            case "request-character-encoding" -> {
                xml.once(descriptor.requestCharacterEncoding);
                descriptor.requestCharacterEncoding = xml.encoding();
            }
            case "response-character-encoding" -> {
                xml.once(descriptor.responseCharacterEncoding);
                descriptor.responseCharacterEncoding = xml.encoding();
            }
            case "absolute-ordering" -> {
                xml.once(descriptor.absoluteOrdering);
                descriptor.absoluteOrdering = absoluteOrdering();
            }
            default -> {
                return common(name);
            }
        }
        return true;
    }

    /** Of a name that occurs twice the first place counts (Servlet 6.1, 8.2.2). */
    private List<String> absoluteOrdering() throws InvalidAppException {
        List<String> names = new ArrayList<>();
        xml.children(child -> {
            String name;
            switch (child) {
                case "name" -> name = xml.required();
                case "others" -> {
                    name = Descriptor.Ordering.OTHERS;
                    xml.skip();
                }
                default -> {
                    return false;
                }
            }
            if (!names.contains(name)) {
                names.add(name);
            }
            return true;
        });
        return names;
    }
}
