package org.junicorn.samples.jersey;

/** There is no such item. */
public class NotThereException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotThereException(String name) {
        super("there is no " + name);
    }
}
