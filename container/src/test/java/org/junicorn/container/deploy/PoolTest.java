package org.junicorn.container.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junicorn.container.war.AppSource;
import org.junicorn.container.war.Preparer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoolTest {
    /** Shows the class and state of a data source, or what went wrong. */
    private static final String SHOW = "try { var d = (javax.sql.DataSource) new"
            + " javax.naming.InitialContext().lookup(\"java:comp/env/\" + request.getParameter(\"name\"));"
            + " try (var c = d.getConnection()) { var out = response.getWriter(); out.print(c.getMetaData().getURL() + \" \""
            + " + c.getMetaData().getUserName() + \" \" + c.getAutoCommit() + \" \" + d.getClass().getSimpleName());"
            + " for (String n : request.getParameter(\"get\").split(\",\")) out.print(\" \" +"
            + " d.getClass().getMethod(\"get\" + n).invoke(d)); }"
            + " } catch (Exception e) { response.getWriter().print(e); }";

    @TempDir
    Path folder;

    private TestApp app() throws Exception {
        return new TestApp(folder).servlet("Show", "/show", SHOW).lib(h2());
    }

    private static Path h2() throws Exception {
        return Path.of(org.h2.Driver.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    private static String resource(String name, String attributes) {
        return "<Resource name='" + name
                + "' auth='Container' type='javax.sql.DataSource' username='sa' url='jdbc:h2:mem:" + name + "' "
                + attributes + "/>";
    }

    private static String show(Running app, String name, String getters) throws Exception {
        return app.get("/show?name=" + name + "&get=" + getters).body();
    }

    @Test
    void attributesMeanWhatTheyMeanOnTomcat() throws Exception {
        TestApp app = app().context(resource(
                        "a",
                        "driverClassName='org.h2.Driver' maxTotal='3' maxIdle='2' minIdle='1' maxWaitMillis='500'"
                                + " initialSize='1' defaultAutoCommit='false' validationQuery='select 1'")
                + resource(
                        "b",
                        "factory='org.apache.tomcat.jdbc.pool.DataSourceFactory' maxActive='5' maxWait='700'"
                                + " driverClassName='org.h2.Driver' initialSize='0' minIdle='0' jmxEnabled='true'")
                + resource("c", "maxActive='4'")
                + resource("d", "driverClassName='no.such.Driver'"));
        try (Running running = Running.start(app.model(), app.settings(""))) {
            assertThat(show(running, "a", "MaxTotal,MaxIdle,MinIdle,MaxWaitMillis,InitialSize,ValidationQuery"))
                    .isEqualTo("jdbc:h2:mem:a SA false BasicDataSource 3 2 1 500 1 select 1");
            assertThat(show(running, "b", "MaxTotal,MaxIdle,MaxWaitMillis"))
                    .isEqualTo("jdbc:h2:mem:b SA true BasicDataSource 5 100 700");
            // no driver's class: the driver is found by the URL
            assertThat(show(running, "c", "MaxTotal")).isEqualTo("jdbc:h2:mem:c SA true BasicDataSource 4");
            assertThat(show(running, "d", "MaxTotal")).contains("no.such.Driver");
        }
    }

    @Test
    void thePoolIsOneAndIsClosedWithTheApplication() throws Exception {
        TestApp app = app().context(resource("one", "driverClassName='org.h2.Driver'"))
                .servlet(
                        "Keep",
                        "/keep",
                        "try { var c = new javax.naming.InitialContext(); Object a ="
                                + " c.lookup(\"java:comp/env/one\"); System.getProperties().put(\"junicorn.test.pool\", a);"
                                + " response.getWriter().print(a == c.lookup(\"java:comp/env/one\")); Class<?> hidden = null;"
                                + " try { hidden = Class.forName(a.getClass().getName()); } catch (ClassNotFoundException e)"
                                + " { response.getWriter().print(\" hidden\"); }"
                                + " } catch (javax.naming.NamingException e) { throw new ServletException(e); }");
        try (Running running = Running.start(app.model(), app.settings(""))) {
            assertThat(running.get("/keep").body()).isEqualTo("true hidden");
        }
        Object pool = System.getProperties().remove("junicorn.test.pool");
        assertThat(((org.apache.commons.dbcp2.BasicDataSource) pool).isClosed()).isTrue();
    }

    @Test
    void driversOfSharedLibrariesServeEveryApplication() throws Exception {
        TestApp app = new TestApp(folder)
                .servlet("Show", "/show", SHOW)
                .sharedLib(h2())
                .context(resource("s", "driverClassName='org.h2.Driver'"));
        try (Running running = Running.start(app.model(), app.settings(""))) {
            assertThat(show(running, "s", "MaxTotal")).isEqualTo("jdbc:h2:mem:s SA true BasicDataSource 8");
        }
    }

    @Test
    void dataSourcesOfDescriptorsAreMade() throws Exception {
        TestApp app = app().naming(
                        "<data-source><name>java:comp/env/defined</name><class-name>org.h2.jdbcx.JdbcDataSource"
                                + "</class-name><url>jdbc:h2:mem:defined</url><user>sa</user><password></password>"
                                + "<max-pool-size>2</max-pool-size></data-source>"
                                + "<data-source><name>driver</name><class-name>org.h2.Driver</class-name><url>jdbc:h2:mem:driver</url>"
                                + "<user>sa</user><isolation-level>TRANSACTION_SERIALIZABLE</isolation-level></data-source>");
        try (Running running = Running.start(app.model(), app.settings(""))) {
            assertThat(show(running, "defined", "MaxTotal")).isEqualTo("jdbc:h2:mem:defined SA true BasicDataSource 2");
            assertThat(show(running, "driver", "DefaultTransactionIsolation"))
                    .isEqualTo("jdbc:h2:mem:driver SA true BasicDataSource 8");
        }
    }

    @Test
    void dataSourcesOfAnnotationsAreMade() throws Exception {
        TestApp app = app().source(
                        "Defines",
                        "@jakarta.servlet.annotation.WebServlet(\"/defines\")"
                                + " @jakarta.annotation.sql.DataSourceDefinition(name = \"java:app/env/d\", className ="
                                + " \"org.h2.jdbcx.JdbcDataSource\", url = \"jdbc:h2:mem:annotated\", user = \"sa\", properties ="
                                + " \"description=x\")"
                                + " public class Defines extends HttpServlet { @Resource(lookup = \"java:app/env/d\")"
                                + " javax.sql.DataSource source; protected void doGet(HttpServletRequest q, HttpServletResponse p)"
                                + " throws IOException { try (var c = source.getConnection()) {"
                                + " p.getWriter().print(c.getMetaData().getURL()); } catch (java.sql.SQLException e) {"
                                + " p.getWriter().print(e); } } }");
        app.model(); // compiles
        var model = new Preparer()
                .prepare(new AppSource.Directory(app.root()), folder.resolve("work"))
                .model();
        assertThat(model.naming().dataSources()).hasSize(1);
        TestApp lib = app.library(org.h2.Driver.class);
        try (Running running = Running.start(lib.prepared(), lib.settings(""))) {
            assertThat(running.get("/defines").body()).isEqualTo("jdbc:h2:mem:annotated");
        }
    }

    @Test
    void attributesThatNobodyKnowsAreNamedAndSizesStated() throws Exception {
        TestApp app = app().context(resource("a", "maxTotall='3' password='secret'")
                + resource("b", "factory='org.apache.tomcat.jdbc.pool.DataSourceFactory' jdbcInterceptors='X'")
                + resource("h", "factory='com.zaxxer.hikari.HikariJNDIFactory' maximumPoolSize='6'")
                + resource("u", "maxTotal='-1'")
                + "<ResourceLink name='l' global='nowhere' type='javax.sql.DataSource'/>");
        assertThat(app.contextWarnings())
                .containsExactly(
                        "context.xml, line 1: <Resource> \"a\": the attribute maxTotall is not known to the pool; it is"
                                + " ignored",
                        "context.xml, line 1: <Resource> \"b\": the attribute jdbcInterceptors is not known to the pool;"
                                + " it is ignored",
                        "context.xml, line 1: <ResourceLink> \"l\": there is no resource \"nowhere\", looking it up fails;"
                                + " write it as <Resource> into <GlobalNamingResources> of the file of context_xml");
        assertThat(org.junicorn.container.war.PoolAttributes.sizes(app.model()).toString())
                .isEqualTo("[PoolSize[name=a, connections=OptionalInt[8]], PoolSize[name=b,"
                        + " connections=OptionalInt[100]], PoolSize[name=h, connections=OptionalInt[6]], PoolSize[name=u,"
                        + " connections=OptionalInt.empty]]");
    }
}
