package org.junicorn.container.realm;

import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/** Where a realm finds the data source that it names. */
@FunctionalInterface
interface DataSources {
    /** The application's own naming context, that of the calling thread's class loader. */
    DataSources OF_JNDI = name -> {
        Object found = new InitialContext().lookup("java:comp/env/" + name);
        if (found instanceof DataSource source) {
            return source;
        }
        throw new NamingException(name + " is not a javax.sql.DataSource");
    };

    DataSource named(String name) throws NamingException;
}
