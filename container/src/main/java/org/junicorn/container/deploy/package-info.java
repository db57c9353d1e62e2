/**
 * Runs a prepared application: {@link org.junicorn.container.deploy.Deployer} turns a {@link
 * org.junicorn.container.war.WebAppModel} into an undertow-servlet deployment and adds what that leaves out. The one
 * place that knows both.
 *
 * <p>Deployment and undeployment run on the thread that calls them. The handler may be called on an I/O thread; it hands
 * the request to the servlet executor. Everything of the application runs with its own class loader as the thread's
 * context class loader.
 *
 * <p>Decisions, mostly to be like Tomcat, since that is what applications are written for:
 *
 * <ul>
 *   <li>A servlet of our own serves static files; Undertow's lacks half of what browsers and caches rely on. It is named
 *       "default" and mapped nowhere: undertow-servlet then uses it for what nothing else matches, and "/" stays free.
 *   <li>The default error page is installed as an error page of the application, because that is where all of
 *       undertow-servlet's error paths meet; no filter sees it and no client can ask for it.
 *   <li>Redirects stay as relative as the application wrote them.
 *   <li>Only the message, never the stack trace, of what the application says reaches a client.
 *   <li>Refused: mending undertow-servlet by subclassing or by copying its classes. What it gets wrong is corrected in
 *       handlers before and behind it, so that an upgrade only ever makes them superfluous.
 * </ul>
 */
package org.junicorn.container.deploy;
