package org.junicorn.container.naming;

import java.sql.Driver;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.apache.commons.dbcp2.BasicDataSourceFactory;

/**
 * A connection pool of Commons DBCP 2, which is what Tomcat's own is a copy of: attributes mean here what they mean
 * there. The driver comes from the application or a shared library, whichever thread opens the first connection.
 */
record Pool(Map<String, String> attributes, ClassLoader loader) {
    private static final String INITIAL_SIZE = "initialSize";

    DataSource make() throws Exception {
        Properties properties = new Properties();
        properties.putAll(attributes);
        // The factory would open connections at once, before the driver's loader is known.
        properties.remove(INITIAL_SIZE);
        BasicDataSource source = BasicDataSourceFactory.createDataSource(properties);
        source.setDriverClassLoader(loader);
        if (source.getDriverClassName() == null) {
            // DriverManager shows its caller, the pool, none of the application's drivers.
            driver(source.getUrl()).ifPresent(source::setDriver);
        }
        return filled(source, attributes.get(INITIAL_SIZE));
    }

    /** @param initialSize null: connections are opened when they are asked for */
    static DataSource filled(BasicDataSource source, String initialSize) throws Exception {
        int size = initialSize == null ? 0 : Integer.parseInt(initialSize.trim());
        if (size > 0) {
            source.setInitialSize(size);
            try {
                source.getLogWriter(); // which is how DBCP lets one ask for it
            } catch (Exception e) {
                source.close();
                throw e;
            }
        }
        return source;
    }

    private Optional<Driver> driver(String url) throws java.sql.SQLException {
        if (url == null) {
            return Optional.empty();
        }
        for (Driver driver : ServiceLoader.load(Driver.class, loader)) {
            if (driver.acceptsURL(url)) {
                return Optional.of(driver);
            }
        }
        return Optional.empty();
    }

    /** Without attributes: a password is one. */
    @Override
    public String toString() {
        return "Pool";
    }
}
