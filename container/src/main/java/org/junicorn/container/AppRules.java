package org.junicorn.container;

/**
 * What an application finds unless its descriptor says otherwise.
 *
 * @param charset the encoding of request bodies and of text that is sent; "": UTF-8, or with {@code specification} what
 *     Servlet 6.1 says
 * @param specification the letter of Servlet 6.1 where Tomcat, and we by default, differ from it
 * @param serverInfo what {@code ServletContext.getServerInfo} returns; "": our name and version
 */
public record AppRules(String charset, boolean specification, String serverInfo) {}
