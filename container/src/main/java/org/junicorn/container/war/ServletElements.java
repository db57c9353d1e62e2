package org.junicorn.container.war;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junicorn.container.war.WebAppModel.FilterMapping;
import org.junicorn.container.war.WebAppModel.MultipartModel;

/** {@code <servlet>}, {@code <filter>}, their mappings and parameters. */
final class ServletElements {
    static final Set<String> DISPATCHERS = Set.of("REQUEST", "FORWARD", "INCLUDE", "ERROR", "ASYNC");

    private final DescriptorXml xml;
    private final Descriptor descriptor;

    ServletElements(DescriptorXml xml, Descriptor descriptor) {
        this.xml = xml;
        this.descriptor = descriptor;
    }

    void servlet() throws InvalidAppException {
        String where = xml.where();
        String[] name = new String[1];
        // The name may come after what belongs to it.
        Descriptor.Servlet read = new Descriptor.Servlet("", where);
        xml.children(child -> {
            switch (child) {
                case "description", "display-name", "icon" -> xml.skip();
                case "servlet-name" -> {
                    xml.once(name[0]);
                    name[0] = xml.required();
                }
                case "servlet-class" -> {
                    xml.once(read.className);
                    read.className = xml.required();
                }
                case "jsp-file" -> {
                    xml.once(read.jspFile);
                    String at = xml.where();
                    read.jspFile = slashed(at, "jsp-file", xml.required());
                }
                case "init-param" -> param(read.initParams);
                case "load-on-startup" -> read.loadOnStartup = loadOnStartup();
                case "async-supported" -> read.asyncSupported = xml.flag();
                case "enabled" -> read.enabled = xml.flag();
                case "multipart-config" -> read.multipart = multipart();
                case "run-as" ->
                    xml.children(inner -> switch (inner) {
                        case "description" -> xml.skip();
                        case "role-name" -> {
                            read.runAs = xml.required();
                            yield true;
                        }
                        default -> false;
                    });
                case "security-role-ref" -> roleLink(read.roleLinks);
                default -> {
                    return false;
                }
            }
            return true;
        });
        DescriptorParser.require(where, "servlet", "servlet-name", name[0]);
        if (read.className != null && read.jspFile != null) {
            throw new InvalidAppException(where + ": the servlet \"" + name[0]
                    + "\" has both <servlet-class> and <jsp-file>; one of them says what it runs");
        }
        Descriptor.Servlet before = descriptor.servlets.get(name[0]);
        if (before != null) {
            throw new InvalidAppException(where + ": the servlet \"" + name[0] + "\" is defined a second time, after "
                    + before.where + "; give one of them another name");
        }
        Descriptor.Servlet servlet = new Descriptor.Servlet(name[0], where);
        DescriptorMerger.complete(servlet, read);
        descriptor.servlets.put(name[0], servlet);
    }

    /** Empty means that any moment will do. */
    private int loadOnStartup() throws InvalidAppException {
        String where = xml.where();
        String text = xml.text();
        try {
            return text.isEmpty() ? 0 : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new InvalidAppException(
                    where + ": <load-on-startup> is \"" + text + "\"; expected a whole number", e);
        }
    }

    private MultipartModel multipart() throws InvalidAppException {
        String[] location = {""};
        long[] sizes = {-1, -1};
        int[] threshold = {0};
        xml.children(child -> {
            switch (child) {
                case "location" -> location[0] = xml.text();
                case "max-file-size" -> sizes[0] = xml.number();
                case "max-request-size" -> sizes[1] = xml.number();
                case "file-size-threshold" -> threshold[0] = xml.integer();
                default -> {
                    return false;
                }
            }
            return true;
        });
        return new MultipartModel(location[0], sizes[0], sizes[1], threshold[0]);
    }

    private void roleLink(Map<String, String> links) throws InvalidAppException {
        String where = xml.where();
        String[] link = new String[2];
        xml.children(child -> {
            switch (child) {
                case "description" -> xml.skip();
                case "role-name" -> link[0] = xml.required();
                case "role-link" -> link[1] = xml.required();
                default -> {
                    return false;
                }
            }
            return true;
        });
        DescriptorParser.require(where, "security-role-ref", "role-name", link[0]);
        links.put(link[0], link[1] == null ? link[0] : link[1]);
    }

    /** An {@code <init-param>} or {@code <context-param>}; of two with the same name the last one counts, as in Tomcat. */
    void param(Map<String, String> params) throws InvalidAppException {
        String where = xml.where();
        String[] param = new String[2];
        xml.children(child -> {
            switch (child) {
                case "description" -> xml.skip();
                case "param-name" -> {
                    xml.once(param[0]);
                    param[0] = xml.required();
                }
                case "param-value" -> {
                    xml.once(param[1]);
                    param[1] = xml.text();
                }
                default -> {
                    return false;
                }
            }
            return true;
        });
        DescriptorParser.require(where, "init-param or context-param", "param-name", param[0]);
        DescriptorParser.require(where, "init-param or context-param", "param-value", param[1]);
        params.put(param[0], param[1]);
    }

