package org.junicorn.container.war;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junicorn.container.war.WebAppModel.FilterMapping;
import org.junicorn.container.war.WebAppModel.InitializerModel;
import org.junicorn.container.war.WebAppModel.MultipartModel;
import org.junicorn.container.war.WebAppModel.RoleRule;
import org.junicorn.container.war.WebAppModel.ServletModel;
import org.junicorn.container.war.WebAppModel.ServletSecurityModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppScannerTest {
    private static final String SERVLET = "jakarta.servlet.http.HttpServlet";
    private static final String SERVICE = "META-INF/services/jakarta.servlet.ServletContainerInitializer";

    @TempDir
    Path folder;

    private WebAppModel scan(Archive archive) throws Exception {
        Path app = archive.explode(Files.createTempDirectory(folder, "app"));
        Path resources = Files.createDirectories(folder.resolve("resources"));
        UnpackBudget budget = new UnpackBudget("app", Long.MAX_VALUE / 1000, UnpackBudget.Limits.DEFAULT);
        return new ModelAssembler(new AppScanner(app, OperatorFiles.NONE).scan(resources, budget))
                .assemble(app, resources, path -> path);
    }

    @Test
    void sharedLibrariesBringWhatTheyBringOnTomcat() throws Exception {
        Path lib = Files.createDirectories(folder.resolve("lib"));
        fragment("<listener><listener-class>lib.L</listener-class></listener>")
                .file("META-INF/t.tld", "<taglib><uri>urn:shared</uri></taglib>")
                .file("META-INF/resources/shared.txt", "shared")
                .file(SERVICE, "lib.Init")
                .classes(
                        "",
                        Sources.compile(
                                "package lib; public class Init implements jakarta.servlet.ServletContainerInitializer {"
                                        + " public void onStartup(java.util.Set<Class<?>> t, jakarta.servlet.ServletContext"
                                        + " c) {} }",
                                "package lib; @jakarta.servlet.annotation.WebServlet(\"/lib\") public class Declared extends"
                                        + " jakarta.servlet.http.HttpServlet {}"))
                .write(lib.resolve("shared.jar"));
        Path app = webXml("").explode(Files.createTempDirectory(folder, "app"));
        Path resources = Files.createDirectories(folder.resolve("resources"));
        UnpackBudget budget = new UnpackBudget("app", Long.MAX_VALUE / 1000, UnpackBudget.Limits.DEFAULT);
        OperatorFiles given = OperatorFiles.NONE.withSharedLibs(List.of(lib));
        WebAppModel model = new ModelAssembler(new AppScanner(app, given).scan(resources, budget))
                .assemble(app, resources, path -> path);

        assertThat(model.sharedLibs())
                .containsExactly(lib.toString(), lib.resolve("shared.jar").toString());
        assertThat(model.classPath()).isEmpty();
        assertThat(model.listeners()).containsExactly("lib.L");
        assertThat(model.initializers()).extracting(i -> i.className()).containsExactly("lib.Init");
        assertThat(model.jsp().tlds()).extracting(t -> t.uri()).containsExactly("urn:shared");
        assertThat(Path.of(model.resourceRoots().get(0)).resolve("shared.txt")).hasContent("shared");
        assertThat(model.servlets()).isEmpty();
    }

    private void refused(Archive archive, String message) {
        assertThatThrownBy(() -> scan(archive))
                .isInstanceOf(InvalidAppException.class)
                .hasMessage(message);
    }

    private static Archive webXml(String elements) {
        return new Archive().folder("WEB-INF").file("WEB-INF/web.xml", "<web-app>" + elements + "</web-app>");
    }

    private static Archive fragment(String elements) {
        return new Archive().file("META-INF/web-fragment.xml", "<web-fragment>" + elements + "</web-fragment>");
    }

    private static Archive classes(String... sources) {
        return new Archive().folder("WEB-INF").classes("WEB-INF/classes/", Sources.compile(sources));
    }

    private static ServletModel servlet(WebAppModel model, String name) {
        return model.servlets().stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String servletSource(String annotations, String name) {
        return "package app; import jakarta.servlet.*; import jakarta.servlet.annotation.*;"
                + " import jakarta.annotation.security.*; " + annotations + " public class " + name + " extends "
                + SERVLET + " { static final long serialVersionUID = 1; }";
    }

    @Test
    void annotatedServletsFiltersAndListenersAreFound() throws Exception {
        WebAppModel model = scan(classes(
                servletSource(
                        "@WebServlet(name = \"shop\", urlPatterns = {\"/a\", \"*.b\"}, loadOnStartup = 2,"
                                + " asyncSupported = true, initParams = {@WebInitParam(name = \"x\", value = \"1\")})"
                                + " @MultipartConfig(location = \"/tmp\", maxFileSize = 5, fileSizeThreshold = 7)"
                                + " @RunAs(\"clerk\") @DeclareRoles({\"boss\", \"clerk\"})"
                                + " @ServletSecurity(value = @HttpConstraint(rolesAllowed = \"boss\","
                                + " transportGuarantee = ServletSecurity.TransportGuarantee.CONFIDENTIAL),"
                                + " httpMethodConstraints = @HttpMethodConstraint(value = \"GET\", emptyRoleSemantic ="
                                + " ServletSecurity.EmptyRoleSemantic.DENY))",
                        "Shop"),
                servletSource("@WebServlet(\"/plain\")", "Plain"),
                "package app; import jakarta.servlet.*; import jakarta.servlet.annotation.*; @WebFilter(filterName ="
                        + " \"f\", value = \"/*\", servletNames = \"shop\", dispatcherTypes ="
                        + " {DispatcherType.ERROR, DispatcherType.REQUEST}, asyncSupported = true)"
                        + " public class F implements Filter { public void doFilter(ServletRequest q,"
                        + " ServletResponse s, FilterChain c) {} }",
                "package app; @jakarta.servlet.annotation.WebListener public class L implements"
                        + " jakarta.servlet.ServletContextListener {}"));

        ServletModel shop = servlet(model, "shop");
        assertThat(shop.className()).isEqualTo("app.Shop");
        assertThat(shop.mappings()).containsExactly("/a", "*.b");
        assertThat(shop.loadOnStartup()).isEqualTo(2);
        assertThat(shop.asyncSupported()).isTrue();
        assertThat(shop.initParams()).containsExactly(entry("x", "1"));
        assertThat(shop.multipart()).isEqualTo(new MultipartModel("/tmp", 5, -1, 7));
        assertThat(shop.runAs()).isEqualTo("clerk");
        assertThat(shop.security())
                .isEqualTo(new ServletSecurityModel(
                        new RoleRule(true, true, List.of("boss")),
                        Map.of("GET", new RoleRule(false, false, List.of()))));
        ServletModel plain = servlet(model, "app.Plain");
        assertThat(plain.loadOnStartup()).isNull();
        assertThat(plain.asyncSupported()).isFalse();
        assertThat(plain.security()).isNull();
        assertThat(model.securityRoles()).containsExactly("boss", "clerk");
        assertThat(model.filters())
                .extracting(WebAppModel.FilterModel::className)
                .containsExactly("app.F");
        assertThat(model.filters().get(0).asyncSupported()).isTrue();
        assertThat(model.filterMappings())
                .containsExactly(
                        new FilterMapping("f", List.of("/*"), List.of(), List.of("ERROR", "REQUEST")),
                        new FilterMapping("f", List.of(), List.of("shop"), List.of("ERROR", "REQUEST")));
        assertThat(model.listeners()).containsExactly("app.L");
        assertThat(model.warnings()).isEmpty();
        assertThat(model.majorVersion() + "." + model.minorVersion()).isEqualTo("6.1");
    }

    @Test
    void webXmlOverridesAnAnnotationOfTheSameName() throws Exception {
        WebAppModel model = scan(webXml("<servlet><servlet-name>shop</servlet-name>"
                        + "<init-param><param-name>x</param-name><param-value>web</param-value></init-param>"
                        + "<load-on-startup>9</load-on-startup></servlet>"
                        + "<servlet-mapping><servlet-name>shop</servlet-name><url-pattern>/w</url-pattern>"
                        + "</servlet-mapping>")
                .classes(
                        "WEB-INF/classes/",
                        Sources.compile(servletSource(
                                "@WebServlet(name = \"shop\", value = \"/a\", loadOnStartup = 1, initParams = {"
                                        + "@WebInitParam(name = \"x\", value = \"1\"),"
                                        + "@WebInitParam(name = \"y\", value = \"2\")})",
                                "Shop"))));

        ServletModel shop = servlet(model, "shop");
        assertThat(shop.className()).isEqualTo("app.Shop");
        assertThat(shop.mappings()).containsExactly("/w");
        assertThat(shop.loadOnStartup()).isEqualTo(9);
        assertThat(shop.initParams()).containsOnly(entry("x", "web"), entry("y", "2"));
    }

    @Test
    void aMetadataCompleteDescriptorSwitchesAnnotationsAndFragmentsOff() throws Exception {
        Archive archive = classes(servletSource("@WebServlet(\"/a\")", "Shop"))
                .file("WEB-INF/web.xml", "<web-app metadata-complete='true'/>")
                .jar("f.jar", fragment("<listener><listener-class>L</listener-class></listener>"));

        WebAppModel model = scan(archive);

        assertThat(model.metadataComplete()).isTrue();
        assertThat(model.servlets()).isEmpty();
        assertThat(model.listeners()).isEmpty();
        assertThat(model.classPath()).hasSize(2);
    }

    @Test
    void aMetadataCompleteFragmentSwitchesItsOwnAnnotationsOff() throws Exception {
        Map<String, byte[]> one = Sources.compile(servletSource("@WebServlet(\"/one\")", "One"));
        Map<String, byte[]> two = Sources.compile(servletSource("@WebServlet(\"/two\")", "Two"));

        WebAppModel model = scan(new Archive()
                .folder("WEB-INF")
                .jar("one.jar", new Archive().classes("", one))
                .jar(
                        "two.jar",
                        new Archive()
                                .classes("", two)
                                .file("META-INF/web-fragment.xml", "<web-fragment metadata-complete='true'/>")));

        assertThat(model.servlets()).extracting(ServletModel::name).containsExactly("app.One");
    }

    @Test
    void securityOfASuperClassIsInherited() throws Exception {
        WebAppModel model = scan(classes(
                servletSource("@ServletSecurity(@HttpConstraint(rolesAllowed = \"boss\"))", "Base"),
                "package app; @jakarta.servlet.annotation.WebServlet(\"/a\") public class Sub extends Base"
                        + " { static final long serialVersionUID = 1; }"));

        assertThat(servlet(model, "app.Sub").security().all().roles()).containsExactly("boss");
    }

    @Test
    void anAnnotationThatContradictsItselfIsRefused() {
        refused(
                classes(servletSource("@WebServlet(value = \"/a\", urlPatterns = \"/b\")", "Shop")),
                "WEB-INF/classes, class app.Shop: @WebServlet has both value and urlPatterns; only one of them is"
                        + " allowed");
        refused(
                classes(servletSource("@WebServlet(\"/a\")", "One"), servletSource("@WebServlet(\"/a\")", "Two")),
                "WEB-INF/classes, class app.Two: the URL pattern \"/a\" of the servlet \"app.Two\" belongs to the"
                        + " servlet \"app.One\" already (WEB-INF/classes, class app.One)");
    }

    @Test
    void classFilesThatCannotBeReadAreReported() throws Exception {
        Map<String, byte[]> classes = Sources.compile(servletSource("@WebServlet(\"/a\")", "Shop"));
        byte[] whole = classes.get("app.Shop");
        WebAppModel model = scan(new Archive()
                .folder("WEB-INF")
                .classes("WEB-INF/classes/", classes)
                .file("WEB-INF/classes/Half.class", java.util.Arrays.copyOf(whole, whole.length / 2))
                .file("WEB-INF/classes/Text.class", "this is not a class file")
                .file("WEB-INF/classes/module-info.class", "nor is this")
                .file("WEB-INF/classes/META-INF/versions/21/New.class", "nor this")
                .file("WEB-INF/lib/broken.jar", "not a jar"));

        assertThat(model.servlets()).hasSize(1);
        assertThat(model.warnings())
                .containsExactly(
                        "WEB-INF/lib/broken.jar: not a readable jar (zip END header not found); it is left out",
                        "WEB-INF/classes: Half.class is not a readable class file (it is cut short); it is left out",
                        "WEB-INF/classes: Text.class is not a readable class file (it does not begin as a class file);"
                                + " it is left out");
    }

    @Test
    void fragmentsAddWhatWebXmlDoesNotSay() throws Exception {
        WebAppModel model = scan(webXml("<distributable/>"
                        + "<context-param><param-name>a</param-name><param-value>web</param-value></context-param>"
                        + "<servlet><servlet-name>s</servlet-name><servlet-class>S</servlet-class></servlet>"
                        + "<servlet-mapping><servlet-name>s</servlet-name><url-pattern>/s</url-pattern>"
                        + "</servlet-mapping><welcome-file-list><welcome-file>w</welcome-file></welcome-file-list>")
                .jar(
                        "a.jar",
                        fragment("<distributable/>"
                                + "<context-param><param-name>a</param-name><param-value>1</param-value></context-param>"
                                + "<context-param><param-name>b</param-name><param-value>2</param-value></context-param>"
                                + "<servlet><servlet-name>s</servlet-name><servlet-class>Other</servlet-class>"
                                + "<load-on-startup>4</load-on-startup></servlet>"
                                + "<servlet-mapping><servlet-name>s</servlet-name><url-pattern>/f</url-pattern>"
                                + "</servlet-mapping>"
                                + "<servlet><servlet-name>t</servlet-name><servlet-class>T</servlet-class></servlet>"
                                + "<servlet-mapping><servlet-name>t</servlet-name><url-pattern>/s</url-pattern>"
                                + "<url-pattern>/t</url-pattern></servlet-mapping>"
                                + "<session-config><session-timeout>5</session-timeout></session-config>"
                                + "<welcome-file-list><welcome-file>v</welcome-file></welcome-file-list>"
                                + "<listener><listener-class>L</listener-class></listener>"))
                .jar(
                        "b.jar",
                        fragment("<session-config><session-timeout>5</session-timeout></session-config>"
                                + "<listener><listener-class>L</listener-class></listener>")));

        assertThat(model.contextParams()).containsOnly(entry("a", "web"), entry("b", "2"));
        assertThat(servlet(model, "s").className()).isEqualTo("S");
        assertThat(servlet(model, "s").loadOnStartup()).isEqualTo(4);
        assertThat(servlet(model, "s").mappings()).containsExactly("/s");
        assertThat(servlet(model, "t").mappings()).containsExactly("/t");
        assertThat(model.session().timeoutMinutes()).isEqualTo(5);
        assertThat(model.welcomeFiles()).containsExactly("w", "v");
        assertThat(model.listeners()).containsExactly("L");
        assertThat(model.distributable()).isFalse();
    }

    @Test
    void contradictingFragmentsAreRefusedByTheirNames() {
        refused(
                new Archive()
                        .folder("WEB-INF")
                        .jar(
                                "a.jar",
                                fragment("<context-param><param-name>x</param-name><param-value>1</param-value>"
                                        + "</context-param>"))
                        .jar(
                                "b.jar",
                                fragment("<context-param><param-name>x</param-name><param-value>2</param-value>"
                                        + "</context-param>")),
                "the context parameter \"x\" is \"1\" in WEB-INF/lib/a.jar and \"2\" in WEB-INF/lib/b.jar; say in"
                        + " WEB-INF/web.xml which is meant");
        refused(
                new Archive()
                        .folder("WEB-INF")
                        .jar(
                                "a.jar",
                                fragment("<servlet><servlet-name>s</servlet-name><servlet-class>A</servlet-class>"
                                        + "</servlet>"))
                        .jar(
                                "b.jar",
                                fragment("<servlet><servlet-name>s</servlet-name><servlet-class>B</servlet-class>"
                                        + "</servlet>")),
                "the <servlet-class> of the servlet \"s\" is \"A\" in WEB-INF/lib/a.jar!/META-INF/web-fragment.xml, line 1"
                        + " and \"B\" in WEB-INF/lib/b.jar!/META-INF/web-fragment.xml, line 1; say in WEB-INF/web.xml"
                        + " which is meant");
    }

    @Test
    void anAbsoluteOrderExcludesInitializersAndAnnotationsButNotTheClassPath() throws Exception {
        String initializer = "implements jakarta.servlet.ServletContainerInitializer { public void"
                + " onStartup(java.util.Set<Class<?>> c, jakarta.servlet.ServletContext s) {} }";
        Archive in = new Archive()
                .file("META-INF/web-fragment.xml", "<web-fragment><name>in</name></web-fragment>")
                .classes("", Sources.compile("package in; public class In " + initializer))
                .file(SERVICE, "# the first\nin.In # here\n");
        Archive out = new Archive()
                .classes(
                        "",
                        Sources.compile(
                                "package out; public class Out " + initializer,
                                servletSource("@WebServlet(\"/out\")", "Out")))
                .file(SERVICE, "out.Out")
                .file("META-INF/resources/o.txt", "o");

        WebAppModel model = scan(webXml("<absolute-ordering><name>in</name></absolute-ordering>")
                .jar("a-out.jar", out)
                .jar("b-in.jar", in));

        assertThat(model.initializers()).containsExactly(new InitializerModel("in.In", false, List.of()));
        assertThat(model.servlets()).isEmpty();
        assertThat(model.orderedLibs()).containsExactly("b-in.jar");
        assertThat(model.classPath()).hasSize(2);
        assertThat(model.resourceRoots()).hasSize(1);
    }

    @Test
    void initializersGetTheTypesTheyHandle() throws Exception {
        String[] library = {
            "package lib; @jakarta.servlet.annotation.HandlesTypes({Handled.class, Mark.class,"
                    + " jakarta.servlet.Servlet.class}) public class Init implements"
                    + " jakarta.servlet.ServletContainerInitializer { public void onStartup(java.util.Set<Class<?>> c,"
                    + " jakarta.servlet.ServletContext s) {} }",
            "package lib; public interface Handled {}",
            "package lib; import java.lang.annotation.*; @Retention(RetentionPolicy.RUNTIME) public @interface Mark {}",
            "package lib; public interface Sub extends Handled {}",
        };
        Map<String, byte[]> all = Sources.compile(
                library[0],
                library[1],
                library[2],
                library[3],
                "package app; public class Direct implements lib.Handled {}",
                "package app; public class Deep implements lib.Sub {}",
                "package app; public class Deeper extends Deep {}",
                "package app; public class Unrelated {}",
                "package app; @lib.Mark public class OnClass {}",
                "package app; public class OnField { @lib.Mark int x; }",
                "package app; public class OnMethod { @lib.Mark void x() {} }",
                servletSource("", "Page"));
        Archive jar = new Archive().file(SERVICE, "lib.Init\n");
        Archive archive =
                new Archive().folder("WEB-INF").file("WEB-INF/web.xml", "<web-app metadata-complete='true'/>");
        all.forEach((name, bytes) -> (name.startsWith("lib.") ? jar : archive)
                .classes(name.startsWith("lib.") ? "" : "WEB-INF/classes/", Map.of(name, bytes)));

        WebAppModel model = scan(archive.jar("lib.jar", jar));

        assertThat(model.initializers())
                .containsExactly(new InitializerModel(
                        "lib.Init",
                        true,
                        List.of(
                                "app.Deep",
                                "app.Deeper",
                                "app.Direct",
                                "app.OnClass",
                                "app.OnField",
                                "app.OnMethod",
                                "app.Page",
                                "lib.Sub")));
    }

    @Test
    void anInitializerWithoutItsClassIsRefused() {
        refused(
                new Archive().folder("WEB-INF").jar("a.jar", new Archive().file(SERVICE, "gone.Init")),
                "WEB-INF/lib/a.jar!/" + SERVICE
                        + " names gone.Init, which is neither in WEB-INF/classes nor in a jar of"
                        + " WEB-INF/lib (or its class file is damaged); add the jar that holds it");
    }

    @Test
    void resourcesOfJarsAreExtractedInTheOrderOfTheJars() throws Exception {
        WebAppModel model = scan(new Archive()
                .folder("WEB-INF")
                .jar("b.jar", new Archive().file("META-INF/resources/x/b.txt", "b"))
                .jar("a.jar", new Archive().file("META-INF/resources/a.txt", "a"))
                .jar("c.jar", new Archive().file("META-INF/other.txt", "c")));

        assertThat(model.resourceRoots())
                .containsExactly(
                        folder.resolve("resources/a.jar").toString(),
                        folder.resolve("resources/b.jar").toString());
        Path b = folder.resolve("resources/b.jar/x/b.txt");
        assertThat(b).hasContent("b");
        assertThat(Files.getLastModifiedTime(b).toMillis()).isEqualTo(Archive.TIME);
    }

    @Test
    void resourcesOfJarsStayInTheirFolder() {
        refused(
                new Archive()
                        .folder("WEB-INF")
                        .jar("a.jar", new Archive().file("META-INF/resources/../../../evil", "x")),
                "WEB-INF/lib/a.jar: the entry \"META-INF/resources/../../../evil\" leads out of the archive; build the jar"
                        + " without it");
    }

    @Test
    void theContainersServletsMayGetMorePatterns() throws Exception {
        WebAppModel model = scan(webXml("<servlet-mapping><servlet-name>default</servlet-name>"
                + "<url-pattern>*.css</url-pattern></servlet-mapping>"));

        ServletModel servlet = servlet(model, "default");
        assertThat(servlet.className()).isEmpty();
        assertThat(servlet.jspFile()).isEmpty();
        assertThat(servlet.mappings()).containsExactly("*.css");
    }

    @Test
    void mappingsOfUndefinedThingsAreRefused() {
        refused(
                webXml(
                        "\n<servlet-mapping><servlet-name>s</servlet-name><url-pattern>/s</url-pattern></servlet-mapping>"),
                "WEB-INF/web.xml, line 2: the URL pattern \"/s\" is mapped to the servlet \"s\", which is not defined");
        refused(
                webXml("<servlet><servlet-name>s</servlet-name></servlet>"),
                "WEB-INF/web.xml, line 1: the servlet \"s\" has neither <servlet-class> nor <jsp-file>");
        refused(
                webXml("<filter-mapping><filter-name>f</filter-name><url-pattern>/*</url-pattern></filter-mapping>"),
                "WEB-INF/web.xml: a <filter-mapping> names the filter \"f\", which is not defined");
    }

    @Test
    void aServletWithoutAClassIsLeftForAnInitializer() throws Exception {
        Map<String, byte[]> init = Sources.compile("package lib; public class Init implements"
                + " jakarta.servlet.ServletContainerInitializer { public void onStartup(java.util.Set<Class<?>> c,"
                + " jakarta.servlet.ServletContext s) {} }");

        WebAppModel model = scan(webXml("<servlet><servlet-name>rest</servlet-name></servlet><servlet-mapping>"
                        + "<servlet-name>rest</servlet-name><url-pattern>/rest/*</url-pattern></servlet-mapping>")
                .jar("lib.jar", new Archive().classes("", init).file(SERVICE, "lib.Init")));

        assertThat(servlet(model, "rest").className()).isEmpty();
        assertThat(servlet(model, "rest").mappings()).containsExactly("/rest/*");
    }

    @Test
    void filterMappingsByPatternComeBeforeThoseByName() throws Exception {
        WebAppModel model = scan(webXml("<filter><filter-name>f</filter-name><filter-class>F</filter-class></filter>"
                + "<filter-mapping><filter-name>f</filter-name><servlet-name>s</servlet-name></filter-mapping>"
                + "<filter-mapping><filter-name>f</filter-name><url-pattern>/*</url-pattern></filter-mapping>"));

        assertThat(model.filterMappings())
                .containsExactly(
                        new FilterMapping("f", List.of("/*"), List.of(), List.of()),
                        new FilterMapping("f", List.of(), List.of("s"), List.of()));
    }

    @Test
    void jarsNextToTheLibrariesOfASpringBootWarAreIgnored() throws Exception {
        WebAppModel model = scan(new Archive()
                .folder("WEB-INF")
                .file("WEB-INF/lib-provided/tomcat.jar", "not looked at")
                .file("org/springframework/boot/loader/Launcher.class", "not looked at"));

        assertThat(model.classPath()).isEmpty();
        assertThat(model.warnings()).isEmpty();
    }

    @Test
    void somethingElseThanAWebApplicationIsSaid() throws Exception {
        assertThat(scan(new Archive().file("index.html", "x")).warnings())
                .containsExactly("there is no WEB-INF: only static files are served");
        refused(
                new Archive().folder("BOOT-INF"),
                "it has BOOT-INF and no WEB-INF: an executable jar, which serves itself; build the application as a WAR"
                        + " (<packaging>war</packaging>)");
    }

    @Test
    void anEmptyAbsoluteOrderIsAnOrder() throws Exception {
        Archive ordered = webXml("<absolute-ordering/>").jar("WEB-INF/lib/a.jar", new Archive().file("a.txt", "a"));
        assertThat(scan(ordered).orderedLibs()).isEmpty();
        Archive free = webXml("").jar("WEB-INF/lib/a.jar", new Archive().file("a.txt", "a"));
        assertThat(scan(free).orderedLibs()).isNull();
    }
}
