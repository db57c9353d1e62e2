package org.junicorn.container;

/** Why a request was refused before an application saw it, or its connection ended by us. For the metrics. */
public enum Refused {
    /** What was sent is no request, or one that two servers might understand differently. */
    MALFORMED,
    /** A limit of the request's line or header fields. */
    HEAD,
    /** Its body is too long. */
    BODY,
    /** Its head or body came too slowly, or its response was read too slowly. */
    SLOW,
    /** Too many requests of one client. */
    RATE,
    /** Too many requests at a time. */
    OVERLOAD,
    /** Its client kept the server waiting while others waited for one of all connections that there may be. */
    CROWDED,
    /** A rule of the user about requests. */
    FILTER,
    /** A connection without the header of the PROXY protocol that it should have, or with one that it may not have. */
    PROXY
}
