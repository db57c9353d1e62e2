package org.junicorn.container.war;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junicorn.container.war.JspModel.PropertyGroupModel;
import org.junicorn.container.war.WebAppModel.FilterMapping;
import org.junicorn.container.war.WebAppModel.FilterModel;
import org.junicorn.container.war.WebAppModel.MultipartModel;
import org.junicorn.container.war.WebAppModel.ResourceCollection;
import org.junicorn.container.war.WebAppModel.RoleRule;
import org.junicorn.container.war.WebAppModel.SecurityConstraintModel;
import org.junicorn.container.war.WebAppModel.ServletModel;
import org.junicorn.container.war.WebAppModel.SessionModel;

/**
 * Writes a model as the one web.xml 6.1 that says the same (Tomcat: logEffectiveWebXml): web.xml, fragments, annotations
 * and the default descriptor, merged. What initializers and listeners register while the application starts is not in
 * it.
 *
 * <p>{@code @ServletSecurity} becomes constraints, as Servlet 6.1, 13.4.1 defines it. An application that is not
 * metadata-complete may still have {@code @Resource} and its like on fields and methods of its classes, which no
 * descriptor replaces.
 */
public final class EffectiveWebXml {
    private static final SessionModel NOTHING_SAID =
            new SessionModel(null, List.of(), "", "", "", null, null, null, Map.of());

    private final StringBuilder xml = new StringBuilder();
    private final WebAppModel model;
    private int depth;

    private EffectiveWebXml(WebAppModel model) {
        this.model = model;
    }

    /** @param about what the comment at the beginning says */
    public static String of(WebAppModel model, String about) {
        return new EffectiveWebXml(model).write(about);
    }

    private String write(String about) {
        xml.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- ")
                .append(about.replace("--", "- -"))
                .append(" -->\n<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\"\n"
                        + "         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"\n"
                        + "         xsi:schemaLocation=\"https://jakarta.ee/xml/ns/jakartaee"
                        + " https://jakarta.ee/xml/ns/jakartaee/web-app_6_1.xsd\"\n"
                        + "         version=\"6.1\" metadata-complete=\"true\">\n");
        depth = 1;
        text("display-name", model.displayName());
        if (model.distributable()) {
            line("<distributable/>");
        }
        sorted(model.contextParams()).forEach((name, value) -> param("context-param", name, value));
        model.filters().forEach(this::filter);
        model.filterMappings().forEach(this::filterMapping);
        model.listeners().forEach(name -> in("listener", () -> required("listener-class", name)));
        model.servlets().forEach(this::servlet);
        for (ServletModel servlet : model.servlets()) {
            if (!servlet.mappings().isEmpty()) {
                in("servlet-mapping", () -> {
                    required("servlet-name", servlet.name());
                    servlet.mappings().forEach(pattern -> required("url-pattern", encoded(pattern)));
                });
            }
        }
        session(model.session());
        sorted(model.mimeMappings())
                .forEach((extension, type) -> in("mime-mapping", () -> {
                    required("extension", extension);
                    required("mime-type", type);
                }));
        texts("welcome-file-list", "welcome-file", model.welcomeFiles());
        errorPages();
        jspConfig();
        constraints();
        login();
        model.securityRoles().forEach(role -> in("security-role", () -> required("role-name", role)));
        new EffectiveNaming(this).write(model.naming());
        localeEncodings();
        if (model.denyUncoveredHttpMethods()) {
            line("<deny-uncovered-http-methods/>");
        }
        text("default-context-path", model.defaultContextPath());
        text("request-character-encoding", model.requestCharacterEncoding());
        text("response-character-encoding", model.responseCharacterEncoding());
        if (model.orderedLibs() != null) {
            line("<!-- libraries in order: "
                    + String.join(", ", model.orderedLibs()).replace("--", "- -") + " -->");
        }
        return xml.append("</web-app>\n").toString();
    }

    private void filter(FilterModel filter) {
        in("filter", () -> {
            required("filter-name", filter.name());
            text("filter-class", filter.className());
            if (filter.asyncSupported()) {
                required("async-supported", "true");
            }
            sorted(filter.initParams()).forEach((name, value) -> param("init-param", name, value));
        });
    }

