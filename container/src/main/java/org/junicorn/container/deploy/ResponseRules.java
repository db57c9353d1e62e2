package org.junicorn.container.deploy;

/**
 * What an application's responses are like.
 *
 * @param sameSite what cookies get that do not say it themselves; "unset" for nothing
 * @param relativeRedirects whether the Location of a redirect stays as the application gave it; otherwise it gets scheme
 *     and host (Servlet 6.1, HttpServletResponse.sendRedirect)
 */
record ResponseRules(String sameSite, boolean relativeRedirects) {}
