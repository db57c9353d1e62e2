package org.junicorn.container.war;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junicorn.container.war.ContextModel.EnvironmentModel;
import org.junicorn.container.war.ContextModel.ParameterModel;
import org.junicorn.container.war.ContextModel.Part;
import org.junicorn.container.war.ContextModel.ResourceLinkModel;
import org.junicorn.container.war.ContextModel.ResourceModel;
import org.junicorn.container.war.JspModel.PropertyGroupModel;
import org.junicorn.container.war.JspModel.TaglibModel;
import org.junicorn.container.war.JspModel.TldModel;
import org.junicorn.container.war.NamingModel.CallbackModel;
import org.junicorn.container.war.NamingModel.DataSourceModel;
import org.junicorn.container.war.NamingModel.InjectionTarget;
import org.junicorn.container.war.NamingModel.NamedEntry;
import org.junicorn.container.war.WebAppModel.ErrorPageModel;
import org.junicorn.container.war.WebAppModel.FilterMapping;
import org.junicorn.container.war.WebAppModel.FilterModel;
import org.junicorn.container.war.WebAppModel.InitializerModel;
import org.junicorn.container.war.WebAppModel.LoginModel;
import org.junicorn.container.war.WebAppModel.MultipartModel;
import org.junicorn.container.war.WebAppModel.ResourceCollection;
import org.junicorn.container.war.WebAppModel.RoleLink;
import org.junicorn.container.war.WebAppModel.RoleRule;
import org.junicorn.container.war.WebAppModel.SecurityConstraintModel;
import org.junicorn.container.war.WebAppModel.ServletModel;
import org.junicorn.container.war.WebAppModel.ServletSecurityModel;
import org.junicorn.container.war.WebAppModel.SessionModel;

/** Writes the records of a model, component by component; {@link ModelReader} is its mirror image. */
final class ModelWriter {
    /** How one element of a list is written. */
    private interface Each<T> {
        void write(T value) throws IOException;
    }

    private final DataOutputStream out;

    ModelWriter(DataOutputStream out) {
        this.out = out;
    }

    void model(WebAppModel m) throws IOException {
        text(m.root());
        texts(m.classPath());
        texts(m.sharedLibs());
        texts(m.resourceRoots());
        text(m.displayName());
        out.writeInt(m.majorVersion());
        out.writeInt(m.minorVersion());
        out.writeBoolean(m.metadataComplete());
        out.writeBoolean(m.distributable());
        out.writeBoolean(m.denyUncoveredHttpMethods());
        text(m.defaultContextPath());
        text(m.requestCharacterEncoding());
        text(m.responseCharacterEncoding());
        map(m.contextParams());
        list(m.servlets(), this::servlet);
        list(m.filters(), this::filter);
        list(m.filterMappings(), this::filterMapping);
        texts(m.listeners());
        list(m.initializers(), this::initializer);
        texts(m.welcomeFiles());
        list(m.errorPages(), this::errorPage);
        map(m.mimeMappings());
        map(m.localeEncodings());
        session(m.session());
        jsp(m.jsp());
        list(m.securityConstraints(), this::constraint);
        optional(m.login(), this::login);
        texts(m.securityRoles());
        context(m.context());
        naming(m.naming());
        optional(m.orderedLibs(), this::texts);
        texts(m.warnings());
    }

    private void naming(NamingModel n) throws IOException {
        list(n.entries(), this::namedEntry);
        list(n.dataSources(), this::dataSource);
        list(n.callbacks(), this::callback);
    }

    private void namedEntry(NamedEntry e) throws IOException {
        text(e.kind().name());
        text(e.name());
        text(e.type());
        out.writeBoolean(e.valued());
        text(e.value());
        text(e.lookup());
        list(e.targets(), this::injectionTarget);
        text(e.where());
    }

    private void injectionTarget(InjectionTarget target) throws IOException {
        text(target.className());
        text(target.member());
    }

    private void dataSource(DataSourceModel source) throws IOException {
        text(source.name());
        map(source.attributes());
        text(source.where());
    }

    private void callback(CallbackModel callback) throws IOException {
        out.writeBoolean(callback.construct());
        text(callback.className());
        text(callback.method());
    }

    private void servlet(ServletModel s) throws IOException {
        text(s.name());
        text(s.className());
        text(s.jspFile());
        texts(s.mappings());
        map(s.initParams());
        integer(s.loadOnStartup());
        out.writeBoolean(s.asyncSupported());
        out.writeBoolean(s.enabled());
        optional(s.multipart(), this::multipart);
        text(s.runAs());
        list(s.roleLinks(), this::roleLink);
        optional(s.security(), this::servletSecurity);
    }

    private void multipart(MultipartModel m) throws IOException {
        text(m.location());
        out.writeLong(m.maxFileSize());
        out.writeLong(m.maxRequestSize());
        out.writeInt(m.fileSizeThreshold());
    }

    private void roleLink(RoleLink link) throws IOException {
        text(link.name());
        text(link.role());
    }

    private void servletSecurity(ServletSecurityModel s) throws IOException {
        rule(s.all());
        out.writeInt(s.methods().size());
        for (Map.Entry<String, RoleRule> method : new TreeMap<>(s.methods()).entrySet()) {
            text(method.getKey());
            rule(method.getValue());
        }
    }

