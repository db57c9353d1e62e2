package org.junicorn.samples.session;

import java.io.Serializable;

/** An attribute of a class that the next version of the application may have changed, or not have at all. */
final class Voucher implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String code;

    Voucher(String code) {
        this.code = code;
    }

    @Override
    public String toString() {
        return code;
    }
}
