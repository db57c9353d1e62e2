package org.junicorn.container.deploy;

import io.undertow.server.handlers.resource.Resource;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The page that shows what a folder holds, in the words of Tomcat's. */
final class Listing {
    private final AppResources resources;
    private final FileOptions options;
    private final String serverInfo;

    Listing(AppResources resources, FileOptions options, String serverInfo) {
        this.resources = resources;
        this.options = options;
        this.serverInfo = serverInfo;
    }

    /** @param folder begins and ends with a slash */
    String html(HttpServletRequest request, String folder) throws IOException {
        String title = "Directory Listing For [" + ErrorReport.escape(folder) + "]";
        StringBuilder page = new StringBuilder("<!doctype html>\n<html lang=\"en\">\n<head>\n<title>")
                .append(title)
                .append("</title>\n</head>\n<body>\n<h1>")
                .append(title);
        if (!folder.equals("/")) {
            String parent = folder.substring(0, folder.lastIndexOf('/', folder.length() - 2) + 1);
            page.append(" – <a href=\"../\"><b>Up To [")
                    .append(ErrorReport.escape(parent))
                    .append("]</b></a>");
        }
        page.append("</h1>\n<hr>\n<table width=\"100%\">\n<thead>\n<tr>");
        heading(page, "Filename", 'N', "left", request);
        heading(page, "Size", 'S', "center", request);
        heading(page, "Last Modified", 'M', "right", request);
        page.append("</tr>\n</thead>\n<tbody>\n");
        entries(request, folder).forEach(entry -> row(page, entry));
        page.append("</tbody>\n</table>\n<hr>\n");
        Optional<AppFile> readme = options.readme().flatMap(name -> resources.find(folder + name));
        if (readme.isPresent() && !readme.get().isDirectory()) {
            page.append(Files.readString(readme.get().getFilePath(), options.encoding()))
                    .append("<hr>\n");
        }
        if (options.serverInfo()) {
            page.append("<h3>").append(ErrorReport.escape(serverInfo)).append("</h3>\n");
        }
        return page.append("</body>\n</html>\n").toString();
    }

    private void heading(StringBuilder page, String name, char key, String align, HttpServletRequest request) {
        page.append("<th align=\"").append(align).append("\">");
        if (options.sortable()) {
            boolean ascending = order(request).equals("C=" + key + ";O=A");
            page.append("<a href=\"?C=")
                    .append(key)
                    .append(";O=")
                    .append(ascending ? 'D' : 'A')
                    .append("\">")
                    .append(name)
                    .append("</a>");
        } else {
            page.append(name);
        }
        page.append("</th>");
    }

    private static String order(HttpServletRequest request) {
        return request.getQueryString() == null ? "" : request.getQueryString();
    }

    private List<AppFile> entries(HttpServletRequest request, String folder) {
        List<AppFile> entries = new ArrayList<>();
        for (Resource child : resources.list(folder)) {
            if (!child.getName().equalsIgnoreCase("WEB-INF") && !child.getName().equalsIgnoreCase("META-INF")) {
                entries.add((AppFile) child);
            }
        }
        Comparator<AppFile> order = Comparator.comparing(AppFile::getName);
        String wanted = options.sortable() ? order(request) : "";
        if (wanted.startsWith("C=S")) {
            order = Comparator.comparingLong(AppFile::length);
        } else if (wanted.startsWith("C=M")) {
            order = Comparator.comparingLong(AppFile::modified);
        }
        if (wanted.endsWith("O=D")) {
            order = order.reversed();
        }
        if (options.foldersFirst()) {
            order = Comparator.comparing((AppFile entry) -> !entry.isDirectory())
                    .thenComparing(order);
        }
        entries.sort(order);
        return entries;
    }

    private static void row(StringBuilder page, AppFile entry) {
        String slash = entry.isDirectory() ? "/" : "";
        page.append("<tr><td align=\"left\"><a href=\"./")
                .append(escaped(entry.getName()))
                .append(slash)
                .append("\"><tt>")
                .append(ErrorReport.escape(entry.getName()))
                .append(slash)
                .append("</tt></a></td><td align=\"right\"><tt>")
                .append(entry.isDirectory() ? "&nbsp;" : size(entry.length()))
                .append("</tt></td><td align=\"right\"><tt>")
                .append(entry.getLastModifiedString())
                .append("</tt></td></tr>\n");
    }

    /** As a segment of a path: everything but letters, digits and a few signs is escaped. */
    private static String escaped(String name) {
        StringBuilder path = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0)) {
                path.append(c);
            } else {
                path.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            }
        }
        return path.toString();
    }

    /** In kilobytes with one digit, as Tomcat: 0.1 at least for what is not empty. */
    private static String size(long bytes) {
        long tenths = bytes > 0 ? Math.max(1, bytes % 1024 / 103 + bytes / 1024 * 10) : 0;
        return tenths / 10 + "." + tenths % 10 + " KiB";
    }
}