    void servletMapping() throws InvalidAppException {
        String where = xml.where();
        String[] name = new String[1];
        List<String> patterns = new ArrayList<>();
        xml.children(child -> switch (child) {
            case "servlet-name" -> {
                xml.once(name[0]);
                name[0] = xml.required();
                yield true;
            }
            case "url-pattern" -> {
                String at = xml.where();
                patterns.add(pattern(at, xml.text()));
                yield true;
            }
            default -> false;
        });
        DescriptorParser.require(where, "servlet-mapping", "servlet-name", name[0]);
        if (patterns.isEmpty()) {
            throw new InvalidAppException(where + ": <servlet-mapping> has no <url-pattern>");
        }
        for (String pattern : patterns) {
            DescriptorMerger.map(descriptor, new Descriptor.ServletMapping(name[0], pattern, where));
        }
    }

    void filter() throws InvalidAppException {
        String where = xml.where();
        String[] name = new String[1];
        Descriptor.Filter read = new Descriptor.Filter("", where);
        xml.children(child -> {
            switch (child) {
                case "description", "display-name", "icon" -> xml.skip();
                case "filter-name" -> {
                    xml.once(name[0]);
                    name[0] = xml.required();
                }
                case "filter-class" -> {
                    xml.once(read.className);
                    read.className = xml.required();
                }
                case "init-param" -> param(read.initParams);
                case "async-supported" -> read.asyncSupported = xml.flag();
                default -> {
                    return false;
                }
            }
            return true;
        });
        DescriptorParser.require(where, "filter", "filter-name", name[0]);
        Descriptor.Filter before = descriptor.filters.get(name[0]);
        if (before != null) {
            throw new InvalidAppException(where + ": the filter \"" + name[0] + "\" is defined a second time, after "
                    + before.where + "; give one of them another name");
        }
        Descriptor.Filter filter = new Descriptor.Filter(name[0], where);
        DescriptorMerger.complete(filter, read);
        descriptor.filters.put(name[0], filter);
    }

    void filterMapping() throws InvalidAppException {
        String where = xml.where();
        String[] name = new String[1];
        List<String> patterns = new ArrayList<>();
        List<String> servletNames = new ArrayList<>();
        List<String> dispatchers = new ArrayList<>();
        xml.children(child -> {
            String at = xml.where();
            switch (child) {
                case "filter-name" -> {
                    xml.once(name[0]);
                    name[0] = xml.required();
                }
                case "url-pattern" -> {
                    // Tomcat takes "*" for every request.
                    String text = xml.text();
                    patterns.add(text.equals("*") ? "/*" : pattern(at, text));
                }
                case "servlet-name" -> servletNames.add(xml.required());
                case "dispatcher" -> {
                    String text = xml.required().toUpperCase(Locale.ROOT);
                    if (!DISPATCHERS.contains(text)) {
                        throw new InvalidAppException(at + ": <dispatcher> is \"" + text
                                + "\"; expected REQUEST, FORWARD, INCLUDE, ERROR or ASYNC");
                    }
                    dispatchers.add(text);
                }
                default -> {
                    return false;
                }
            }
            return true;
        });
        DescriptorParser.require(where, "filter-mapping", "filter-name", name[0]);
        if (patterns.isEmpty() && servletNames.isEmpty()) {
            throw new InvalidAppException(where + ": <filter-mapping> has neither <url-pattern> nor <servlet-name>");
        }
        descriptor.filterMappings.add(new FilterMapping(name[0], patterns, servletNames, dispatchers));
    }

    /** A URL pattern as it is meant: decoded, and in Servlet 2.2 with the slash that may be missing there. */
    String pattern(String where, String text) throws InvalidAppException {
        String pattern = decoded(where, text);
        if (descriptor.isVersion22() && !pattern.isEmpty() && !pattern.startsWith("/") && !pattern.startsWith("*")) {
            pattern = "/" + pattern;
        }
        checkPattern(where, pattern);
        return pattern;
    }

    /** Servlet 6.1, 12.2. The empty pattern is the context root. */
    static void checkPattern(String where, String pattern) throws InvalidAppException {
        boolean legal = pattern.isEmpty()
                || pattern.startsWith("/")
                || pattern.startsWith("*.") && pattern.length() > 2 && pattern.indexOf('/') < 0;
        if (!legal || pattern.indexOf('\r') >= 0 || pattern.indexOf('\n') >= 0) {
            throw new InvalidAppException(where + ": the URL pattern \"" + pattern
                    + "\" is not legal; expected \"/path\", \"/path/*\", \"*.extension\", \"/\" or \"\"");
        }
    }

    /** Patterns are URLs, so "%20" is a blank, but "+" is a plus. */
    private static String decoded(String where, String pattern) throws InvalidAppException {
        if (pattern.indexOf('%') < 0) {
            return pattern;
        }
        try {
            return URLDecoder.decode(pattern.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidAppException(
                    where + ": the URL pattern \"" + pattern + "\" has a \"%\" without two hexadecimal digits", e);
        }
    }

    /** A path from the application's root. Servlet 2.2 allowed it without its slash. */
    String slashed(String where, String element, String path) throws InvalidAppException {
        if (path.startsWith("/")) {
            return path;
        }
        if (descriptor.isVersion22()) {
            return "/" + path;
        }
        throw new InvalidAppException(where + ": <" + element + "> is \"" + path
                + "\"; expected a path from the application's root, \"/" + path + "\"");
    }
}
