package org.junicorn.container.war;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junicorn.container.war.ContextElements.Row;
import org.junicorn.container.war.ContextElements.Standing;
import org.junit.jupiter.api.Test;

/**
 * What is said of a context.xml is what the documentation says. Run with {@code -Djunicorn.docs=write} to write the table
 * anew.
 */
class ContextElementsTest {
    private static final Path PAGE = Path.of("../docs/context-xml.md");
    private static final String BEGIN = "<!-- begin: elements -->\n";
    private static final String END = "<!-- end: elements -->\n";
    private static final Map<Standing, String> WORDS = Map.of(
            Standing.YES, "as on Tomcat",
            Standing.MOOT, "accepted, nothing to do",
            Standing.NO, "warned, ignored",
            Standing.REFUSED, "refused");

    private static final Map<String, String> ANY_OF = Map.of(
            "Realm", "org.apache.catalina.realm.NullRealm",
            "CredentialHandler", "org.apache.catalina.realm.NestedCredentialHandler",
            "Manager", "org.apache.catalina.session.StandardManager");

    private final List<String> warnings = new ArrayList<>();

    private void parse(String xml) throws InvalidAppException {
        ContextXmlParser.parse("c.xml", xml.getBytes(UTF_8), true, warnings::add);
    }

    private static String table() {
        Map<String, List<String>> lines = new LinkedHashMap<>();
        for (Row row : ContextElements.rows()) {
            String what = row.attribute().isEmpty() ? "(the element)" : "`" + row.attribute() + "`";
            String harmless = row.harmless().isEmpty() ? "" : ", `" + row.harmless() + "` is accepted";
            boolean silent = row.standing() == Standing.YES || row.standing() == Standing.MOOT;
            String end = WORDS.get(row.standing())
                    + (silent ? "" : harmless)
                    + (row.note().isEmpty() ? "" : ": " + row.note());
            lines.computeIfAbsent("| `" + row.element() + "` |\0| " + end + " |", none -> new ArrayList<>())
                    .add(what);
        }
        StringBuilder table = new StringBuilder("| Element | Attributes | What becomes of it |\n| --- | --- | --- |\n");
        lines.forEach((line, attributes) -> table.append(line.replace("\0", " " + String.join(", ", attributes) + " "))
                .append('\n'));
        return table.toString();
    }

    @Test
    void theDocumentationListsThemAll() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        String written = page.substring(0, begin) + table() + page.substring(page.indexOf(END));
        if ("write".equals(System.getProperty("junicorn.docs"))) {
            Files.writeString(PAGE, written);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(written);
    }

    /** Each row is tried in a context.xml of its own. */
    @Test
    void everyRowIsSaidAsItIsListed() throws InvalidAppException {
        for (Row row : ContextElements.rows()) {
            if (row.element().equals("Context") && row.attribute().isEmpty()
                    || row.attribute().equals("*")) {
                continue;
            }
            warnings.clear();
            String xml = context(row);
            if (row.standing() == Standing.REFUSED) {
                assertThatThrownBy(() -> parse(xml)).as(xml).hasMessageContaining("cannot be honoured: " + row.note());
                continue;
            }
            parse(xml);
            if (row.standing() == Standing.NO) {
                assertThat(warnings).as(xml).anyMatch(w -> w.contains("not supported; it is ignored"));
            } else {
                assertThat(warnings).as(xml).isEmpty();
            }
        }
    }

    private static String context(Row row) {
        String[] element = row.element().split(" ", 2);
        String attributes = row.attribute().isEmpty() ? "" : " " + row.attribute() + "='x'";
        if (element[0].equals("Context")) {
            return "<Context" + attributes + "/>";
        }
        if (element.length > 1 && !row.attribute().equals("className")) {
            String known = element[1].equals("*") ? "com.example.X" : element[1];
            attributes += " className='" + (known.contains(".") ? "" : "org.apache.catalina.") + known + "'";
        } else if (element.length > 1) {
            attributes = " className='org.apache.catalina." + element[1] + "'";
        } else if (ANY_OF.containsKey(element[0]) && !row.attribute().isEmpty()) {
            // What the element means depends on its class.
            attributes = (row.attribute().equals("className") ? "" : attributes) + " className='"
                    + ANY_OF.get(element[0]) + "'";
        }
        String named =
                List.of("Resource", "ResourceLink", "Environment", "Parameter").contains(element[0])
                                && !row.attribute().equals("name")
                        ? " name='n'"
                        : "";
        return "<Context><" + element[0] + named + attributes + "/></Context>";
    }
}
