package org.apache.commons.logging;

import org.jboss.logging.Logger;

/** Gives out {@link Log}s that write to the log of the container. */
public final class LogFactory {
    private LogFactory() {}

    public static Log getLog(Class<?> type) {
        return new ContainerLog(Logger.getLogger(type));
    }

    private record ContainerLog(Logger logger) implements Log {
        @Override
        public boolean isDebugEnabled() {
            return logger.isDebugEnabled();
        }

        @Override
        public void debug(Object message) {
            logger.debug(message);
        }

        @Override
        public void debug(Object message, Throwable cause) {
            logger.debug(message, cause);
        }

        @Override
        public void info(Object message) {
            logger.info(message);
        }

        @Override
        public void info(Object message, Throwable cause) {
            logger.info(message, cause);
        }

        @Override
        public void warn(Object message) {
            logger.warn(message);
        }

        @Override
        public void warn(Object message, Throwable cause) {
            logger.warn(message, cause);
        }

        @Override
        public void error(Object message) {
            logger.error(message);
        }

        @Override
        public void error(Object message, Throwable cause) {
            logger.error(message, cause);
        }
    }
}
