package org.junicorn.container.war;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.junicorn.container.war.ContextModel.ResourceModel;

/**
 * The attributes of a {@code <Resource>} that is a connection pool, as Commons DBCP 2 names them. Tomcat's own default
 * pool is a copy of it, so most need no translation; those of Tomcat's other pool (tomcat-jdbc) and of DBCP 1 are
 * translated here.
 */
public final class PoolAttributes {
    private static final Set<String> TYPES = Set.of("javax.sql.DataSource", "javax.sql.XADataSource");
    private static final String TOMCAT_JDBC = "org.apache.tomcat.jdbc.pool.DataSourceFactory";
    private static final String HIKARI = "com.zaxxer.hikari.HikariJNDIFactory";

    /** Factories whose pool is ours where the application does not bring the factory. */
    private static final Set<String> FACTORIES = Set.of(
            "org.apache.tomcat.dbcp.dbcp2.BasicDataSourceFactory",
            "org.apache.commons.dbcp2.BasicDataSourceFactory",
            "org.apache.tomcat.dbcp.dbcp.BasicDataSourceFactory",
            "org.apache.commons.dbcp.BasicDataSourceFactory",
            TOMCAT_JDBC);

    /** What DBCP takes (BasicDataSourceFactory). */
    private static final Set<String> KNOWN = Set.of(
            "defaultAutoCommit",
            "defaultReadOnly",
            "defaultTransactionIsolation",
            "defaultCatalog",
            "defaultSchema",
            "cacheState",
            "driverClassName",
            "lifo",
            "maxTotal",
            "maxIdle",
            "minIdle",
            "initialSize",
            "maxWaitMillis",
            "testOnCreate",
            "testOnBorrow",
            "testOnReturn",
            "timeBetweenEvictionRunsMillis",
            "numTestsPerEvictionRun",
            "minEvictableIdleTimeMillis",
            "softMinEvictableIdleTimeMillis",
            "evictionPolicyClassName",
            "testWhileIdle",
            "password",
            "url",
            "username",
            "validationQuery",
            "validationQueryTimeout",
            "jmxName",
            "registerConnectionMBean",
            "connectionFactoryClassName",
            "connectionInitSqls",
            "accessToUnderlyingConnectionAllowed",
            "removeAbandonedOnBorrow",
            "removeAbandonedOnMaintenance",
            "removeAbandonedTimeout",
            "logAbandoned",
            "abandonedUsageTracking",
            "poolPreparedStatements",
            "clearStatementPoolOnReturn",
            "maxOpenPreparedStatements",
            "connectionProperties",
            "maxConnLifetimeMillis",
            "logExpiredConnections",
            "rollbackOnReturn",
            "enableAutoCommitOnReturn",
            "defaultQueryTimeout",
            "fastFailValidation",
            "disconnectionSqlCodes",
            "disconnectionIgnoreSqlCodes");

    /** Names of DBCP 1 and tomcat-jdbc that mean the same as one of these. */
    private static final Map<String, String> TRANSLATED = Map.of(
            "maxActive", "maxTotal",
            "maxWait", "maxWaitMillis",
            "removeAbandoned", "removeAbandonedOnBorrow",
            "initSQL", "connectionInitSqls",
            "maxAge", "maxConnLifetimeMillis",
            "commitOnReturn", "enableAutoCommitOnReturn",
            "testOnConnect", "testOnCreate");

    /** Of every resource; not the pool's. */
    private static final Set<String> OF_RESOURCES =
            Set.of("factory", "singleton", "closeMethod", "scope", "mappedName", "lookup-name", "description", "auth");

    /** tomcat-jdbc's, with which nothing is to be done: it is so anyway, or makes no difference that is seen. */
    private static final Set<String> MOOT = Set.of("fairQueue", "jmxEnabled", "useEquals", "useLock", "name");

    /** What tomcat-jdbc has where nothing is said. */
    private static final Map<String, String> TOMCAT_JDBC_DEFAULTS = Map.of(
            "maxTotal", "100",
            "maxIdle", "100",
            "minIdle", "10",
            "initialSize", "10",
            "maxWaitMillis", "30000",
            "timeBetweenEvictionRunsMillis", "5000",
            "minEvictableIdleTimeMillis", "60000",
            "removeAbandonedTimeout", "60");

    private final Map<String, String> properties;
    private final List<String> ignored;

    private PoolAttributes(Map<String, String> properties, List<String> ignored) {
        this.properties = Map.copyOf(properties);
        this.ignored = List.copyOf(ignored);
    }

    /** Of a resource; empty if it is no pool, or one that its own factory makes. */
    public static Optional<PoolAttributes> of(ResourceModel resource) {
        String factory = resource.attributes().getOrDefault("factory", "");
        boolean ours = factory.isEmpty() ? TYPES.contains(resource.type()) : FACTORIES.contains(factory);
        return ours ? Optional.of(translated(resource.attributes(), factory.equals(TOMCAT_JDBC))) : Optional.empty();
    }

    private static PoolAttributes translated(Map<String, String> attributes, boolean tomcatJdbc) {
        Map<String, String> properties = new HashMap<>(tomcatJdbc ? TOMCAT_JDBC_DEFAULTS : Map.of());
        List<String> ignored = new ArrayList<>();
        attributes.forEach((name, value) -> {
            if (TRANSLATED.containsKey(name) && !attributes.containsKey(TRANSLATED.get(name))) {
                properties.put(TRANSLATED.get(name), value);
            }
        });
        new TreeMap<>(attributes).forEach((name, value) -> {
            if (KNOWN.contains(name)) {
                properties.put(name, value);
            } else if (!TRANSLATED.containsKey(name)
                    && !OF_RESOURCES.contains(name)
                    && !(tomcatJdbc && MOOT.contains(name))) {
                ignored.add(name);
            }
        });
        return new PoolAttributes(properties, ignored);
    }

    /** Whether every resource may have the attribute, so that it is not one of the object. */
    public static boolean ofResources(String attribute) {
        return OF_RESOURCES.contains(attribute);
    }

    /** By DBCP's names. */
    public Map<String, String> properties() {
        return properties;
    }

    /** Names of attributes that have no effect, in the order of the alphabet. */
    List<String> ignored() {
        return ignored;
    }

    /**
     * How many connections one worker may have open.
     *
     * @param connections empty: as many as are asked for
     */
    public record PoolSize(String name, OptionalInt connections) {}

    /** The sizes of all pools that the model names, also of those that the application's own HikariCP makes. */
    public static List<PoolSize> sizes(WebAppModel model) {
        ContextModel context = model.context().resolved();
        List<PoolSize> sizes = new ArrayList<>();
        for (ResourceModel resource : context.allResources()) {
            Optional<PoolAttributes> pool = of(resource);
            if (pool.isPresent()) {
                sizes.add(size(resource.name(), pool.get().properties.getOrDefault("maxTotal", "8")));
            } else if (HIKARI.equals(resource.attributes().get("factory"))) {
                sizes.add(size(resource.name(), resource.attributes().getOrDefault("maximumPoolSize", "10")));
            }
        }
        model.naming()
                .dataSources()
                .forEach(s -> sizes.add(size(s.name(), s.attributes().getOrDefault("maxPoolSize", "8"))));
        return sizes;
    }

    private static PoolSize size(String name, String text) {
        try {
            int size = Integer.parseInt(text.trim());
            return new PoolSize(name, size < 0 ? OptionalInt.empty() : OptionalInt.of(size));
        } catch (NumberFormatException e) {
            return new PoolSize(name, OptionalInt.empty()); // the pool itself will complain
        }
    }
}
