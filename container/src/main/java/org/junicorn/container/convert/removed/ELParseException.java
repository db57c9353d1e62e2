package org.junicorn.container.convert.removed;

/** Removed by Pages 4.0. */
public class ELParseException extends ELException {
    private static final long serialVersionUID = 1L;

    public ELParseException() {}

    public ELParseException(String message) {
        super(message);
    }
}
