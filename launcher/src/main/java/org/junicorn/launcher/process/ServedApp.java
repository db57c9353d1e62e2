package org.junicorn.launcher.process;

/**
 * One application of a generation, before it is prepared.
 *
 * @param contextPath "" or "/name"
 * @param app an absolute path, or a class name
 */
record ServedApp(String contextPath, String app) {
    /** The path as the user writes it: "/" or "/name". */
    String path() {
        return contextPath.isEmpty() ? "/" : contextPath;
    }
}
