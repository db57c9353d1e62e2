package org.junicorn.container.jsp;

import org.apache.juli.logging.Log;
import org.jboss.logging.Logger;

/**
 * What Jasper and the filters of Tomcat say, in the log of the container. Found through {@code META-INF/services}: without it Tomcat's logging
 * would change the format of whatever the JVM logs.
 */
public final class JasperLog implements Log {
    /** Warns that it has no schemas, which only matter for a validation that is off. */
    private static final String SCHEMAS = "org.apache.tomcat.util.descriptor.DigesterFactory";

    private final Logger logger;
    private final Logger.Level warning;

    public JasperLog(String name) {
        this.logger = Logger.getLogger(name);
        this.warning = name.equals(SCHEMAS) ? Logger.Level.DEBUG : Logger.Level.WARN;
    }

    /** For the search for services, which wants to make one before its class is known. */
    public JasperLog() {
        this(JasperLog.class.getName());
    }

    @Override
    public boolean isTraceEnabled() {
        return logger.isTraceEnabled();
    }

    @Override
    public boolean isDebugEnabled() {
        return logger.isDebugEnabled();
    }

    @Override
    public boolean isInfoEnabled() {
        return logger.isInfoEnabled();
    }

    @Override
    public boolean isWarnEnabled() {
        return logger.isEnabled(warning);
    }

    @Override
    public boolean isErrorEnabled() {
        return logger.isEnabled(Logger.Level.ERROR);
    }

    @Override
    public boolean isFatalEnabled() {
        return logger.isEnabled(Logger.Level.FATAL);
    }

    @Override
    public void trace(Object message) {
        logger.trace(message);
    }

    @Override
    public void trace(Object message, Throwable t) {
        logger.trace(message, t);
    }

    @Override
    public void debug(Object message) {
        logger.debug(message);
    }

    @Override
    public void debug(Object message, Throwable t) {
        logger.debug(message, t);
    }

    @Override
    public void info(Object message) {
        logger.info(message);
    }

    @Override
    public void info(Object message, Throwable t) {
        logger.info(message, t);
    }

    @Override
    public void warn(Object message) {
        logger.log(warning, message);
    }

    @Override
    public void warn(Object message, Throwable t) {
        logger.log(warning, message, t);
    }

    @Override
    public void error(Object message) {
        logger.error(message);
    }

    @Override
    public void error(Object message, Throwable t) {
        logger.error(message, t);
    }

    @Override
    public void fatal(Object message) {
        logger.fatal(message);
    }

    @Override
    public void fatal(Object message, Throwable t) {
        logger.fatal(message, t);
    }
}
