package org.junicorn.container.deploy;

import jakarta.servlet.descriptor.JspConfigDescriptor;
import jakarta.servlet.descriptor.JspPropertyGroupDescriptor;
import jakarta.servlet.descriptor.TaglibDescriptor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junicorn.container.war.JspModel;
import org.junicorn.container.war.JspModel.PropertyGroupModel;
import org.junicorn.container.war.JspModel.TaglibModel;

/** {@code <jsp-config>} as applications, and Jasper, ask for it (Servlet 6.1, 4.4.4). */
final class JspConfig implements JspConfigDescriptor {
    private final List<TaglibDescriptor> taglibs = new ArrayList<>();
    private final List<JspPropertyGroupDescriptor> groups = new ArrayList<>();

    JspConfig(JspModel model) {
        model.taglibs().forEach(taglib -> taglibs.add(new Taglib(taglib)));
        model.groups().forEach(group -> groups.add(new Group(group)));
    }

    @Override
    public Collection<TaglibDescriptor> getTaglibs() {
        return new ArrayList<>(taglibs);
    }

    @Override
    public Collection<JspPropertyGroupDescriptor> getJspPropertyGroups() {
        return new ArrayList<>(groups);
    }

    private record Taglib(TaglibModel model) implements TaglibDescriptor {
        @Override
        public String getTaglibURI() {
            return model.uri();
        }

        @Override
        public String getTaglibLocation() {
            return model.location();
        }
    }

    /** Null stands for what is not said, as the interface wants it. */
    private record Group(PropertyGroupModel model) implements JspPropertyGroupDescriptor {
        private static String orNull(String text) {
            return text.isEmpty() ? null : text;
        }

        @Override
        public Collection<String> getUrlPatterns() {
            return new ArrayList<>(model.urlPatterns());
        }

        @Override
        public String getElIgnored() {
            return orNull(model.elIgnored());
        }

        @Override
        public String getErrorOnELNotFound() {
            return orNull(model.errorOnElNotFound());
        }

        @Override
        public String getPageEncoding() {
            return orNull(model.pageEncoding());
        }

        @Override
        public String getScriptingInvalid() {
            return orNull(model.scriptingInvalid());
        }

        @Override
        public String getIsXml() {
            return orNull(model.isXml());
        }

        @Override
        public Collection<String> getIncludePreludes() {
            return new ArrayList<>(model.includePreludes());
        }

        @Override
        public Collection<String> getIncludeCodas() {
            return new ArrayList<>(model.includeCodas());
        }

        @Override
        public String getDeferredSyntaxAllowedAsLiteral() {
            return orNull(model.deferredSyntaxAllowedAsLiteral());
        }

        @Override
        public String getTrimDirectiveWhitespaces() {
            return orNull(model.trimDirectiveWhitespaces());
        }

        @Override
        public String getDefaultContentType() {
            return orNull(model.defaultContentType());
        }

        @Override
        public String getBuffer() {
            return orNull(model.buffer());
        }

        @Override
        public String getErrorOnUndeclaredNamespace() {
            return orNull(model.errorOnUndeclaredNamespace());
        }
    }
}
