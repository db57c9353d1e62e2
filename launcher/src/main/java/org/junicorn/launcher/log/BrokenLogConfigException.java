package org.junicorn.launcher.log;

import java.io.IOException;

/** A file of {@code logconfig} that cannot be used; the message names file, line, what was found and what is expected. */
public final class BrokenLogConfigException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenLogConfigException(String message) {
        super(message);
    }
}
