package org.junicorn.container.naming;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Logger;
import javax.naming.NamingException;
import javax.sql.ConnectionPoolDataSource;
import javax.sql.DataSource;
import javax.sql.XADataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.junicorn.container.war.NamingModel.DataSourceModel;

/** The pool of a {@code <data-source>} or {@code @DataSourceDefinition} (Jakarta Platform 10, 5.18). */
record DefinedSource(DataSourceModel model, ClassLoader loader) {
    /** What is for the pool and not for the driver's data source. */
    private static final Set<String> OF_THE_POOL = Set.of(
            "className",
            "transactional",
            "isolationLevel",
            "initialPoolSize",
            "maxPoolSize",
            "minPoolSize",
            "maxIdleTime",
            "maxStatements");

    DataSource make() throws Exception {
        BasicDataSource pool = new BasicDataSource();
        pool.setDriverClassLoader(loader);
        Class<?> type;
        String className = model.attributes().getOrDefault("className", "");
        try {
            type = Class.forName(className, true, loader);
        } catch (ClassNotFoundException e) {
            throw new NamingException(model.where() + ": the data source \"" + model.name() + "\": its class "
                    + className + " is neither in the application nor in shared_lib");
        }
        if (Driver.class.isAssignableFrom(type)) {
            pool.setDriverClassName(className);
            pool.setUrl(model.attributes().get("url"));
            pool.setUsername(model.attributes().get("user"));
            pool.setPassword(model.attributes().get("password"));
            properties("property.").forEach(pool::addConnectionProperty);
        } else {
            pool.setDriver(new SourceDriver(configured(type)));
            pool.setUrl("jdbc:" + className);
        }
        number("maxPoolSize").ifPresent(pool::setMaxTotal);
        number("minPoolSize").ifPresent(pool::setMinIdle);
        number("maxIdleTime").ifPresent(seconds -> {
            pool.setMinEvictableIdle(Duration.ofSeconds(seconds));
            pool.setDurationBetweenEvictionRuns(Duration.ofSeconds(Math.max(1, seconds / 2)));
        });
        number("maxStatements").ifPresent(statements -> {
            pool.setPoolPreparedStatements(statements > 0);
            pool.setMaxOpenPreparedStatements(statements);
        });
        String isolation = model.attributes().getOrDefault("isolationLevel", "");
        if (!isolation.isEmpty()) {
            pool.setDefaultTransactionIsolation(isolation(isolation));
        }
        return Pool.filled(pool, model.attributes().get("initialPoolSize"));
    }

    private Map<String, String> properties(String prefix) {
        Map<String, String> found = new TreeMap<>();
        model.attributes().forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), value);
            }
        });
        return found;
    }

    private Object configured(Class<?> type) throws Exception {
        Object source = type.getConstructor().newInstance();
        for (Map.Entry<String, String> attribute : properties("").entrySet()) {
            String name = attribute.getKey();
            if (!OF_THE_POOL.contains(name)
                    && !name.startsWith("property.")
                    && !attribute.getValue().isEmpty()) {
                Bean.set(source, name, attribute.getValue());
            }
        }
        for (Map.Entry<String, String> property : properties("property.").entrySet()) {
            Bean.set(source, property.getKey(), property.getValue());
        }
        return source;
    }

    private Optional<Integer> number(String name) {
        String text = model.attributes().getOrDefault(name, "");
        return text.isEmpty() || text.equals("-1") ? Optional.empty() : Optional.of(Integer.valueOf(text));
    }

    /** Descriptors have the name, annotations the number. */
    private static int isolation(String text) {
        return switch (text) {
            case "TRANSACTION_READ_UNCOMMITTED" -> Connection.TRANSACTION_READ_UNCOMMITTED;
            case "TRANSACTION_READ_COMMITTED" -> Connection.TRANSACTION_READ_COMMITTED;
            case "TRANSACTION_REPEATABLE_READ" -> Connection.TRANSACTION_REPEATABLE_READ;
            case "TRANSACTION_SERIALIZABLE" -> Connection.TRANSACTION_SERIALIZABLE;
            default -> Integer.parseInt(text);
        };
    }

    /** Shows a driver's data source to the pool as the driver that the pool asks for connections. */
    private record SourceDriver(Object source) implements Driver {
        @Override
        public Connection connect(String url, Properties properties) throws SQLException {
            if (source instanceof DataSource plain) {
                return plain.getConnection();
            } else if (source instanceof XADataSource xa) {
                return xa.getXAConnection().getConnection();
            } else if (source instanceof ConnectionPoolDataSource pooled) {
                return pooled.getPooledConnection().getConnection();
            }
            throw new SQLException(source.getClass().getName() + " is neither a driver nor a data source");
        }

        @Override
        public boolean acceptsURL(String url) {
            return true;
        }

        @Override
        public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
            return new DriverPropertyInfo[0];
        }

        @Override
        public int getMajorVersion() {
            return 1;
        }

        @Override
        public int getMinorVersion() {
            return 0;
        }

        @Override
        public boolean jdbcCompliant() {
            return false;
        }

        @Override
        public Logger getParentLogger() throws SQLFeatureNotSupportedException {
            throw new SQLFeatureNotSupportedException();
        }
    }
}
