/**
 * Runs applications that were written for Java EE 8 and older, whose API is called {@code javax}: {@link
 * org.junicorn.container.convert.AppConversion} renames what they refer to, with the converters of Apache's
 * jakartaee-migration, and {@link org.junicorn.container.convert.EarlierApi} gives back what newer versions of the
 * specifications have removed. Both run in the prepare step, once for each application; nothing of this package, nor of
 * the libraries that it uses, is loaded for an application that needs no conversion, or by a worker.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>What is renamed is what Tomcat's converter renames by default, so that an application behaves as in
 *       {@code webapps-javaee}. One exception: packages that the container does not provide, such as {@code
 *       javax.persistence}, keep their names if the application brings them.
 *   <li>Archives are rewritten by us rather than by the tool: several at a time, those that mention nothing are left as
 *       they are to the byte, a damaged entry costs that entry and not the application, and files keep their times.
 *   <li>Removed members come back in the API rather than in the application: see {@link
 *       org.junicorn.container.convert.EarlierApi}.
 * </ul>
 */
package org.junicorn.container.convert;
