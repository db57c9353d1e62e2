package org.junicorn.launcher.channel;

import com.sun.jna.NativeLibrary;

/** The C library, which this process has loaded already. */
public final class CLibrary {
    private static final String SEARCH_PATH = "jna.platform.library.path";

    private CLibrary() {}

    /**
     * What the process itself can call. JNA would look for a library by its name, and runs ldconfig when it begins, a
     * process, to know where; it does not when it is told.
     */
    public static synchronized NativeLibrary get() {
        boolean told = System.getProperty(SEARCH_PATH) != null;
        if (!told) {
            System.setProperty(SEARCH_PATH, "");
        }
        try {
            return NativeLibrary.getProcess();
        } finally {
            if (!told) {
                System.clearProperty(SEARCH_PATH);
            }
        }
    }
}
