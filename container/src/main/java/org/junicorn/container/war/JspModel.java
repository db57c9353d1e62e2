package org.junicorn.container.war;

import java.io.Serializable;
import java.util.List;

/**
 * What an application says about its JSPs (Jakarta Pages 4.0, 3 and 7.3): found once when it is prepared, so that no
 * worker searches for tag libraries.
 *
 * @param workDir absolute path of the folder that takes compiled pages; all workers share it
 * @param pages whether there are JSP files, or servlets that are
 * @param taglibs {@code <taglib>} elements of {@code <jsp-config>}, of older versions also of {@code <web-app>}
 * @param groups {@code <jsp-property-group>}s in the order of their declaration
 * @param tlds the tag library descriptors that a page can name by a URI; of several with the same URI the first counts
 * @param listeners the listeners that tag libraries declare
 */
public record JspModel(
        String workDir,
        boolean pages,
        List<TaglibModel> taglibs,
        List<PropertyGroupModel> groups,
        List<TldModel> tlds,
        List<String> listeners)
        implements Serializable {
    public JspModel {
        taglibs = List.copyOf(taglibs);
        groups = List.copyOf(groups);
        tlds = List.copyOf(tlds);
        listeners = List.copyOf(listeners);
    }

    /** Whether the application may ever need the JSP engine, unless it writes pages while it runs. */
    public boolean used() {
        return pages || configured() || !tlds.isEmpty();
    }

    /** Whether there is something in {@code <jsp-config>}. */
    public boolean configured() {
        return !taglibs.isEmpty() || !groups.isEmpty();
    }

    /** A {@code <taglib>}: the URI that pages use, and the location as it is written. */
    public record TaglibModel(String uri, String location) implements Serializable {}

    /**
     * A tag library descriptor.
     *
     * @param file absolute path of the descriptor, or of the jar that holds it
     * @param path the same from the application's root, "" if it lies outside of it
     * @param entry the descriptor's name in the jar, "" if it is a file of its own
     */
    public record TldModel(String uri, String file, String path, String entry) implements Serializable {}

    /** A {@code <jsp-property-group>}; an empty string means that the element is not there. */
    public record PropertyGroupModel(
            List<String> urlPatterns,
            String elIgnored,
            String errorOnElNotFound,
            String pageEncoding,
            String scriptingInvalid,
            String isXml,
            List<String> includePreludes,
            List<String> includeCodas,
            String deferredSyntaxAllowedAsLiteral,
            String trimDirectiveWhitespaces,
            String defaultContentType,
            String buffer,
            String errorOnUndeclaredNamespace)
            implements Serializable {
        public PropertyGroupModel {
            urlPatterns = List.copyOf(urlPatterns);
            includePreludes = List.copyOf(includePreludes);
            includeCodas = List.copyOf(includeCodas);
        }
    }
}
