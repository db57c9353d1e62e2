package org.junicorn.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * The generated parts of the documentation are those that follow from the declarations. This command rewrites them:
 *
 * <pre>mvn -pl launcher -am test -Dtest=GeneratedDocsTest -Dsurefire.failIfNoSpecifiedTests=false -Djunicorn.docs=write</pre>
 */
class GeneratedDocsTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private final SettingsDoc doc = new SettingsDoc();

    @Test
    void theReferenceOfSettingsIsCurrent() throws IOException {
        compare("docs/settings.md", text -> between("settings", text, doc.reference()));
    }

    @Test
    void theReferenceOfExitCodesIsCurrent() throws IOException {
        compare("docs/exit-codes.md", text -> between("exit-codes", text, doc.exitCodes()));
    }

    @Test
    void theReferenceOfMetricsIsCurrent() throws IOException {
        compare("docs/metrics.md", text -> between("metrics", text, MetricsDoc.table()));
    }

    @Test
    void theTablesOfTheReadmeAreCurrent() throws IOException {
        compare("README.md", text -> between("exit-codes", between("settings", text, doc.table()), doc.exitCodes()));
    }

    @Test
    void theSchemaIsCurrent() throws IOException {
        compare("config-examples/junicorn.schema.json", text -> new SettingsSchema().text());
    }

    private static String between(String name, String text, String generated) {
        String begin = "<!-- " + name + ":begin -->\n";
        String end = "<!-- " + name + ":end -->";
        assertThat(text).containsOnlyOnce(begin).containsOnlyOnce(end);
        return text.substring(0, text.indexOf(begin) + begin.length()) + generated + text.substring(text.indexOf(end));
    }

    private static void compare(String name, UnaryOperator<String> generate) throws IOException {
        Path file = ROOT.resolve(name);
        String before = Files.exists(file) ? Files.readString(file) : "";
        String wanted = generate.apply(before);
        if (System.getProperty("junicorn.docs", "").equals("write")) {
            Files.writeString(file, wanted);
        } else {
            assertThat(before)
                    .as(name + " differs from the declarations; run the command in " + GeneratedDocsTest.class)
                    .isEqualTo(wanted);
        }
    }
}