    private void filterMapping(FilterMapping mapping) {
        in("filter-mapping", () -> {
            required("filter-name", mapping.filter());
            mapping.urlPatterns().forEach(pattern -> required("url-pattern", encoded(pattern)));
            mapping.servletNames().forEach(name -> required("servlet-name", name));
            mapping.dispatchers().forEach(name -> required("dispatcher", name));
        });
    }

    private void servlet(ServletModel servlet) {
        in("servlet", () -> {
            required("servlet-name", servlet.name());
            text("servlet-class", servlet.className());
            text("jsp-file", servlet.jspFile());
            sorted(servlet.initParams()).forEach((name, value) -> param("init-param", name, value));
            if (servlet.loadOnStartup() != null) {
                required("load-on-startup", servlet.loadOnStartup().toString());
            }
            if (!servlet.enabled()) {
                required("enabled", "false");
            }
            if (servlet.asyncSupported()) {
                required("async-supported", "true");
            }
            if (!servlet.runAs().isEmpty()) {
                in("run-as", () -> required("role-name", servlet.runAs()));
            }
            servlet.roleLinks()
                    .forEach(link -> in("security-role-ref", () -> {
                        required("role-name", link.name());
                        required("role-link", link.role());
                    }));
            if (servlet.multipart() != null) {
                multipart(servlet.multipart());
            }
        });
    }

    private void multipart(MultipartModel multipart) {
        in("multipart-config", () -> {
            text("location", multipart.location());
            required("max-file-size", Long.toString(multipart.maxFileSize()));
            required("max-request-size", Long.toString(multipart.maxRequestSize()));
            required("file-size-threshold", Integer.toString(multipart.fileSizeThreshold()));
        });
    }

    private void session(SessionModel session) {
        if (session.equals(NOTHING_SAID)) {
            return;
        }
        in("session-config", () -> {
            object("session-timeout", session.timeoutMinutes());
            cookie(session);
            session.trackingModes().forEach(mode -> required("tracking-mode", mode));
        });
    }

    private void cookie(SessionModel session) {
        SessionModel cookie = new SessionModel(
                null,
                List.of(),
                session.cookieName(),
                session.cookieDomain(),
                session.cookiePath(),
                session.httpOnly(),
                session.secure(),
                session.maxAge(),
                session.cookieAttributes());
        if (cookie.equals(NOTHING_SAID)) {
            return;
        }
        in("cookie-config", () -> {
            text("name", session.cookieName());
            text("domain", session.cookieDomain());
            text("path", session.cookiePath());
            object("http-only", session.httpOnly());
            object("secure", session.secure());
            object("max-age", session.maxAge());
            sorted(session.cookieAttributes())
                    .forEach((name, value) -> in("attribute", () -> {
                        required("attribute-name", name);
                        required("attribute-value", value);
                    }));
        });
    }

    private void errorPages() {
        model.errorPages()
                .forEach(page -> in("error-page", () -> {
                    if (page.code() != 0) {
                        required("error-code", Integer.toString(page.code()));
                    }
                    text("exception-type", page.exception());
                    required("location", page.location());
                }));
    }

    private void jspConfig() {
        if (!model.jsp().configured()) {
            return;
        }
        in("jsp-config", () -> {
            model.jsp()
                    .taglibs()
                    .forEach(taglib -> in("taglib", () -> {
                        required("taglib-uri", taglib.uri());
                        required("taglib-location", taglib.location());
                    }));
            model.jsp().groups().forEach(this::propertyGroup);
        });
    }

    private void propertyGroup(PropertyGroupModel group) {
        in("jsp-property-group", () -> {
            group.urlPatterns().forEach(pattern -> required("url-pattern", encoded(pattern)));
            text("el-ignored", group.elIgnored());
            text("error-on-el-not-found", group.errorOnElNotFound());
            text("page-encoding", group.pageEncoding());
            text("scripting-invalid", group.scriptingInvalid());
            text("is-xml", group.isXml());
            group.includePreludes().forEach(file -> required("include-prelude", file));
            group.includeCodas().forEach(file -> required("include-coda", file));
            text("deferred-syntax-allowed-as-literal", group.deferredSyntaxAllowedAsLiteral());
            text("trim-directive-whitespaces", group.trimDirectiveWhitespaces());
            text("default-content-type", group.defaultContentType());
            text("buffer", group.buffer());
            text("error-on-undeclared-namespace", group.errorOnUndeclaredNamespace());
        });
    }

