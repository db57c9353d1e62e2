package org.junicorn.container;

/**
 * What a path may hold beyond RFC 3986, for applications that need it.
 *
 * @param encodedSolidus what becomes of {@code %2F}
 * @param backslash whether a backslash, sent as it is or as {@code %5C}, is a slash; else it is refused (Tomcat:
 *     allowBackslash)
 * @param relaxedPathChars further characters that may be sent without being escaped, of {@code "<>\^`{|}} (Tomcat:
 *     relaxedPathChars)
 * @param relaxedQueryChars the same for the query (Tomcat: relaxedQueryChars)
 */
public record PathRules(
        EncodedSolidus encodedSolidus, boolean backslash, String relaxedPathChars, String relaxedQueryChars) {

    /** What may be relaxed; everything else is refused always, or needs no permission. */
    public static final String RELAXABLE = "\"<>\\^`{|}";

    /** Tomcat: encodedSolidusHandling. */
    public enum EncodedSolidus {
        /** answered 400 */
        REJECT,
        /** a slash like any other */
        DECODE,
        /** stays {@code %2F} in the path that the application sees */
        PASSTHROUGH
    }
}
