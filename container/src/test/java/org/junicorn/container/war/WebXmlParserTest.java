package org.junicorn.container.war;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junicorn.container.war.WebAppModel.FilterMapping;
import org.junicorn.container.war.WebAppModel.LoginModel;
import org.junicorn.container.war.WebAppModel.MultipartModel;
import org.junicorn.container.war.WebAppModel.ResourceCollection;
import org.junicorn.container.war.WebAppModel.RoleRule;
import org.junicorn.container.war.WebAppModel.SecurityConstraintModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebXmlParserTest {
    private final List<String> warnings = new ArrayList<>();

    private Descriptor parse(String xml) throws InvalidAppException {
        return WebXmlParser.parse("WEB-INF/web.xml", xml.getBytes(StandardCharsets.UTF_8), warnings::add);
    }

    private Descriptor body(String elements) throws InvalidAppException {
        return parse("<web-app version='6.1'>\n" + elements + "\n</web-app>");
    }

    private void refused(String elements, String message) {
        assertThatThrownBy(() -> body(elements))
                .isInstanceOf(InvalidAppException.class)
                .hasMessage("WEB-INF/web.xml, " + message);
    }

    @Test
    void everythingOfAServletIsRead() throws Exception {
        Descriptor read = body("""
                <servlet>
                  <description>d</description>
                  <servlet-name>shop</servlet-name>
                  <servlet-class> org.example.Shop </servlet-class>
                  <init-param><param-name>a</param-name><param-value>1</param-value></init-param>
                  <init-param><param-name>empty</param-name><param-value/></init-param>
                  <load-on-startup>3</load-on-startup>
                  <enabled>false</enabled>
                  <async-supported>true</async-supported>
                  <run-as><role-name>clerk</role-name></run-as>
                  <security-role-ref><role-name>boss</role-name><role-link>manager</role-link></security-role-ref>
                  <security-role-ref><role-name>guest</role-name></security-role-ref>
                  <multipart-config>
                    <location>/tmp</location><max-file-size>10</max-file-size>
                    <max-request-size>20</max-request-size><file-size-threshold>5</file-size-threshold>
                  </multipart-config>
                </servlet>
                <servlet><servlet-name>page</servlet-name><jsp-file>/page.jsp</jsp-file><load-on-startup/></servlet>
                <servlet-mapping>
                  <servlet-name>shop</servlet-name>
                  <url-pattern>/shop/*</url-pattern><url-pattern>/a%20b+c</url-pattern><url-pattern></url-pattern>
                </servlet-mapping>""");

        Descriptor.Servlet shop = read.servlets.get("shop");
        assertThat(shop.className).isEqualTo("org.example.Shop");
        assertThat(shop.initParams).containsExactly(entry("a", "1"), entry("empty", ""));
        assertThat(shop.loadOnStartup).isEqualTo(3);
        assertThat(shop.enabled).isFalse();
        assertThat(shop.asyncSupported).isTrue();
        assertThat(shop.runAs).isEqualTo("clerk");
        assertThat(shop.roleLinks).containsExactly(entry("boss", "manager"), entry("guest", "guest"));
        assertThat(shop.multipart).isEqualTo(new MultipartModel("/tmp", 10, 20, 5));
        assertThat(read.servlets.get("page").jspFile).isEqualTo("/page.jsp");
        assertThat(read.servlets.get("page").loadOnStartup).isZero();
        assertThat(read.servletMappings.keySet()).containsExactly("/shop/*", "/a b+c", "");
        assertThat(warnings).isEmpty();
    }

    @Test
    void filtersAndTheirMappingsKeepTheirOrder() throws Exception {
        Descriptor read = body("""
                <filter>
                  <filter-name>f</filter-name><filter-class>F</filter-class><async-supported>true</async-supported>
                  <init-param><param-name>a</param-name><param-value>1</param-value></init-param>
                </filter>
                <filter-mapping>
                  <filter-name>f</filter-name><url-pattern>*</url-pattern>
                  <dispatcher>ERROR</dispatcher><dispatcher>async</dispatcher>
                </filter-mapping>
                <filter-mapping><filter-name>f</filter-name><servlet-name>*</servlet-name></filter-mapping>""");

        assertThat(read.filters.get("f").className).isEqualTo("F");
        assertThat(read.filters.get("f").asyncSupported).isTrue();
        assertThat(read.filters.get("f").initParams).containsExactly(entry("a", "1"));
        assertThat(read.filterMappings)
                .containsExactly(
                        new FilterMapping("f", List.of("/*"), List.of(), List.of("ERROR", "ASYNC")),
                        new FilterMapping("f", List.of(), List.of("*"), List.of()));
    }

    @Test
    void theRestOfTheTopLevelIsRead() throws Exception {
        Descriptor read = body("""
                <display-name>Shop</display-name><distributable/><deny-uncovered-http-methods/>
                <default-context-path>/shop</default-context-path>
                <request-character-encoding>UTF-8</request-character-encoding>
                <response-character-encoding>ISO-8859-1</response-character-encoding>
                <context-param><param-name>a</param-name><param-value>1</param-value></context-param>
                <listener><listener-class>L1</listener-class></listener>
                <listener><listener-class>L2</listener-class></listener>
                <welcome-file-list><welcome-file>/index.html</welcome-file><welcome-file>main</welcome-file>
                </welcome-file-list>
                <error-page><error-code>404</error-code><location>/404.html</location></error-page>
                <error-page><exception-type>java.lang.Error</exception-type><location>/e</location></error-page>
                <error-page><location>/any</location></error-page>
                <mime-mapping><extension>foo</extension><mime-type>text/foo</mime-type></mime-mapping>
                <locale-encoding-mapping-list><locale-encoding-mapping>
                  <locale>ja</locale><encoding>Shift_JIS</encoding>
                </locale-encoding-mapping></locale-encoding-mapping-list>
                <absolute-ordering><name>b</name><others/><name>a</name><name>b</name></absolute-ordering>""");

        assertThat(read.displayName).isEqualTo("Shop");
        assertThat(read.distributable).isTrue();
        assertThat(read.denyUncoveredHttpMethods).isTrue();
        assertThat(read.defaultContextPath).isEqualTo("/shop");
        assertThat(read.requestCharacterEncoding).isEqualTo("UTF-8");
        assertThat(read.responseCharacterEncoding).isEqualTo("ISO-8859-1");
        assertThat(read.contextParams).containsExactly(entry("a", "1"));
        assertThat(read.listeners).containsExactly("L1", "L2");
        assertThat(read.welcomeFiles).containsExactly("index.html", "main");
        assertThat(read.errorPages)
                .containsExactly(entry("404", "/404.html"), entry("java.lang.Error", "/e"), entry("", "/any"));
        assertThat(read.mimeMappings).containsExactly(entry("foo", "text/foo"));
        assertThat(read.localeEncodings).containsExactly(entry("ja", "Shift_JIS"));
        assertThat(read.absoluteOrdering).containsExactly("b", Descriptor.Ordering.OTHERS, "a");
        assertThat(warnings).isEmpty();
    }

    @Test
    void theSessionConfigurationIsRead() throws Exception {
        Descriptor.Session read = body("""
                <session-config>
                  <session-timeout>-1</session-timeout>
                  <cookie-config>
                    <name>SID</name><domain>example.org</domain><path>/p</path><comment>old</comment>
                    <http-only>true</http-only><secure>false</secure><max-age>60</max-age>
                    <attribute><attribute-name>SameSite</attribute-name><attribute-value>Lax</attribute-value></attribute>
                  </cookie-config>
                  <tracking-mode>COOKIE</tracking-mode><tracking-mode>URL</tracking-mode>
                </session-config>""").session;

        assertThat(read.timeoutMinutes).isEqualTo(-1);
        assertThat(read.cookieName).isEqualTo("SID");
        assertThat(read.cookieDomain).isEqualTo("example.org");
        assertThat(read.cookiePath).isEqualTo("/p");
        assertThat(read.httpOnly).isTrue();
        assertThat(read.secure).isFalse();
        assertThat(read.maxAge).isEqualTo(60);
        assertThat(read.cookieAttributes).containsExactly(entry("SameSite", "Lax"));
        assertThat(read.trackingModes).containsExactly("COOKIE", "URL");
    }

    @Test
    void securityIsRead() throws Exception {
        Descriptor read = body("""
                <security-constraint>
                  <web-resource-collection>
                    <web-resource-name>n</web-resource-name><url-pattern>/a/*</url-pattern><http-method>GET</http-method>
                  </web-resource-collection>
                  <auth-constraint><role-name>boss</role-name></auth-constraint>
                  <user-data-constraint><transport-guarantee>CONFIDENTIAL</transport-guarantee></user-data-constraint>
                </security-constraint>
                <security-constraint>
                  <web-resource-collection>
                    <url-pattern>/b</url-pattern><http-method-omission>PUT</http-method-omission>
                  </web-resource-collection>
                </security-constraint>
                <security-constraint>
                  <web-resource-collection><url-pattern>/c</url-pattern></web-resource-collection><auth-constraint/>
                </security-constraint>
                <login-config>
                  <auth-method>FORM</auth-method><realm-name>r</realm-name>
                  <form-login-config>
                    <form-login-page>/in</form-login-page><form-error-page>/bad</form-error-page>
                  </form-login-config>
                </login-config>
                <security-role><role-name>boss</role-name></security-role>""");

        assertThat(read.securityConstraints)
                .containsExactly(
                        new SecurityConstraintModel(
                                List.of(new ResourceCollection(List.of("/a/*"), List.of("GET"), List.of())),
                                new RoleRule(false, true, List.of("boss")),
                                true),
                        new SecurityConstraintModel(
                                List.of(new ResourceCollection(List.of("/b"), List.of(), List.of("PUT"))), null, false),
                        new SecurityConstraintModel(
                                List.of(new ResourceCollection(List.of("/c"), List.of(), List.of())),
                                new RoleRule(false, false, List.of()),
                                false));
        assertThat(read.login).isEqualTo(new LoginModel("FORM", "r", "/in", "/bad"));
        assertThat(read.securityRoles).containsExactly("boss");
    }

    @ParameterizedTest
    @CsvSource({
        "2.4, 2, 4, true", "2.5, 2, 5, false", "3.0, 3, 0, false", "3.1, 3, 1, false",
        "4.0, 4, 0, false", "5.0, 5, 0, false", "6.0, 6, 0, false", "6.1, 6, 1, false"
    })
    void theVersionIsTheRootsAttribute(String version, int major, int minor, boolean complete) throws Exception {
        Descriptor read = parse("<web-app xmlns='http://wrong.example/ns' version='" + version + "'/>");

        assertThat(List.of(read.majorVersion, read.minorVersion)).containsExactly(major, minor);
        assertThat(read.metadataComplete).isEqualTo(complete);
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.2", "2.3"})
    void oldVersionsAreToldByTheirDtdWhichIsNotFetched(String version) throws Exception {
        Descriptor read = parse("<?xml version='1.0' encoding='ISO-8859-1'?>\n<!DOCTYPE web-app PUBLIC"
                + " '-//Sun Microsystems, Inc.//DTD Web Application " + version + "//EN'"
                + " 'http://127.0.0.1:1/no-such.dtd'>\n<web-app><display-name>x</display-name></web-app>");

        assertThat(read.majorVersion + "." + read.minorVersion).isEqualTo(version);
        assertThat(read.metadataComplete).isTrue();
        assertThat(read.displayName).isEqualTo("x");
    }

    @Test
    void patternsOfVersion22GetTheirSlash() throws Exception {
        Descriptor read = parse("<!DOCTYPE web-app PUBLIC '-//Sun Microsystems, Inc.//DTD Web Application 2.2//EN'"
                + " 'web.dtd'><web-app><servlet-mapping><servlet-name>s</servlet-name><url-pattern>a/*</url-pattern>"
                + "</servlet-mapping><error-page><error-code>404</error-code><location>e</location></error-page>"
                + "</web-app>");

        assertThat(read.servletMappings).containsOnlyKeys("/a/*");
        assertThat(read.errorPages).containsValue("/e");
    }

    @Test
    void anUnknownVersionIsReadAsTheNewest() throws Exception {
        Descriptor read = parse("<web-app version='1.0'/>");

        assertThat(read.majorVersion + "." + read.minorVersion).isEqualTo("6.1");
        assertThat(warnings)
                .containsExactly(
                        "WEB-INF/web.xml, line 1: the version \"1.0\" is not known (2.2 to 6.1 are); it is read"
                                + " as 6.1");
    }

    @Test
    void prefixesWithoutADeclarationAreTolerated() throws Exception {
        assertThat(parse("<j:web-app xsi:schemaLocation='a b' version='5.0'>"
                                + "<j:display-name>x</j:display-name></j:web-app>")
                        .displayName)
                .isEqualTo("x");
    }

    @Test
    void unknownElementsAreSkippedWithAWarning() throws Exception {
        Descriptor read = body(
                "<wrong><listener-class>L</listener-class></wrong>\n<display-name>x</display-name>\n"
                        + "<servlet>\n<servlet-name>s</servlet-name><colour>red</colour><servlet-class>S</servlet-class></servlet>");

        assertThat(read.displayName).isEqualTo("x");
        assertThat(read.servlets.get("s").className).isEqualTo("S");
        assertThat(warnings)
                .containsExactly(
                        "WEB-INF/web.xml, line 2: <wrong> is not known inside <web-app>; it is ignored",
                        "WEB-INF/web.xml, line 5: <colour> is not known inside <servlet>; it is ignored");
    }

    @Test
    void whatIsNotSupportedIsSaid() throws Exception {
        body(
                "<persistence-context-ref><persistence-context-ref-name>x</persistence-context-ref-name></persistence-context-ref>");

        assertThat(warnings)
                .containsExactly("WEB-INF/web.xml, line 2: <persistence-context-ref> is not supported; it is ignored");
    }

    @Test
    void wrongStructureNamesItsLine() {
        refused("\n<servlet>\n<servlet-class>S</servlet-class></servlet>", "line 3: <servlet> has no <servlet-name>");
        refused(
                "<servlet><servlet-name>s</servlet-name></servlet>\n<servlet><servlet-name>s</servlet-name></servlet>",
                "line 3: the servlet \"s\" is defined a second time, after WEB-INF/web.xml, line 2; give one of them"
                        + " another name");
        refused(
                "<servlet><servlet-name>s</servlet-name><servlet-class>S</servlet-class><jsp-file>/s</jsp-file></servlet>",
                "line 2: the servlet \"s\" has both <servlet-class> and <jsp-file>; one of them says what it runs");
        refused(
                "<servlet-mapping><servlet-name>s</servlet-name></servlet-mapping>",
                "line 2: <servlet-mapping> has no <url-pattern>");
        refused(
                "<servlet-mapping><servlet-name>s</servlet-name>\n<url-pattern>a*b</url-pattern></servlet-mapping>",
                "line 3: the URL pattern \"a*b\" is not legal; expected \"/path\", \"/path/*\", \"*.extension\", \"/\""
                        + " or \"\"");
        refused(
                "<servlet-mapping><servlet-name>s</servlet-name><url-pattern>/a</url-pattern></servlet-mapping>\n"
                        + "<servlet-mapping><servlet-name>t</servlet-name><url-pattern>/a</url-pattern></servlet-mapping>",
                "line 3: the URL pattern \"/a\" of the servlet \"t\" belongs to the servlet \"s\" already"
                        + " (WEB-INF/web.xml, line 2)");
        refused(
                "<filter-mapping><filter-name>f</filter-name></filter-mapping>",
                "line 2: <filter-mapping> has neither <url-pattern> nor <servlet-name>");
        refused("<listener/>", "line 2: <listener> has no <listener-class>");
        refused("<error-page><error-code>404</error-code></error-page>", "line 2: <error-page> has no <location>");
        refused(
                "<error-page><error-code>404</error-code><location>e.html</location></error-page>",
                "line 2: <location> is \"e.html\"; expected a path from the application's root, \"/e.html\"");
        refused(
                "<session-config/>\n<session-config/>",
                "line 3: <session-config> occurs a second time; only one is allowed");
        refused(
                "<session-config><session-timeout>soon</session-timeout></session-config>",
                "line 2: <session-timeout> is \"soon\"; expected a whole number");
        refused(
                "<servlet><servlet-name>s</servlet-name><async-supported>maybe</async-supported></servlet>",
                "line 2: <async-supported> is \"maybe\"; expected true or false");
        refused(
                "<listener><listener-class><b>L</b></listener-class></listener>",
                "line 2: unexpected <b> inside <listener-class>; expected a text");
        refused("<servlet>stray</servlet>", "line 2: unexpected text \"stray\" inside <servlet>");
        refused(
                "<request-character-encoding>UTF-9</request-character-encoding>",
                "line 2: <request-character-encoding> is \"UTF-9\"; expected a character encoding that this JVM knows,"
                        + " such as UTF-8");
    }

    @Test
    void malformedXmlNamesItsLine() {
        assertThatThrownBy(() -> parse("<web-app>\n<servlet>\n</web-app>"))
                .isInstanceOf(InvalidAppException.class)
                .hasMessageStartingWith("WEB-INF/web.xml, line 3, column 3: not well-formed XML: ")
                .hasMessageContaining("servlet");
        assertThatThrownBy(() -> parse(""))
                .isInstanceOf(InvalidAppException.class)
                .hasMessageStartingWith("WEB-INF/web.xml, line 1, column 1: not well-formed XML: ");
    }

    @Test
    void anotherRootElementIsRefused() {
        assertThatThrownBy(() -> parse("<project/>"))
                .hasMessage("WEB-INF/web.xml, line 1: the root element is <project>; expected <web-app>");
    }

    @Test
    void externalEntitiesAreNotRead(@TempDir Path folder) throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "secret");
        String general = "<!DOCTYPE web-app [<!ENTITY x SYSTEM '" + secret.toUri() + "'>]>"
                + "<web-app><display-name>[&x;]</display-name></web-app>";
        String parameter = "<!DOCTYPE web-app [<!ENTITY % x SYSTEM '" + secret.toUri() + "'> %x;]>"
                + "<web-app><display-name>read</display-name></web-app>";

        assertThatThrownBy(() -> parse(general))
                .isInstanceOf(InvalidAppException.class)
                .hasMessageContaining("the external entity " + secret.toUri() + " is not read");
        assertThatThrownBy(() -> parse(parameter))
                .isInstanceOf(InvalidAppException.class)
                .hasMessageContaining("the external entity " + secret.toUri() + " is not read");
    }

    @Test
    void entitiesDoNotMultiplyWithoutBound() {
        StringBuilder xml = new StringBuilder("<!DOCTYPE web-app [<!ENTITY a 'aaaaaaaaaaaaaaaaaaaa'>");
        for (char c = 'b'; c <= 'k'; c++) {
            xml.append("<!ENTITY ").append(c).append(" '");
            xml.append(("&" + (char) (c - 1) + ";").repeat(10)).append("'>");
        }
        xml.append("]><web-app><display-name>&k;</display-name></web-app>");

        assertThatThrownBy(() -> parse(xml.toString()))
                .isInstanceOf(InvalidAppException.class)
                .hasMessageStartingWith("WEB-INF/web.xml, line 1, column 1: not well-formed XML: ");
    }

    @Test
    void internalEntitiesAreReplaced() throws Exception {
        assertThat(parse(
                                "<!DOCTYPE web-app [<!ENTITY n 'Shop'>]><web-app><display-name>My &n;</display-name></web-app>")
                        .displayName)
                .isEqualTo("My Shop");
    }
}
