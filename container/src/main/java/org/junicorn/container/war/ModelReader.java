package org.junicorn.container.war;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.junicorn.container.war.NamingModel.Kind;
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

/**
 * Reads what {@link ModelWriter} wrote. Arguments of a constructor are evaluated from left to right, so each method
 * lists the components in the order of the record, which is the order of the file.
 *
 * <p>It runs early in the boot of every worker, so it does without lambdas: the first ones cost a JVM as much time as
 * reading the whole model.
 */
final class ModelReader {
    private final DataInputStream in;

    ModelReader(DataInputStream in) {
        this.in = in;
    }

    WebAppModel model() throws IOException {
        return new WebAppModel(
                text(),
                texts(),
                texts(),
                texts(),
                text(),
                in.readInt(),
                in.readInt(),
                in.readBoolean(),
                in.readBoolean(),
                in.readBoolean(),
                text(),
                text(),
                text(),
                map(),
                servlets(),
                filters(),
                filterMappings(),
                texts(),
                initializers(),
                texts(),
                errorPages(),
                map(),
                map(),
                session(),
                jsp(),
                constraints(),
                in.readBoolean() ? login() : null,
                texts(),
                context(),
                naming(),
                in.readBoolean() ? texts() : null,
                texts());
    }

    private ServletModel servlet() throws IOException {
        return new ServletModel(
                text(),
                text(),
                text(),
                texts(),
                map(),
                integer(),
                in.readBoolean(),
                in.readBoolean(),
                in.readBoolean() ? multipart() : null,
                text(),
                roleLinks(),
                in.readBoolean() ? servletSecurity() : null);
    }

    private MultipartModel multipart() throws IOException {
        return new MultipartModel(text(), in.readLong(), in.readLong(), in.readInt());
    }

    private RoleLink roleLink() throws IOException {
        return new RoleLink(text(), text());
    }

