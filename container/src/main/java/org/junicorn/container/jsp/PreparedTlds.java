package org.junicorn.container.jsp;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.jasper.JasperException;
import org.apache.jasper.compiler.TldCache;
import org.apache.tomcat.util.descriptor.tld.TaglibXml;
import org.apache.tomcat.util.descriptor.tld.TldParser;
import org.apache.tomcat.util.descriptor.tld.TldResourcePath;
import org.junicorn.container.war.JspModel.TldModel;
import org.xml.sax.SAXException;

/**
 * The tag libraries that were found when the application was prepared. A descriptor is read when a page names it, and
 * again when its file has changed. Any thread.
 */
final class PreparedTlds extends TldCache {
    /** A descriptor as it was when its file had that time. */
    private record Read(TaglibXml content, long modified) {}

    private final Map<TldResourcePath, Read> read = new HashMap<>();

    PreparedTlds(ServletContext context, List<TldModel> tlds) {
        super(context, byUri(tlds), Map.of());
    }

    private static Map<String, TldResourcePath> byUri(List<TldModel> tlds) {
        Map<String, TldResourcePath> paths = new HashMap<>();
        for (TldModel tld : tlds) {
            try {
                paths.put(
                        tld.uri(),
                        new TldResourcePath(
                                Path.of(tld.file()).toUri().toURL(),
                                tld.path().isEmpty() ? null : tld.path(),
                                tld.entry().isEmpty() ? null : tld.entry()));
            } catch (MalformedURLException e) {
                throw new AssertionError("every path has a file: URL", e);
            }
        }
        return paths;
    }

    /** Also of a descriptor that a page names by its path. Null if there is none, which Jasper has a message for. */
    @Override
    public synchronized TaglibXml getTaglibXml(TldResourcePath path) throws JasperException {
        long modified = modified(path);
        if (modified < 0) {
            return null;
        }
        Read before = read.get(path);
        if (before != null && before.modified() == modified) {
            return before.content();
        }
        try {
            TaglibXml content = new TldParser(true, false, true).parse(path);
            read.put(path, new Read(content, modified));
            return content;
        } catch (IOException | SAXException e) {
            throw new JasperException("the tag library " + path.toExternalForm() + " cannot be read: " + e, e);
        }
    }

    private static long modified(TldResourcePath path) {
        if (path.getUrl() == null) {
            return -1;
        }
        try {
            return Files.getLastModifiedTime(Path.of(path.getUrl().toURI())).toMillis();
        } catch (IOException | URISyntaxException | RuntimeException e) {
            return -1;
        }
    }
}
