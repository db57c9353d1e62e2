package org.junicorn.container.war;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junicorn.container.war.ContextModel.EnvironmentModel;
import org.junicorn.container.war.ContextModel.ParameterModel;
import org.junicorn.container.war.ContextModel.Part;
import org.junicorn.container.war.ContextModel.ResourceLinkModel;
import org.junicorn.container.war.ContextModel.ResourceModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextXmlParserTest {
    @TempDir
    Path app;

    private final List<String> warnings = new ArrayList<>();

    private ContextModel parse(String xml) throws InvalidAppException {
        return ContextXmlParser.parse("META-INF/context.xml", xml.getBytes(UTF_8), false, warnings::add);
    }

    private ContextModel merged(String own, String over) throws Exception {
        Files.writeString(Files.createDirectories(app.resolve("META-INF")).resolve("context.xml"), own);
        return ContextXmlParser.read(
                app, Optional.of(new ContextFile("over.xml", over.getBytes(UTF_8))), warnings::add);
    }

    @Test
    void theEntriesOfTheNamingContextAreReadWithTheirLines() throws Exception {
        ContextModel context = parse("""
                <?xml version='1.0' encoding='utf-8'?>
                <!-- a comment -->
                <Context>
                  <Resource name="jdbc/shop" auth="Container" type="javax.sql.DataSource" description="of the shop"
                            url="jdbc:h2:mem:shop" password="secret"/>
                  <Environment name="limit" type="java.lang.Integer" value="10" override="false" description="most"/>
                  <ResourceLink name="jdbc/all" global="jdbc/everything" type="javax.sql.DataSource" factory="a.F" x="1"/>
                  <Parameter name="color" value="blue"/>
                  <Transaction factory="a.T"/>
                </Context>
                """);

        assertThat(context.resources())
                .containsExactly(new ResourceModel(
                        "jdbc/shop",
                        "javax.sql.DataSource",
                        "Container",
                        "of the shop",
                        Map.of("url", "jdbc:h2:mem:shop", "password", "secret"),
                        "META-INF/context.xml, line 5"));
        assertThat(context.environments())
                .containsExactly(new EnvironmentModel(
                        "limit", "java.lang.Integer", "10", false, "most", "META-INF/context.xml, line 6"));
        assertThat(context.resourceLinks())
                .containsExactly(new ResourceLinkModel(
                        "jdbc/all",
                        "jdbc/everything",
                        "javax.sql.DataSource",
                        "a.F",
                        Map.of("x", "1"),
                        "META-INF/context.xml, line 7"));
        assertThat(context.parameters())
                .containsExactly(new ParameterModel("color", "blue", true, "META-INF/context.xml, line 8"));
        assertThat(context.part("Transaction").orElseThrow().attribute("factory"))
                .contains("a.T");
        assertThat(context.toString()).doesNotContain("secret", "blue");
        assertThat(context.resources().toString()).doesNotContain("secret");
    }

    @Test
    void unknownElementsAndAttributesAreWarnedOfWithTheirLine() throws Exception {
        ContextModel context = parse("""
                <Context pahth="/x" reloadable="true">
                  <Resuorce name="a"/>
                  <Environment name="a" type="java.lang.String" value="v" vlaue="secret"/>
                </Context>
                """);

        assertThat(warnings)
                .containsExactly(
                        "META-INF/context.xml, line 1: the attribute pahth of <Context> is not known; it is ignored",
                        "META-INF/context.xml, line 2: <Resuorce> is not known inside <Context>; it is ignored",
                        "META-INF/context.xml, line 3: the attribute vlaue of <Environment> is not known; it is ignored");
        assertThat(context.environments()).hasSize(1);
    }

    @Test
    void aFileThatIsNotWellFormedIsRefusedWithLineAndColumn() {
        assertThatThrownBy(() -> parse("<Context>\n  <Resource name='a'>\n</Context>"))
                .isInstanceOf(InvalidAppException.class)
                .hasMessageStartingWith("META-INF/context.xml, line 3, column 3: not well-formed XML: ");
        assertThatThrownBy(() -> parse("<Context></Context>\n<more/>"))
                .isInstanceOf(InvalidAppException.class)
                .hasMessageStartingWith("META-INF/context.xml, line 2, column 2: not well-formed XML: ");
        assertThatThrownBy(() -> parse("<Context>" + "<a>".repeat(60) + "</a>".repeat(60) + "</Context>"))
                .hasMessage("META-INF/context.xml, line 1: elements are nested more than 50 deep");
    }

    @Test
    void anEntryWithoutANameIsRefused() {
        assertThatThrownBy(() -> parse("<Context>\n<Resource type='a.B'/></Context>"))
                .hasMessage("META-INF/context.xml, line 2: <Resource> without a name; write name=\"...\"");
        assertThatThrownBy(() -> parse("<Context>\n<Parameter value='b'/></Context>"))
                .hasMessage("META-INF/context.xml, line 2: <Parameter> without a name; write name=\"...\"");
    }

    @Test
    void anotherRootElementOfTheApplicationIsIgnoredAndOneOfTheOperatorRefused() throws Exception {
        assertThat(parse("<jboss-web/>")).isEqualTo(ContextModel.EMPTY);
        assertThat(warnings)
                .containsExactly("META-INF/context.xml, line 1: the root element is <jboss-web>; expected <Context>, so"
                        + " the file is ignored");
        assertThatThrownBy(() -> ContextXmlParser.parse("c.xml", "<Server/>".getBytes(UTF_8), true, warnings::add))
                .hasMessage("c.xml, line 1: the root element is <Server>; expected <Context>");
    }

    @Test
    void ofTwoEntriesOfANameTomcatsChoiceCounts() throws Exception {
        ContextModel context = parse("""
                <Context>
                  <Resource name="r" url="first"/>
                  <Resource name="r" url="second"/>
                  <Environment name="e" type="java.lang.String" value="first"/>
                  <Environment name="e" type="java.lang.String" value="second" override="false"/>
                  <Environment name="e" type="java.lang.String" value="third"/>
                </Context>
                """);

        assertThat(context.resources())
                .extracting(r -> r.attributes().get("url"))
                .containsExactly("first");
        assertThat(context.environments()).extracting(EnvironmentModel::value).containsExactly("second");
        assertThat(warnings)
                .containsExactly("META-INF/context.xml, line 3: <Resource> \"r\" is there a second time; the first one"
                        + " counts");
    }

    @Test
    void theOperatorsFileIsLaidOverTheApplications() throws Exception {
        ContextModel context = merged("""
                <Context path="/a" reloadable="true">
                  <Resource name="r" url="app"/><Resource name="only" url="app"/>
                  <Environment name="e" type="java.lang.String" value="app" override="false"/>
                  <Parameter name="p" value="app"/>
                  <WatchedResource>WEB-INF/web.xml</WatchedResource>
                  <Transaction factory="app"/>
                </Context>""", """
                <Context path="/b">
                  <Resource name="r" url="over"/>
                  <Environment name="e" type="java.lang.String" value="over"/>
                  <Parameter name="p" value="over" override="false"/>
                  <WatchedResource>WEB-INF/other.xml</WatchedResource>
                  <Transaction factory="over"/>
                </Context>""");

        assertThat(context.attributes()).isEqualTo(Map.of("path", "/b", "reloadable", "true"));
        assertThat(context.resources())
                .extracting(r -> r.attributes().get("url"))
                .containsExactly("over", "app");
        assertThat(context.environments()).extracting(EnvironmentModel::value).containsExactly("over");
        assertThat(context.parameters()).containsExactly(new ParameterModel("p", "over", false, "over.xml, line 4"));
        assertThat(context.parts("WatchedResource"))
                .extracting(Part::text)
                .containsExactly("WEB-INF/web.xml", "WEB-INF/other.xml");
        assertThat(context.parts("Transaction"))
                .extracting(part -> part.attributes().get("factory"))
                .containsExactly("over");
    }

    @Test
    void withOverrideTheApplicationsFileIsNotReadAtAll() throws Exception {
        ContextModel context =
                merged("not even XML", "<Context override='true'><Parameter name='p' value='v'/></Context>");

        assertThat(context.parameters()).hasSize(1);
    }

    @Test
    void placeholdersAreReplacedOnlyWhenTheModelIsResolved() throws Exception {
        ContextModel context = parse("""
                <Context path="${a}">
                  <Resource name="r" url="x${a}y${b:-dflt}z${c}" password="${a"/>
                  <Environment name="e" type="java.lang.String" value="${a}"/>
                  <WatchedResource>${a}</WatchedResource>
                </Context>
                """);

        assertThat(context.attribute("path")).contains("${a}");
        ContextModel resolved =
                context.resolved(name -> Optional.ofNullable(Map.of("a", "1").get(name)));

        assertThat(resolved.attribute("path")).contains("1");
        assertThat(resolved.resources().get(0).attributes())
                .isEqualTo(Map.of("url", "x1ydfltz${c}", "password", "${a"));
        assertThat(resolved.environments().get(0).value()).isEqualTo("1");
        assertThat(resolved.part("WatchedResource").orElseThrow().text()).isEqualTo("1");
    }

    @Test
    void systemPropertiesComeBeforeTheEnvironment() throws Exception {
        String user = System.getenv("PATH");
        assertThat(parse("<Context path='${java.version}' docBase='${PATH}' workDir='${}'/>")
                        .resolved()
                        .attributes())
                .isEqualTo(Map.of("path", System.getProperty("java.version"), "docBase", user, "workDir", "${}"));
    }

    @Test
    void theContentOfTheOperatorsFileIsPartOfTheKey() throws Exception {
        Path war = new Archive().file("WEB-INF/web.xml", "<web-app/>").write(app.resolve("a.war"));
        Path work = app.resolve("work");
        AppSource source = new AppSource.WarFile(war);
        Path first = new Preparer().prepare(source, file("<Context/>"), work).directory();

        assertThat(new Preparer().prepare(source, file("<Context/>"), work).directory())
                .isEqualTo(first);
        assertThat(new Preparer().prepare(source, file("<Context />"), work).directory())
                .isNotEqualTo(first);
        assertThat(new Preparer().prepare(source, work).directory()).isNotEqualTo(first);
    }

    private static OperatorFiles file(String content) {
        return new OperatorFiles(Optional.of(new ContextFile("c.xml", content.getBytes(UTF_8))), Optional.empty());
    }
}
