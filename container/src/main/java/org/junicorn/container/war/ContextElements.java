package org.junicorn.container.war;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junicorn.container.war.ContextModel.Part;

/**
 * What becomes of each element and attribute of a context.xml: read from the list {@code context-elements.txt}, which the
 * table in docs/context-xml.md is made of, too.
 *
 * <p>An element whose meaning depends on its {@code className} is listed once per class, as {@code Realm JNDIRealm}; of
 * Tomcat's classes the last part of the name is enough. Immutable.
 */
public final class ContextElements {
    private static final String FILE = "context-elements.txt";

    /**
     * @param attribute empty: the element itself
     * @param standing what happens with it
     * @param harmless a value that asks for nothing, with which nothing is said; empty if there is none
     * @param note why, or what else; for the table and for messages
     */
    record Row(String element, String attribute, Standing standing, String harmless, String note) {}

    /** What happens with an element or attribute. */
    enum Standing {
        /** It has the effect that it has on Tomcat. */
        YES,
        /** Accepted in silence: it is so anyway, or has nothing to act on here. */
        MOOT,
        /** Ignored with a warning. */
        NO,
        /** The application is not deployed: it may rely on it for its security. */
        REFUSED
    }

    private final Map<String, Row> rows = new LinkedHashMap<>();

    private ContextElements(List<Row> rows) {
        rows.forEach(row -> this.rows.put(row.element() + "@" + row.attribute(), row));
    }

    static ContextElements load() {
        return new ContextElements(rows());
    }

    /** The list, in its order, an attribute a row. */
    static List<Row> rows() {
        String text;
        try (InputStream in = ContextElements.class.getResourceAsStream(FILE)) {
            text = new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Row> rows = new ArrayList<>();
        for (String line : text.split("\n")) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] columns = line.split("\\|", -1);
                for (String attribute : columns[1].split(",", -1)) {
                    int equals = attribute.indexOf('=');
                    rows.add(new Row(
                            columns[0].strip(),
                            (equals < 0 ? attribute : attribute.substring(0, equals)).strip(),
                            Standing.valueOf(columns[2].strip().toUpperCase(java.util.Locale.ROOT)),
                            equals < 0 ? "" : attribute.substring(equals + 1).strip(),
                            columns[3].strip()));
                }
            }
        }
        return rows;
    }

    /** Says what of {@code <Context>} and all below it is not honoured. */
    void check(Part part, Consumer<String> warnings) throws InvalidAppException {
        check(part, "", warnings);
    }

    private void check(Part part, String parent, Consumer<String> warnings) throws InvalidAppException {
        Optional<String> className = part.attribute("className").filter(name -> !name.isEmpty());
        String plain = part.element();
        String own = className.map(name -> plain + " " + shortened(name)).orElse(plain);
        Optional<Row> row = row(own, "").or(() -> className.flatMap(name -> row(plain + " *", "")));
        row = row.or(() -> row(plain, ""));
        if (row.isEmpty()) {
            warnings.accept(part.where() + ": <" + plain + "> is not known"
                    + (parent.isEmpty() ? "" : " inside <" + parent + ">") + "; it is ignored");
            return;
        }
        String shown = "<" + plain
                + className.map(name -> " className=\"" + name + "\"").orElse("") + ">";
        switch (row.get().standing()) {
            case REFUSED ->
                throw new InvalidAppException(part.where() + ": " + shown + " cannot be honoured: "
                        + row.get().note());
            case NO -> {
                warnings.accept(part.where() + ": " + shown + " is not supported; it is ignored"
                        + (row.get().note().isEmpty() ? "" : " (" + row.get().note() + ")"));
                return;
            }
            case MOOT -> {
                return;
            }
            default -> attributes(part, row.get().element(), plain, warnings);
        }
        for (Part child : part.parts()) {
            check(child, plain, warnings);
        }
    }

    private void attributes(Part part, String element, String plain, Consumer<String> warnings)
            throws InvalidAppException {
        for (String name : new TreeSet<>(part.attributes().keySet())) {
            Optional<Row> row = row(element, name).or(() -> row(element, "*")).or(() -> row(plain, name));
            if (row.isEmpty()) {
                warnings.accept(
                        part.where() + ": the attribute " + name + " of <" + plain + "> is not known; it is ignored");
                continue;
            }
            String value = part.attribute(name).orElse("");
            boolean harmless = value.isEmpty() || row.get().harmless().equalsIgnoreCase(value);
            if (harmless) {
                continue;
            }
            if (row.get().standing() == Standing.REFUSED) {
                throw new InvalidAppException(part.where() + ": the attribute " + name + " of <" + plain
                        + "> cannot be honoured: " + row.get().note());
            }
            if (row.get().standing() == Standing.NO) {
                warnings.accept(part.where() + ": the attribute " + name + " of <" + plain
                        + "> is not supported; it is ignored"
                        + (row.get().note().isEmpty() ? "" : " (" + row.get().note() + ")"));
            }
        }
    }

    private Optional<Row> row(String element, String attribute) {
        return Optional.ofNullable(rows.get(element + "@" + attribute));
    }

    /** Tomcat's own classes by their last name; classes of others whole, so that a name alone proves nothing. */
    public static String shortened(String className) {
        return className.startsWith("org.apache.catalina.") || className.startsWith("org.apache.tomcat.")
                ? className.substring(className.lastIndexOf('.') + 1)
                : className;
    }
}
