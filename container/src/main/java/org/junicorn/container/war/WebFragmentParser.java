package org.junicorn.container.war;

import java.util.Set;
import java.util.function.Consumer;

/** Reads META-INF/web-fragment.xml of a jar (Servlet 6.1, 8.2). */
final class WebFragmentParser extends DescriptorParser {
    static final String FILE = "META-INF/web-fragment.xml";

    private boolean orderingSeen;

    private WebFragmentParser(String origin, byte[] content, Descriptor descriptor, Consumer<String> warnings)
            throws InvalidAppException {
        super(origin, content, descriptor, warnings);
    }

    /** @param jar the jar's name in messages */
    static Descriptor parse(String jar, byte[] content, Consumer<String> warnings) throws InvalidAppException {
        Descriptor descriptor = new Descriptor(jar);
        new WebFragmentParser(jar + "!/" + FILE, content, descriptor, warnings).parse();
        return descriptor;
    }

    private void parse() throws InvalidAppException {
        String root = xml.root();
        if (!root.equals("web-fragment")) {
            throw xml.error("the root element is <" + root + ">; expected <web-fragment>");
        }
        descriptor.metadataComplete = xml.attribute("metadata-complete").equalsIgnoreCase("true");
        xml.children(this::element);
    }

    private boolean element(String element) throws InvalidAppException {
        switch (element) {
            case "name" -> {
                xml.once(descriptor.name.isEmpty() ? null : descriptor.name);
                descriptor.name = xml.required();
            }
            case "ordering" -> {
                xml.once(orderingSeen ? descriptor.ordering : null);
                orderingSeen = true;
                xml.children(side -> {
                    switch (side) {
                        case "before" -> names(descriptor.ordering.before);
                        case "after" -> names(descriptor.ordering.after);
                        default -> {
                            return false;
                        }
                    }
                    return true;
                });
            }
            default -> {
                return common(element);
            }
        }
        return true;
    }

    private void names(Set<String> names) throws InvalidAppException {
        xml.children(child -> {
            switch (child) {
                case "name" -> names.add(xml.required());
                case "others" -> {
                    names.add(Descriptor.Ordering.OTHERS);
                    xml.skip();
                }
                default -> {
                    return false;
                }
            }
            return true;
        });
    }
}
