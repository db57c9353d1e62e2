/**
 * Runs JSPs with Tomcat's Jasper: {@link org.junicorn.container.jsp.JspEngine} is the way in. Nothing of Jasper, of
 * the compiler or of this package's other classes is loaded before an application's first JSP is asked for.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>Jasper, and its Tomcat 11 line rather than a repackaging of it: pages that run on Tomcat compile to the same
 *       code here, and fixes arrive with Tomcat's releases.
 *   <li>Tag libraries are found when the application is prepared. Jasper is handed a cache that looks complete and reads
 *       a descriptor when a page names it.
 *   <li>All workers compile into one folder, one at a time, whatever they compile. A lock for each page would let two
 *       workers wait for each other over tag files that use each other, and a page is compiled once in its life.
 *   <li>A page is looked at for changes every four seconds, as Tomcat does by default ({@code development},
 *       {@code modificationTestInterval}). A worker that finds that another one has compiled it just loads it.
 *   <li>Refused: a background thread for Jasper's housekeeping; it is done in passing by requests.
 * </ul>
 *
 * <p>Runs on the threads of requests.
 */
package org.junicorn.container.jsp;