    private void constraints() {
        model.securityConstraints().forEach(this::constraint);
        Set<String> taken = new HashSet<>();
        for (SecurityConstraintModel constraint : model.securityConstraints()) {
            constraint.collections().forEach(collection -> taken.addAll(collection.urlPatterns()));
        }
        for (ServletModel servlet : model.servlets()) {
            List<String> patterns = new ArrayList<>(servlet.mappings());
            patterns.removeAll(
                    taken); // what a descriptor says of exactly this pattern goes first (Servlet 6.1, 13.4.1)
            if (servlet.security() != null && !patterns.isEmpty()) {
                Map<String, RoleRule> methods = new TreeMap<>(servlet.security().methods());
                List<String> omitted = List.copyOf(methods.keySet());
                annotated(patterns, List.of(), omitted, servlet.security().all());
                methods.forEach((method, rule) -> annotated(patterns, List.of(method), List.of(), rule));
            }
        }
    }

    private void annotated(List<String> patterns, List<String> methods, List<String> omissions, RoleRule rule) {
        boolean open = rule.permitEmpty() && rule.roles().isEmpty();
        if (!open || rule.confidential()) {
            constraint(new SecurityConstraintModel(
                    List.of(new ResourceCollection(patterns, methods, omissions)),
                    open ? null : rule,
                    rule.confidential()));
        }
    }

    private void constraint(SecurityConstraintModel constraint) {
        in("security-constraint", () -> {
            for (ResourceCollection collection : constraint.collections()) {
                in("web-resource-collection", () -> {
                    required("web-resource-name", String.join(" ", collection.urlPatterns()));
                    collection.urlPatterns().forEach(pattern -> required("url-pattern", pattern));
                    collection.methods().forEach(method -> required("http-method", method));
                    collection.methodOmissions().forEach(method -> required("http-method-omission", method));
                });
            }
            if (constraint.rule() != null) {
                in("auth-constraint", () -> constraint.rule().roles().forEach(role -> required("role-name", role)));
            }
            if (constraint.confidential()) {
                in("user-data-constraint", () -> required("transport-guarantee", "CONFIDENTIAL"));
            }
        });
    }

    private void login() {
        if (model.login() == null) {
            return;
        }
        in("login-config", () -> {
            text("auth-method", model.login().method());
            text("realm-name", model.login().realm());
            if (!model.login().formLoginPage().isEmpty()
                    || !model.login().formErrorPage().isEmpty()) {
                in("form-login-config", () -> {
                    text("form-login-page", model.login().formLoginPage());
                    text("form-error-page", model.login().formErrorPage());
                });
            }
        });
    }

    private void localeEncodings() {
        if (!model.localeEncodings().isEmpty()) {
            in("locale-encoding-mapping-list", () -> sorted(model.localeEncodings())
                    .forEach((locale, encoding) -> in("locale-encoding-mapping", () -> {
                        required("locale", locale);
                        required("encoding", encoding);
                    })));
        }
    }

    private void param(String element, String name, String value) {
        in(element, () -> {
            required("param-name", name);
            required("param-value", value);
        });
    }

    private void texts(String list, String element, List<String> texts) {
        if (!texts.isEmpty()) {
            in(list, () -> texts.forEach(text -> required(element, text)));
        }
    }

    private static Map<String, String> sorted(Map<String, String> map) {
        return new TreeMap<>(map);
    }

    /** Patterns are URLs, and were decoded when they were read. */
    private static String encoded(String pattern) {
        return pattern.replace("%", "%25");
    }

    void in(String element, Runnable content) {
        line("<" + element + ">");
        depth++;
        content.run();
        depth--;
        line("</" + element + ">");
    }

    private void object(String element, Object value) {
        text(element, value == null ? "" : value.toString());
    }

    void text(String element, String text) {
        if (!text.isEmpty()) {
            required(element, text);
        }
    }

    void required(String element, String text) {
        line("<" + element + ">" + escaped(text) + "</" + element + ">");
    }

    private void line(String line) {
        xml.append("  ".repeat(depth)).append(line).append('\n');
    }

    /** Characters that XML 1.0 cannot hold were not in what was read. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\r", "&#13;");
    }
}
