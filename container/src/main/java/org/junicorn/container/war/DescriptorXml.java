package org.junicorn.container.war;

import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Walks a descriptor's elements and turns their texts into values; every complaint names file and line. Namespaces are
 * not looked at, as in Tomcat: real descriptors have wrong ones, or none.
 *
 * <p>Nothing is ever fetched: a DTD outside the file reads as empty, any other external entity is an error, and
 * entities cannot multiply beyond a small bound.
 */
final class DescriptorXml {
    /** Handles one child element, reading it to its end. */
    interface Child {
        /** @return false if the element is unknown here; it is then skipped with a warning */
        boolean read(String name) throws InvalidAppException;
    }

    /** Deeper is no descriptor, and would be too deep for whoever walks through it. */
    static final int MOST_NESTED = 50;

    private final String origin;
    private final Consumer<String> warnings;
    private final XMLStreamReader xml;
    private String publicId = "";

    DescriptorXml(String origin, byte[] content, Consumer<String> warnings) throws InvalidAppException {
        this.origin = origin;
        this.warnings = warnings;
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, true);
        // Supported so that the resolver is asked, which refuses them; without it they would read as empty in silence.
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, true);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setProperty("jdk.xml.entityExpansionLimit", "1000");
        factory.setProperty("jdk.xml.totalEntitySizeLimit", "1000000");
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            if (systemId != null && systemId.endsWith(".dtd") || publicId != null && publicId.contains("//DTD ")) {
                this.publicId = publicId == null ? "" : publicId;
                return new ByteArrayInputStream(new byte[0]);
            }
            throw new XMLStreamException("the external entity " + systemId + " is not read");
        });
        try {
            xml = factory.createXMLStreamReader(new ByteArrayInputStream(content));
        } catch (XMLStreamException e) {
            throw notWellFormed(e);
        }
    }

    /** Reads up to the first element. */
    String root() throws InvalidAppException {
        while (next() != XMLStreamConstants.START_ELEMENT) {
            if (xml.getEventType() == XMLStreamConstants.END_DOCUMENT) {
                throw error("there is no element");
            }
        }
        return localName(xml.getLocalName());
    }

    /** Of the DTD, "" if there is none. */
    String publicId() {
        return publicId;
    }

    /** Of the current element, before any of its content was read; "" if it is not there. */
    String attribute(String name) {
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            if (localName(xml.getAttributeLocalName(i)).equals(name)) {
                return xml.getAttributeValue(i).trim();
            }
        }
        return "";
    }

    /**
     * The current element with all that is in it, ending behind its end. Text beside elements is not looked at.
     *
     * @throws InvalidAppException if elements are nested beyond reason
     */
    ContextModel.Part element() throws InvalidAppException {
        return element(0);
    }

    private ContextModel.Part element(int depth) throws InvalidAppException {
        if (depth > MOST_NESTED) {
            throw error("elements are nested more than " + MOST_NESTED + " deep");
        }
        String name = localName(xml.getLocalName());
        String where = where();
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            if (!xml.getAttributeLocalName(i).matches("xmlns.*|xsi:.*")) {
                attributes.put(
                        localName(xml.getAttributeLocalName(i)),
                        xml.getAttributeValue(i).trim());
            }
        }
        List<ContextModel.Part> children = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int event = next(); event != XMLStreamConstants.END_ELEMENT; event = next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                children.add(element(depth + 1));
            } else if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                text.append(xml.getText());
            }
        }
        return new ContextModel.Part(name, attributes, text.toString().trim(), children, where);
    }

    /** Reads to the end of the file, which may still not be well-formed. */
    void end() throws InvalidAppException {
        while (xml.getEventType() != XMLStreamConstants.END_DOCUMENT) {
            next();
        }
    }

    /** Gives each child of the current element to {@code child}, and ends behind the element's end. */
    void children(Child child) throws InvalidAppException {
        String parent = localName(xml.getLocalName());
        while (true) {
            int event = next();
            if (event == XMLStreamConstants.END_ELEMENT) {
                return;
            }
            if (event == XMLStreamConstants.START_ELEMENT) {
                String name = localName(xml.getLocalName());
                int line = line();
                if (!child.read(name)) {
                    warnings.accept(at(line) + ": <" + name + "> is not known inside <" + parent + ">; it is ignored");
                    skip();
                }
            } else if ((event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA)
                    && !xml.isWhiteSpace()) {
                throw error("unexpected text \"" + shortened(xml.getText().trim()) + "\" inside <" + parent + ">");
            }
        }
    }

    /** Ends behind the current element's end, whatever it holds. */
    boolean skip() throws InvalidAppException {
        for (int depth = 1; depth > 0; ) {
            int event = next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                depth++;
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
            }
        }
        return true;
    }

    /** The element is known and has a meaning, but this program does nothing with it. */
    boolean skipUnsupported() throws InvalidAppException {
        warnings.accept(where() + ": <" + localName(xml.getLocalName()) + "> is not supported; it is ignored");
        return skip();
    }

    /** The current element's text without the white space around it. */
    String text() throws InvalidAppException {
        String name = localName(xml.getLocalName());
        StringBuilder text = new StringBuilder();
        while (true) {
            int event = next();
            switch (event) {
                case XMLStreamConstants.END_ELEMENT -> {
                    return text.toString().trim();
                }
                case XMLStreamConstants.START_ELEMENT ->
                    throw error("unexpected <" + localName(xml.getLocalName()) + "> inside <" + name
                            + ">; expected a text");
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    text.append(xml.getText());
                default -> {
                    // comments and processing instructions
                }
            }
        }
    }

    String required() throws InvalidAppException {
        String name = localName(xml.getLocalName());
        String where = where();
        String text = text();
        if (text.isEmpty()) {
            throw new InvalidAppException(where + ": <" + name + "> is empty");
        }
        return text;
    }

    boolean flag() throws InvalidAppException {
        String name = localName(xml.getLocalName());
        String where = where();
        String text = text();
        return switch (text.toLowerCase(java.util.Locale.ROOT)) {
            case "true", "1", "yes" -> true;
            case "false", "0", "no" -> false;
            default ->
                throw new InvalidAppException(
                        where + ": <" + name + "> is \"" + shortened(text) + "\"; expected true or false");
        };
    }

    int integer() throws InvalidAppException {
        String where = where();
        String name = localName(xml.getLocalName());
        long number = number();
        if (number != (int) number) {
            throw new InvalidAppException(where + ": <" + name + "> is " + number + "; expected a number of 32 bits");
        }
        return (int) number;
    }

    long number() throws InvalidAppException {
        String name = localName(xml.getLocalName());
        String where = where();
        String text = text();
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new InvalidAppException(
                    where + ": <" + name + "> is \"" + shortened(text) + "\"; expected a whole number", e);
        }
    }

    String encoding() throws InvalidAppException {
        String name = localName(xml.getLocalName());
        String where = where();
        String text = required();
        boolean known;
        try {
            known = Charset.isSupported(text);
        } catch (IllegalCharsetNameException e) {
            known = false;
        }
        if (!known) {
            throw new InvalidAppException(where + ": <" + name + "> is \"" + shortened(text)
                    + "\"; expected a character encoding that this JVM knows, such as UTF-8");
        }
        return text;
    }

    /** Refuses a second element where one is allowed; {@code before} is what the first one has set. */
    void once(Object before) throws InvalidAppException {
        if (before != null) {
            throw error("<" + localName(xml.getLocalName()) + "> occurs a second time; only one is allowed");
        }
    }

    void warn(String where, String message) {
        warnings.accept(where + ": " + message);
    }

    InvalidAppException error(String message) {
        return new InvalidAppException(where() + ": " + message);
    }

    /** Where the reader stands: "WEB-INF/web.xml, line 12". */
    String where() {
        return at(line());
    }

    private String at(int line) {
        return origin + ", line " + line;
    }

    private int line() {
        return xml.getLocation().getLineNumber();
    }

    private int next() throws InvalidAppException {
        try {
            int event = xml.next();
            if (event == XMLStreamConstants.ENTITY_REFERENCE) {
                throw error("the entity &" + xml.getLocalName() + "; is not in this file; write its text instead");
            }
            return event;
        } catch (XMLStreamException e) {
            throw notWellFormed(e);
        }
    }

    private InvalidAppException notWellFormed(XMLStreamException e) {
        String message = String.valueOf(e.getMessage());
        int text = message.indexOf("Message: ");
        int line = e.getLocation() == null ? 1 : e.getLocation().getLineNumber();
        int column = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getColumnNumber());
        return new InvalidAppException(
                at(line) + ", column " + column + ": not well-formed XML: "
                        + (text < 0 ? message : message.substring(text + 9)),
                e);
    }

    private static String localName(String name) {
        return name.substring(name.indexOf(':') + 1);
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }
}
