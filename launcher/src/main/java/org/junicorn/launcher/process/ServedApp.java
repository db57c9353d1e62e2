package org.junicorn.launcher.process;

import org.junicorn.container.Place;

/**
 * One application of a generation, before it is prepared.
 *
 * @param app an absolute path, or a class name
 * @param weight its share of the requests, if it is one of several versions
 */
record ServedApp(Place place, String app, int weight) {
    ServedApp(String contextPath, String app) {
        this(Place.of(contextPath), app, 1);
    }

    /** The place as the user writes it: "/", "/name" or "host/name"; of a version with "##" and its name. */
    String path() {
        return place.toString();
    }
}
