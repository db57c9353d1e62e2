package org.junicorn.container.war;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.Servlet;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import javax.xml.validation.Validator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.bootstrap.DOMImplementationRegistry;
import org.w3c.dom.ls.DOMImplementationLS;
import org.w3c.dom.ls.LSInput;

class EffectiveWebXmlTest {
    private static final String EVERYTHING = """
            <display-name>A &amp; B</display-name>
            <distributable/>
            <context-param><param-name>a</param-name><param-value>1 &lt; 2</param-value></context-param>
            <filter>
              <filter-name>f</filter-name><filter-class>app.F</filter-class><async-supported>true</async-supported>
              <init-param><param-name>x</param-name><param-value>y</param-value></init-param>
            </filter>
            <filter-mapping>
              <filter-name>f</filter-name><url-pattern>/a%25b</url-pattern>
              <dispatcher>REQUEST</dispatcher><dispatcher>ERROR</dispatcher>
            </filter-mapping>
            <filter-mapping><filter-name>f</filter-name><servlet-name>s</servlet-name></filter-mapping>
            <listener><listener-class>app.L</listener-class></listener>
            <servlet>
              <servlet-name>s</servlet-name><servlet-class>app.S</servlet-class>
              <init-param><param-name>p</param-name><param-value></param-value></init-param>
              <load-on-startup>-1</load-on-startup><enabled>false</enabled><async-supported>true</async-supported>
              <run-as><role-name>clerk</role-name></run-as>
              <security-role-ref><role-name>r</role-name><role-link>boss</role-link></security-role-ref>
              <multipart-config><location>/tmp</location><max-file-size>5</max-file-size></multipart-config>
            </servlet>
            <servlet><servlet-name>page</servlet-name><jsp-file>/p.jsp</jsp-file></servlet>
            <servlet-mapping>
              <servlet-name>s</servlet-name><url-pattern>/s/*</url-pattern><url-pattern></url-pattern>
            </servlet-mapping>
            <session-config>
              <session-timeout>0</session-timeout>
              <cookie-config>
                <name>SID</name><http-only>false</http-only><max-age>60</max-age>
                <attribute><attribute-name>SameSite</attribute-name><attribute-value>Lax</attribute-value></attribute>
              </cookie-config>
              <tracking-mode>COOKIE</tracking-mode>
            </session-config>
            <mime-mapping><extension>x</extension><mime-type>text/x</mime-type></mime-mapping>
            <welcome-file-list><welcome-file>w.html</welcome-file></welcome-file-list>
            <error-page><error-code>404</error-code><location>/404.html</location></error-page>
            <error-page><exception-type>java.io.IOException</exception-type><location>/io.html</location></error-page>
            <error-page><location>/any.html</location></error-page>
            <jsp-config>
              <taglib><taglib-uri>u</taglib-uri><taglib-location>/WEB-INF/t.tld</taglib-location></taglib>
              <jsp-property-group>
                <url-pattern>*.x</url-pattern><el-ignored>true</el-ignored><page-encoding>UTF-8</page-encoding>
                <include-prelude>/a.jspf</include-prelude><buffer>8kb</buffer>
              </jsp-property-group>
            </jsp-config>
            <security-constraint>
              <web-resource-collection>
                <web-resource-name>n</web-resource-name><url-pattern>/s/*</url-pattern><http-method>GET</http-method>
              </web-resource-collection>
              <auth-constraint><role-name>boss</role-name></auth-constraint>
              <user-data-constraint><transport-guarantee>CONFIDENTIAL</transport-guarantee></user-data-constraint>
            </security-constraint>
            <login-config>
              <auth-method>FORM</auth-method>
              <form-login-config>
                <form-login-page>/in.html</form-login-page><form-error-page>/no.html</form-error-page>
              </form-login-config>
            </login-config>
            <security-role><role-name>boss</role-name></security-role>
            <locale-encoding-mapping-list>
              <locale-encoding-mapping><locale>ja</locale><encoding>Shift_JIS</encoding></locale-encoding-mapping>
            </locale-encoding-mapping-list>
            <env-entry>
              <env-entry-name>limit</env-entry-name><env-entry-type>java.lang.Integer</env-entry-type>
              <env-entry-value>5</env-entry-value>
              <injection-target>
                <injection-target-class>app.S</injection-target-class>
                <injection-target-name>limit</injection-target-name>
              </injection-target>
            </env-entry>
            <env-entry><env-entry-name>unset</env-entry-name><env-entry-type>java.lang.String</env-entry-type></env-entry>
            <env-entry><env-entry-name>void</env-entry-name><env-entry-value></env-entry-value></env-entry>
            <resource-ref>
              <res-ref-name>jdbc/a</res-ref-name><res-type>javax.sql.DataSource</res-type>
              <injection-target>
                <injection-target-class>app.S</injection-target-class>
                <injection-target-name>a</injection-target-name>
              </injection-target>
              <injection-target>
                <injection-target-class>app.F</injection-target-class>
                <injection-target-name>b</injection-target-name>
              </injection-target>
              <lookup-name>java:comp/env/jdbc/b</lookup-name>
            </resource-ref>
            <resource-env-ref>
              <resource-env-ref-name>queue</resource-env-ref-name>
              <resource-env-ref-type>app.Queue</resource-env-ref-type>
            </resource-env-ref>
            <message-destination-ref>
              <message-destination-ref-name>topic</message-destination-ref-name>
              <message-destination-type>app.Topic</message-destination-type>
            </message-destination-ref>
            <ejb-ref><ejb-ref-name>ejb/r</ejb-ref-name><remote>app.Remote</remote></ejb-ref>
            <ejb-local-ref><ejb-ref-name>ejb/l</ejb-ref-name><local>app.Local</local></ejb-local-ref>
            <service-ref>
              <service-ref-name>service</service-ref-name><service-interface>app.Service</service-interface>
              <service-ref-type>app.Port</service-ref-type>
            </service-ref>
            <data-source>
              <name>java:app/d</name><class-name>app.Driver</class-name><url>jdbc:x:&amp;</url>
              <user>u</user><password>p</password>
              <property><name>b</name><value>2</value></property><property><name>a</name><value></value></property>
              <isolation-level>TRANSACTION_SERIALIZABLE</isolation-level><max-pool-size>3</max-pool-size>
            </data-source>
            <post-construct>
              <lifecycle-callback-class>app.S</lifecycle-callback-class>
              <lifecycle-callback-method>begin</lifecycle-callback-method>
            </post-construct>
            <pre-destroy>
              <lifecycle-callback-class>app.S</lifecycle-callback-class>
              <lifecycle-callback-method>end</lifecycle-callback-method>
            </pre-destroy>
            <deny-uncovered-http-methods/>
            <default-context-path>/d</default-context-path>
            <request-character-encoding>UTF-8</request-character-encoding>
            <response-character-encoding>UTF-8</response-character-encoding>
            """;

