package org.junicorn.samples.shop;

import jakarta.annotation.Resource;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Fills the database when the application starts. */
@WebListener
public class Database implements ServletContextListener {
    @Resource(name = "jdbc/shop")
    private DataSource source;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists item (name varchar primary key, cents int)");
            statement.execute("merge into item key (name) values ('tea', 250), ('cake & more', 320)");
        } catch (SQLException e) {
            throw new IllegalStateException("the database cannot be filled", e);
        }
    }
}
