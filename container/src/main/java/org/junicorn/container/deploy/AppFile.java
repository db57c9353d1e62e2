package org.junicorn.container.deploy;

import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.resource.Resource;
import io.undertow.util.DateUtils;
import io.undertow.util.ETag;
import io.undertow.util.MimeMappings;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Date;
import java.util.List;
import org.xnio.IoUtils;

/**
 * A file or folder of the application as it was when it was looked up. The methods of {@link Resource} are Undertow's:
 * those that may return null say so there.
 */
final class AppFile implements Resource {
    private final AppResources resources;
    private final Path root;
    private final Path file;
    private final BasicFileAttributes attributes;

    AppFile(AppResources resources, Path root, Path file, BasicFileAttributes attributes) {
        this.resources = resources;
        this.root = root;
        this.file = file;
        this.attributes = attributes;
    }

    BasicFileAttributes attributes() {
        return attributes;
    }

    long length() {
        return attributes.size();
    }

    /** Milliseconds since the epoch. */
    long modified() {
        return attributes.lastModifiedTime().toMillis();
    }

    /** As Tomcat writes it, so that what browsers and proxies cached of an application stays valid. */
    String entityTag() {
        return "W/\"" + length() + "-" + modified() + "\"";
    }

    @Override
    public String getPath() {
        return "/" + root.relativize(file).toString().replace(File.separatorChar, '/');
    }

    @Override
    public Date getLastModified() {
        return new Date(modified());
    }

    @Override
    public String getLastModifiedString() {
        return DateUtils.toDateString(getLastModified());
    }

    @Override
    public ETag getETag() {
        return new ETag(true, length() + "-" + modified());
    }

    @Override
    public String getName() {
        Path name = file.getFileName();
        return name == null ? "" : name.toString();
    }

    @Override
    public boolean isDirectory() {
        return attributes.isDirectory();
    }

    @Override
    public List<Resource> list() {
        return resources.list(getPath());
    }

    @Override
    public String getContentType(MimeMappings mimeMappings) {
        String name = getName();
        int dot = name.lastIndexOf('.');
        return dot < 0 ? null : mimeMappings.getMimeType(name.substring(dot + 1));
    }

    @Override
    public void serve(Sender sender, HttpServerExchange exchange, IoCallback callback) {
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
        } catch (IOException e) {
            callback.onException(exchange, sender, e);
            return;
        }
        sender.transferFrom(channel, new IoCallback() {
            @Override
            public void onComplete(HttpServerExchange served, Sender used) {
                close();
                callback.onComplete(served, used);
            }

            @Override
            public void onException(HttpServerExchange served, Sender used, IOException failure) {
                close();
                callback.onException(served, used, failure);
            }

            private void close() {
                IoUtils.safeClose(channel);
            }
        });
    }

    @Override
    public Long getContentLength() {
        return length();
    }

    @Override
    public String getCacheKey() {
        return file.toString();
    }

    @Override
    public File getFile() {
        return file.toFile();
    }

    @Override
    public Path getFilePath() {
        return file;
    }

    @Override
    public File getResourceManagerRoot() {
        return root.toFile();
    }

    @Override
    public Path getResourceManagerRootPath() {
        return root;
    }

    @Override
    public URL getUrl() {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new AssertionError("every path has a file: URL", e);
        }
    }
}