    @TempDir
    Path folder;

    private int count;

    private WebAppModel model(String webXml, String... sources) throws Exception {
        Archive archive = new Archive().folder("WEB-INF").file("WEB-INF/web.xml", webXml);
        if (sources.length > 0) {
            archive.classes("WEB-INF/classes/", Sources.compile(sources));
        }
        Path app = archive.explode(Files.createDirectory(folder.resolve("app" + ++count)));
        return new Preparer()
                .prepare(new AppSource.Directory(app), folder.resolve("work"))
                .model();
    }

    private static String webApp(String elements) {
        return "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.1\" metadata-complete=\"true\">"
                + elements + "</web-app>";
    }

    @Test
    void readAgainItSaysTheSame() throws Exception {
        WebAppModel model = model(webApp(EVERYTHING));
        WebAppModel again = model(EffectiveWebXml.of(model, "/: app--1.war"));
        assertThat(model.naming().entries()).hasSize(9);
        // Two folders, so their paths differ, and the lines of a text that is laid out otherwise; nothing else.
        assertThat(again)
                .usingRecursiveComparison()
                .ignoringFields("root", "jsp.workDir")
                .ignoringFieldsMatchingRegexes("naming\\..*where")
                .isEqualTo(model);
    }

    @Test
    void itIsValid() throws Exception {
        validate(EffectiveWebXml.of(model(webApp(EVERYTHING)), "/: app.war"));
        validate(EffectiveWebXml.of(model(webApp("")), "/: app.war"));
    }

