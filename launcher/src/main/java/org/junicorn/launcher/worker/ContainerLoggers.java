package org.junicorn.launcher.worker;

import java.util.Map;
import org.jboss.logging.Logger;
import org.jboss.logging.LoggerProvider;

/**
 * Gives the container and its libraries loggers that java.util.logging knows nothing of, so that an application that
 * configures that to its liking, or resets it, has no say in ours. Found by jboss-logging through
 * {@code META-INF/services}, which applications do not see. There are no contexts of diagnostics: no library of the
 * container makes any, and lines have no place for them.
 */
public final class ContainerLoggers implements LoggerProvider {
    @Override
    public Logger getLogger(String name) {
        return new ContainerLogger(name, WorkerLogging.log());
    }

    @Override
    public void clearMdc() {}

    @Override
    public Object putMdc(String key, Object value) {
        return null;
    }

    @Override
    public Object getMdc(String key) {
        return null;
    }

    @Override
    public void removeMdc(String key) {}

    @Override
    public Map<String, Object> getMdcMap() {
        return Map.of();
    }

    @Override
    public void clearNdc() {}

    @Override
    public String getNdc() {
        return null;
    }

    @Override
    public int getNdcDepth() {
        return 0;
    }

    @Override
    public String popNdc() {
        return "";
    }

    @Override
    public String peekNdc() {
        return "";
    }

    @Override
    public void pushNdc(String message) {}

    @Override
    public void setNdcMaxDepth(int maxDepth) {}
}
