package org.junicorn.container.war;

/**
 * Whether an application of Java EE 8 and older, which says {@code javax.servlet}, is converted to {@code
 * jakarta.servlet} when it is prepared (Tomcat: {@code jakartaConverter} of {@code <Loader>}, {@code webapps-javaee}).
 */
public enum JakartaConverter {
    /** If it is one. */
    AUTO,
    /** Whatever it seems to be. */
    ON,
    /** Never; such an application is refused. */
    OFF
}