    private void rule(RoleRule rule) throws IOException {
        out.writeBoolean(rule.permitEmpty());
        out.writeBoolean(rule.confidential());
        texts(rule.roles());
    }

    private void filter(FilterModel f) throws IOException {
        text(f.name());
        text(f.className());
        map(f.initParams());
        out.writeBoolean(f.asyncSupported());
    }

    private void filterMapping(FilterMapping m) throws IOException {
        text(m.filter());
        texts(m.urlPatterns());
        texts(m.servletNames());
        texts(m.dispatchers());
    }

    private void initializer(InitializerModel i) throws IOException {
        text(i.className());
        out.writeBoolean(i.handlesTypes());
        texts(i.types());
    }

    private void errorPage(ErrorPageModel p) throws IOException {
        out.writeInt(p.code());
        text(p.exception());
        text(p.location());
    }

    private void session(SessionModel s) throws IOException {
        integer(s.timeoutMinutes());
        texts(s.trackingModes());
        text(s.cookieName());
        text(s.cookieDomain());
        text(s.cookiePath());
        flag(s.httpOnly());
        flag(s.secure());
        integer(s.maxAge());
        map(s.cookieAttributes());
    }

    private void jsp(JspModel j) throws IOException {
        text(j.workDir());
        out.writeBoolean(j.pages());
        list(j.taglibs(), this::taglib);
        list(j.groups(), this::propertyGroup);
        list(j.tlds(), this::tld);
        texts(j.listeners());
    }

    private void taglib(TaglibModel t) throws IOException {
        text(t.uri());
        text(t.location());
    }

    private void tld(TldModel t) throws IOException {
        text(t.uri());
        text(t.file());
        text(t.path());
        text(t.entry());
    }

    private void propertyGroup(PropertyGroupModel g) throws IOException {
        texts(g.urlPatterns());
        text(g.elIgnored());
        text(g.errorOnElNotFound());
        text(g.pageEncoding());
        text(g.scriptingInvalid());
        text(g.isXml());
        texts(g.includePreludes());
        texts(g.includeCodas());
        text(g.deferredSyntaxAllowedAsLiteral());
        text(g.trimDirectiveWhitespaces());
        text(g.defaultContentType());
        text(g.buffer());
        text(g.errorOnUndeclaredNamespace());
    }

    private void constraint(SecurityConstraintModel c) throws IOException {
        list(c.collections(), this::collection);
        optional(c.rule(), this::rule);
        out.writeBoolean(c.confidential());
    }

    private void collection(ResourceCollection c) throws IOException {
        texts(c.urlPatterns());
        texts(c.methods());
        texts(c.methodOmissions());
    }

    private void login(LoginModel l) throws IOException {
        text(l.method());
        text(l.realm());
        text(l.formLoginPage());
        text(l.formErrorPage());
    }

    private void context(ContextModel c) throws IOException {
        map(c.attributes());
        list(c.resources(), this::resource);
        list(c.environments(), this::environment);
        list(c.resourceLinks(), this::resourceLink);
        list(c.parameters(), this::parameter);
        list(c.parts(), this::part);
    }

    private void resource(ResourceModel r) throws IOException {
        text(r.name());
        text(r.type());
        text(r.auth());
        text(r.description());
        map(r.attributes());
        text(r.where());
    }

    private void environment(EnvironmentModel e) throws IOException {
        text(e.name());
        text(e.type());
        text(e.value());
        out.writeBoolean(e.override());
        text(e.description());
        text(e.where());
    }

    private void resourceLink(ResourceLinkModel l) throws IOException {
        text(l.name());
        text(l.global());
        text(l.type());
        text(l.factory());
        map(l.attributes());
        text(l.where());
    }

    private void parameter(ParameterModel p) throws IOException {
        text(p.name());
        text(p.value());
        out.writeBoolean(p.override());
        text(p.where());
    }

    private void part(Part p) throws IOException {
        text(p.element());
        map(p.attributes());
        text(p.text());
        list(p.parts(), this::part);
        text(p.where());
    }

    /** Not {@code writeUTF}: that ends at 64 KiB, and an init parameter may be longer. */
    private void text(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private void texts(List<String> texts) throws IOException {
        list(texts, this::text);
    }

    /** Sorted, so that the same model always gives the same bytes. */
    private void map(Map<String, String> map) throws IOException {
        out.writeInt(map.size());
        for (Map.Entry<String, String> entry : new TreeMap<>(map).entrySet()) {
            text(entry.getKey());
            text(entry.getValue());
        }
    }

    private void integer(Integer value) throws IOException {
        out.writeBoolean(value != null);
        if (value != null) {
            out.writeInt(value);
        }
    }

    private void flag(Boolean value) throws IOException {
        out.writeByte(value == null ? -1 : value ? 1 : 0);
    }

    private <T> void optional(T value, Each<T> each) throws IOException {
        out.writeBoolean(value != null);
        if (value != null) {
            each.write(value);
        }
    }

    private <T> void list(List<T> values, Each<T> each) throws IOException {
        out.writeInt(values.size());
        for (T value : values) {
            each.write(value);
        }
    }
}
