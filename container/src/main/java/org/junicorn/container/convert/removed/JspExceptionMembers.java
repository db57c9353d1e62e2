package org.junicorn.container.convert.removed;

import jakarta.servlet.jsp.JspException;

/** Removed by Pages 4.0. */
class JspExceptionMembers extends JspException {
    private static final long serialVersionUID = 1L;

    public Throwable getRootCause() {
        return getCause();
    }
}