    @Test
    void anApplicationThatSaysNothingHasAnEmptyOne() throws Exception {
        assertThat(EffectiveWebXml.of(model(webApp("")), "/shop: shop.war"))
                .startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- /shop: shop.war -->\n<web-app ")
                .endsWith("version=\"6.1\" metadata-complete=\"true\">\n</web-app>\n");
    }

    @Test
    void annotationsAreInIt() throws Exception {
        WebAppModel model = model(
                "<web-app version=\"6.1\"/>",
                "package app; import jakarta.servlet.annotation.*; @WebServlet(name = \"s\", urlPatterns = \"/s\")"
                        + " @ServletSecurity(value = @HttpConstraint(rolesAllowed = \"boss\"), httpMethodConstraints ="
                        + " @HttpMethodConstraint(value = \"DELETE\", emptyRoleSemantic ="
                        + " ServletSecurity.EmptyRoleSemantic.DENY)) public class S extends"
                        + " jakarta.servlet.http.HttpServlet { static final long serialVersionUID = 1; }");
        String text = EffectiveWebXml.of(model, "/: app.war");
        validate(text);
        WebAppModel again = model(text);
        assertThat(again.servlets()).singleElement().satisfies(servlet -> {
            assertThat(servlet.className()).isEqualTo("app.S");
            assertThat(servlet.mappings()).containsExactly("/s");
        });
        assertThat(again.securityConstraints()).hasSize(2);
        assertThat(again.securityConstraints().get(0).rule().roles()).containsExactly("boss");
        assertThat(again.securityConstraints().get(0).collections().get(0).methodOmissions())
                .containsExactly("DELETE");
        assertThat(again.securityConstraints().get(1).rule().roles()).isEmpty();
        assertThat(again.securityConstraints().get(1).collections().get(0).methods())
                .containsExactly("DELETE");
    }

    @Test
    void aDataSourceOfAnAnnotationIsInIt() throws Exception {
        WebAppModel model = model(
                "<web-app version=\"6.1\"/>",
                "package app; import jakarta.annotation.sql.*; @jakarta.servlet.annotation.WebServlet(\"/s\")"
                        + " @DataSourceDefinition(name = \"java:app/d\", className = \"app.Driver\", url = \"jdbc:x:y\","
                        + " isolationLevel = 8, maxPoolSize = 3, properties = \"a=1\") public class S extends"
                        + " jakarta.servlet.http.HttpServlet { static final long serialVersionUID = 1; }");
        String text = EffectiveWebXml.of(model, "/: app.war");
        validate(text);
        assertThat(text).contains("<isolation-level>TRANSACTION_SERIALIZABLE</isolation-level>");
        assertThat(model(text).naming().dataSources()).singleElement().satisfies(source -> {
            assertThat(source.name()).isEqualTo("java:app/d");
            assertThat(source.attributes()).containsEntry("maxPoolSize", "3").containsEntry("property.a", "1");
        });
    }

    /** Against the schema that comes with the API; what it imports is read from there, and nothing from elsewhere. */
    private static void validate(String xml) throws Exception {
        DOMImplementationLS dom =
                (DOMImplementationLS) DOMImplementationRegistry.newInstance().getDOMImplementation("LS");
        SchemaFactory factory = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI);
        List<InputStream> opened = new ArrayList<>();
        factory.setResourceResolver((type, namespace, publicId, systemId, base) -> {
            LSInput input = dom.createLSInput();
            InputStream stream = schema(systemId.substring(systemId.lastIndexOf('/') + 1));
            opened.add(stream);
            input.setByteStream(stream);
            input.setSystemId(systemId);
            return input;
        });
        Validator validator = factory.newSchema(new StreamSource(schema("web-app_6_1.xsd"), "web-app_6_1.xsd"))
                .newValidator();
        validator.validate(new StreamSource(new StringReader(xml)));
        for (InputStream stream : opened) {
            stream.close();
        }
    }

    private static InputStream schema(String name) {
        return Objects.requireNonNull(Servlet.class.getResourceAsStream("/jakarta/servlet/resources/" + name), name);
    }

    @Test
    void theResultIsUtf8Text() throws Exception {
        String text = EffectiveWebXml.of(model(webApp("<display-name>Späti</display-name>")), "/: app.war");
        assertThat(new String(text.getBytes(UTF_8), UTF_8)).contains("<display-name>Späti</display-name>");
    }
}
