package org.junicorn.container.tls;

/** Whether clients are asked for a certificate (gunicorn: cert_reqs). */
public enum ClientCertificates {
    NONE,
    /** They may do without, but if they show one it must be trusted. */
    OPTIONAL,
    REQUIRED
}
