package org.junicorn.container.deploy;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/**
 * Deregisters the JDBC drivers of one class loader and returns their class names. {@link JdbcDrivers} defines it a
 * second time, below that loader: hence public, and no use of any other class of ours.
 */
public final class DriverRemoval implements Supplier<List<String>> {
    private final ClassLoader owner;

    public DriverRemoval(ClassLoader owner) {
        this.owner = owner;
    }

    @Override
    public List<String> get() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // DriverManager's first use searches the context class loader for drivers; there is no need to load any now.
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try {
            List<String> removed = new ArrayList<>();
            for (Driver driver : Collections.list(DriverManager.getDrivers())) {
                if (driver.getClass().getClassLoader() == owner) {
                    try {
                        DriverManager.deregisterDriver(driver);
                        removed.add(driver.getClass().getName());
                    } catch (SQLException e) {
                        removed.add(driver.getClass().getName() + " (failed: " + e.getMessage() + ")");
                    }
                }
            }
            return removed;
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