    private ServletSecurityModel servletSecurity() throws IOException {
        RoleRule all = rule();
        int size = count();
        Map<String, RoleRule> methods = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            methods.put(text(), rule());
        }
        return new ServletSecurityModel(all, methods);
    }

    private RoleRule rule() throws IOException {
        return new RoleRule(in.readBoolean(), in.readBoolean(), texts());
    }

    private FilterModel filter() throws IOException {
        return new FilterModel(text(), text(), map(), in.readBoolean());
    }

    private FilterMapping filterMapping() throws IOException {
        return new FilterMapping(text(), texts(), texts(), texts());
    }

    private InitializerModel initializer() throws IOException {
        return new InitializerModel(text(), in.readBoolean(), texts());
    }

    private ErrorPageModel errorPage() throws IOException {
        return new ErrorPageModel(in.readInt(), text(), text());
    }

    private SessionModel session() throws IOException {
        return new SessionModel(integer(), texts(), text(), text(), text(), flag(), flag(), integer(), map());
    }

    private JspModel jsp() throws IOException {
        return new JspModel(text(), in.readBoolean(), taglibs(), propertyGroups(), tlds(), texts());
    }

    private PropertyGroupModel propertyGroup() throws IOException {
        return new PropertyGroupModel(
                texts(), text(), text(), text(), text(), text(), texts(), texts(), text(), text(), text(), text(),
                text());
    }

    private SecurityConstraintModel constraint() throws IOException {
        return new SecurityConstraintModel(collections(), in.readBoolean() ? rule() : null, in.readBoolean());
    }

    private ResourceCollection collection() throws IOException {
        return new ResourceCollection(texts(), texts(), texts());
    }

    private LoginModel login() throws IOException {
        return new LoginModel(text(), text(), text(), text());
    }

    private ContextModel context() throws IOException {
        return new ContextModel(map(), resources(), environments(), resourceLinks(), parameters(), parts(0));
    }

    private NamingModel naming() throws IOException {
        return new NamingModel(namedEntries(), dataSources(), callbacks());
    }

    private List<NamedEntry> namedEntries() throws IOException {
        List<NamedEntry> list = new ArrayList<>();
        for (int left = count(); left > 0; left--) {
            list.add(new NamedEntry(
                    Kind.valueOf(text()),
                    text(),
                    text(),
                    in.readBoolean(),
                    text(),
                    text(),
                    injectionTargets(),
                    text()));
        }
        return list;
    }

    private List<InjectionTarget> injectionTargets() throws IOException {
        List<InjectionTarget> list = new ArrayList<>();
        for (int left = count(); left > 0; left--) {
            list.add(new InjectionTarget(text(), text()));
        }
        return list;
    }

    private List<DataSourceModel> dataSources() throws IOException {
        List<DataSourceModel> list = new ArrayList<>();
        for (int left = count(); left > 0; left--) {
            list.add(new DataSourceModel(text(), map(), text()));
        }
        return list;
    }

    private List<CallbackModel> callbacks() throws IOException {
        List<CallbackModel> list = new ArrayList<>();
        for (int left = count(); left > 0; left--) {
            list.add(new CallbackModel(in.readBoolean(), text(), text()));
        }
        return list;
    }

    private String text() throws IOException {
        int length = count();
        if (length > in.available()) {
            throw new EOFException("a text of " + length + " bytes");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private Map<String, String> map() throws IOException {
        int size = count();
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            map.put(text(), text());
        }
        return map;
    }

    private Integer integer() throws IOException {
        return in.readBoolean() ? in.readInt() : null;
    }

    private Boolean flag() throws IOException {
        byte value = in.readByte();
        return value < 0 ? null : value == 1;
    }

    private List<ServletModel> servlets() throws IOException {
        List<ServletModel> list = new ArrayList<>();
        for (int left = count(); left > 0; left--) {
            list.add(servlet());
        }
        return list;
    }

    private List<RoleLink> roleLinks() throws IOException {
        List<RoleLink> list = new ArrayList<>();
        for (int left = count(); left > 0; left--) {
            list.add(roleLink());
        }
        return list;
    }

    private List<FilterModel> filters() throws IOException {
        List<FilterModel> list = new ArrayList<>();
        for (int left = count(); left > 0; left--) {
            list.add(filter());
        }
        return list;
    }

    private List<FilterMapping> filterMappings() throws IOException {
        List<FilterMapping> list = new ArrayList<>();
        for (int left = count(); left > 0; left--) {
            list.add(filterMapping());
        }
        return list;
    }

    private List<InitializerModel> initializers() throws IOException {
        List<InitializerModel> list = new ArrayList<>();
        for (int left = count(); left > 0; left--) {
            list.add(initializer());
        }
        return list;
    }

    private List<ErrorPageModel> errorPages() throws IOException {
        List<ErrorPageModel> list = new ArrayList<>();
        for (int left = count(); left > 0; left--) {
            list.add(errorPage());
        }
        return list;
    }

    private List<SecurityConstraintModel> constraints() throws IOException {
        List<SecurityConstraintModel> list = new ArrayList<>();
        for (int left = count(); left > 0; left--) {
            list.add(constraint());
        }
        return list;
    }

    private List<TaglibModel> taglibs() throws IOException {
        List<TaglibModel> list = new ArrayList<>();
        for (int left = count(); left > 0; left--) {
            list.add(new TaglibModel(text(), text()));
        }
        return list;
    }

    private List<PropertyGroupModel> propertyGroups() throws IOException {
        List<PropertyGroupModel> list = new ArrayList<>();
        for (int left = count(); left > 0; left--) {
            list.add(propertyGroup());
        }
        return list;
    }

    private List<TldModel> tlds() throws IOException {
        List<TldModel> list = new ArrayList<>();
        for (int left = count(); left > 0; left--) {
            list.add(new TldModel(text(), text(), text(), text()));
        }
        return list;
    }

    private List<ResourceModel> resources() throws IOException {
        List<ResourceModel> list = new ArrayList<>();
        for (int left = count(); left > 0; left--) {
            list.add(new ResourceModel(text(), text(), text(), text(), map(), text()));
        }
        return list;
    }

    private List<EnvironmentModel> environments() throws IOException {
        List<EnvironmentModel> list = new ArrayList<>();
        for (int left = count(); left > 0; left--) {
            list.add(new EnvironmentModel(text(), text(), text(), in.readBoolean(), text(), text()));
        }
        return list;
    }

    private List<ResourceLinkModel> resourceLinks() throws IOException {
        List<ResourceLinkModel> list = new ArrayList<>();
        for (int left = count(); left > 0; left--) {
            list.add(new ResourceLinkModel(text(), text(), text(), text(), map(), text()));
        }
        return list;
    }

    private List<ParameterModel> parameters() throws IOException {
        List<ParameterModel> list = new ArrayList<>();
        for (int left = count(); left > 0; left--) {
            list.add(new ParameterModel(text(), text(), in.readBoolean(), text()));
        }
        return list;
    }

    private List<Part> parts(int depth) throws IOException {
        if (depth > DescriptorXml.MOST_NESTED + 1) {
            throw new IOException("elements nested " + depth + " deep");
        }
        List<Part> list = new ArrayList<>();
        for (int left = count(); left > 0; left--) {
            list.add(new Part(text(), map(), text(), parts(depth + 1), text()));
        }
        return list;
    }

    private List<ResourceCollection> collections() throws IOException {
        List<ResourceCollection> list = new ArrayList<>();
        for (int left = count(); left > 0; left--) {
            list.add(collection());
        }
        return list;
    }

    private List<String> texts() throws IOException {
        List<String> list = new ArrayList<>();
        for (int left = count(); left > 0; left--) {
            list.add(text());
        }
        return list;
    }

    private int count() throws IOException {
        int count = in.readInt();
        if (count < 0) {
            throw new IOException("a count of " + count);
        }
        return count;
    }
}
