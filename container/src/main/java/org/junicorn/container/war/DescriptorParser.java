package org.junicorn.container.war;

import java.util.Set;
import java.util.function.Consumer;

/** The elements that web.xml and web-fragment.xml share (Servlet 6.1, 14.4). */
abstract class DescriptorParser {
    /** Of no use to a server. */
    private static final Set<String> TOLD_TO_TOOLS = Set.of("description", "icon", "message-destination");

    /** Jakarta EE beyond the Servlet specification. */
    private static final Set<String> UNSUPPORTED = Set.of(
            "persistence-context-ref",
            "persistence-unit-ref",
            "mail-session",
            "connection-factory",
            "administered-object",
            "jms-connection-factory",
            "jms-destination",
            "context-service",
            "managed-executor",
            "managed-scheduled-executor",
            "managed-thread-factory");

    final DescriptorXml xml;
    final Descriptor descriptor;
    private final ServletElements servlets;
    private final SecurityElements security;
    private final SessionElements sessions;
    private final JspElements jsps;
    private final NamingElements naming;
    private boolean sessionSeen;

    DescriptorParser(String origin, byte[] content, Descriptor descriptor, Consumer<String> warnings)
            throws InvalidAppException {
        this.xml = new DescriptorXml(origin, content, warnings);
        this.descriptor = descriptor;
        this.servlets = new ServletElements(xml, descriptor);
        this.security = new SecurityElements(xml, descriptor);
        this.sessions = new SessionElements(xml, descriptor.session);
        this.jsps = new JspElements(xml, descriptor, servlets);
        this.naming = new NamingElements(xml, descriptor);
    }

    /** One element of the top level that both kinds of descriptor may have. */
    final boolean common(String element) throws InvalidAppException {
        if (TOLD_TO_TOOLS.contains(element)) {
            return xml.skip();
        }
        if (UNSUPPORTED.contains(element)) {
            return xml.skipUnsupported();
        }
        switch (element) {
            case "display-name" -> descriptor.displayName = xml.text();
            case "distributable" -> {
                descriptor.distributable = true;
                xml.skip();
            }
            case "context-param" -> servlets.param(descriptor.contextParams);
            case "filter" -> servlets.filter();
            case "filter-mapping" -> servlets.filterMapping();
            case "listener" -> listener();
            case "servlet" -> servlets.servlet();
            case "servlet-mapping" -> servlets.servletMapping();
            case "session-config" -> {
                xml.once(sessionSeen ? descriptor.session : null);
                sessionSeen = true;
                sessions.sessionConfig();
            }
            case "jsp-config" -> jsps.jspConfig();
            case "taglib" -> jsps.taglib();
            case "mime-mapping" -> mimeMapping();
            case "welcome-file-list" -> welcomeFiles();
            case "error-page" -> errorPage();
            case "locale-encoding-mapping-list" -> localeEncodings();
            case "security-constraint" -> security.constraint();
            case "login-config" -> {
                xml.once(descriptor.login);
                descriptor.login = security.loginConfig();
            }
            case "security-role" -> security.role();
            default -> {
                return naming.read(element);
            }
        }
        return true;
    }

    /** A class may be listed twice; it is one listener all the same. */
    private void listener() throws InvalidAppException {
        String where = xml.where();
        String[] name = new String[1];
        xml.children(child -> switch (child) {
            case "description", "display-name", "icon" -> xml.skip();
            case "listener-class" -> {
                xml.once(name[0]);
                name[0] = xml.required();
                yield true;
            }
            default -> false;
        });
        require(where, "listener", "listener-class", name[0]);
        if (!descriptor.listeners.add(name[0])) {
            xml.warn(where, "the listener " + name[0] + " is listed twice; it is called once");
        }
    }

    private void mimeMapping() throws InvalidAppException {
        String where = xml.where();
        String[] pair = pair("extension", "mime-type");
        require(where, "mime-mapping", "extension", pair[0]);
        require(where, "mime-mapping", "mime-type", pair[1]);
        descriptor.mimeMappings.put(pair[0], pair[1]);
    }

    private void welcomeFiles() throws InvalidAppException {
        xml.children(child -> {
            if (!child.equals("welcome-file")) {
                return false;
            }
            // "/index.html" is wrong (Servlet 6.1, 10.10) and common.
            String file = xml.text();
            while (file.startsWith("/")) {
                file = file.substring(1);
            }
            if (!file.isEmpty()) {
                descriptor.welcomeFiles.add(file);
            }
            return true;
        });
    }

    private void errorPage() throws InvalidAppException {
        String where = xml.where();
        String[] page = new String[3];
        xml.children(child -> switch (child) {
            case "error-code" -> {
                String at = xml.where();
                int code = xml.integer();
                if (code < 100 || code > 999) {
                    throw new InvalidAppException(
                            at + ": <error-code> is " + code + "; expected a status of three digits");
                }
                page[0] = Integer.toString(code);
                yield true;
            }
            case "exception-type" -> {
                page[1] = xml.required();
                yield true;
            }
            case "location" -> {
                page[2] = xml.required();
                yield true;
            }
            default -> false;
        });
        if (page[0] != null && page[1] != null) {
            throw new InvalidAppException(
                    where + ": <error-page> has both <error-code> and <exception-type>; write two of them");
        }
        require(where, "error-page", "location", page[2]);
        String location = servlets.slashed(where, "location", page[2]);
        descriptor.errorPages.put(page[0] != null ? page[0] : page[1] != null ? page[1] : "", location);
    }

    private void localeEncodings() throws InvalidAppException {
        xml.children(child -> {
            if (!child.equals("locale-encoding-mapping")) {
                return false;
            }
            String where = xml.where();
            String[] pair = pair("locale", "encoding");
            require(where, "locale-encoding-mapping", "locale", pair[0]);
            require(where, "locale-encoding-mapping", "encoding", pair[1]);
            descriptor.localeEncodings.put(pair[0], pair[1]);
            return true;
        });
    }

    private String[] pair(String first, String second) throws InvalidAppException {
        String[] pair = new String[2];
        xml.children(child -> {
            if (child.equals(first)) {
                xml.once(pair[0]);
                pair[0] = xml.required();
            } else if (child.equals(second)) {
                xml.once(pair[1]);
                pair[1] = xml.required();
            } else {
                return child.equals("description") && xml.skip();
            }
            return true;
        });
        return pair;
    }

    static void require(String where, String parent, String child, String value) throws InvalidAppException {
        if (value == null) {
            throw new InvalidAppException(where + ": <" + parent + "> has no <" + child + ">");
        }
    }
}
