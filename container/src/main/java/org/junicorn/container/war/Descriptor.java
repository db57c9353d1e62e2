package org.junicorn.container.war;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junicorn.container.war.JspModel.PropertyGroupModel;
import org.junicorn.container.war.NamingModel.CallbackModel;
import org.junicorn.container.war.NamingModel.DataSourceModel;
import org.junicorn.container.war.NamingModel.NamedEntry;
import org.junicorn.container.war.WebAppModel.FilterMapping;
import org.junicorn.container.war.WebAppModel.LoginModel;
import org.junicorn.container.war.WebAppModel.MultipartModel;
import org.junicorn.container.war.WebAppModel.SecurityConstraintModel;
import org.junicorn.container.war.WebAppModel.ServletSecurityModel;

/**
 * What one source says: a web.xml, or a jar with its web-fragment.xml and annotations. Filled by the parsers, completed
 * by {@link AnnotationReader}, and poured into the application's own by {@link DescriptorMerger}. A null stands for "not
 * said" and never leaves this package.
 */
final class Descriptor {
    /** Whose it is, as messages name it: "WEB-INF/web.xml" or "WEB-INF/lib/a.jar". */
    final String origin;

    int majorVersion = 6;
    int minorVersion = 1;
    boolean metadataComplete;

    /** The fragment's {@code <name>}; "" if it has none. */
    String name = "";

    final Ordering ordering = new Ordering();

    /** Names, and {@link Ordering#OTHERS}; null if there is no {@code <absolute-ordering>}. */
    List<String> absoluteOrdering;

    String displayName;
    boolean distributable;
    boolean denyUncoveredHttpMethods;
    String defaultContextPath;
    String requestCharacterEncoding;
    String responseCharacterEncoding;
    final Map<String, String> contextParams = new LinkedHashMap<>();
    final Map<String, Servlet> servlets = new LinkedHashMap<>();

    /** Keyed by the pattern. */
    final Map<String, ServletMapping> servletMappings = new LinkedHashMap<>();

    final Map<String, Filter> filters = new LinkedHashMap<>();
    final List<FilterMapping> filterMappings = new ArrayList<>();
    final Set<String> listeners = new LinkedHashSet<>();
    final Set<String> welcomeFiles = new LinkedHashSet<>();

    /** Keyed by the code, the exception's class, or "" for the default page; the value is the location. */
    final Map<String, String> errorPages = new LinkedHashMap<>();

    final Map<String, String> mimeMappings = new LinkedHashMap<>();
    final Map<String, String> localeEncodings = new LinkedHashMap<>();
    final Session session = new Session();

    /** The locations of tag libraries, keyed by their URIs. */
    final Map<String, String> taglibs = new LinkedHashMap<>();

    final List<PropertyGroupModel> jspPropertyGroups = new ArrayList<>();
    final List<SecurityConstraintModel> securityConstraints = new ArrayList<>();
    LoginModel login;

    /** Names of java:comp/env, keyed by them. */
    final Map<String, NamedEntry> named = new LinkedHashMap<>();

    final Map<String, DataSourceModel> dataSources = new LinkedHashMap<>();
    final Set<CallbackModel> callbacks = new LinkedHashSet<>();
    final Set<String> securityRoles = new LinkedHashSet<>();

    Descriptor(String origin) {
        this.origin = origin;
    }

    boolean isVersion22() {
        return majorVersion == 2 && minorVersion == 2;
    }

    /** A {@code <servlet>}; {@code where} it was first found, for messages. */
    static final class Servlet {
        final String name;
        final String where;
        String className;
        String jspFile;
        final Map<String, String> initParams = new LinkedHashMap<>();
        Integer loadOnStartup;
        Boolean asyncSupported;
        Boolean enabled;
        MultipartModel multipart;
        String runAs;
        final Map<String, String> roleLinks = new LinkedHashMap<>();
        ServletSecurityModel security;

        Servlet(String name, String where) {
            this.name = name;
            this.where = where;
        }
    }

    /** One URL pattern of a servlet. */
    record ServletMapping(String servlet, String pattern, String where) {}

    /** A {@code <filter>}. */
    static final class Filter {
        final String name;
        final String where;
        String className;
        final Map<String, String> initParams = new LinkedHashMap<>();
        Boolean asyncSupported;

        Filter(String name, String where) {
            this.name = name;
            this.where = where;
        }
    }

    /** The {@code <session-config>}. */
    static final class Session {
        Integer timeoutMinutes;
        final Set<String> trackingModes = new LinkedHashSet<>();
        String cookieName;
        String cookieDomain;
        String cookiePath;
        Boolean httpOnly;
        Boolean secure;
        Integer maxAge;
        final Map<String, String> cookieAttributes = new LinkedHashMap<>();
    }

    /** The {@code <ordering>} of a fragment: names, and {@link #OTHERS}. */
    static final class Ordering {
        /** Stands for {@code <others/>} among names; no name is like it, since names are trimmed. */
        static final String OTHERS = " others ";

        final Set<String> before = new LinkedHashSet<>();
        final Set<String> after = new LinkedHashSet<>();

        boolean isEmpty() {
            return before.isEmpty() && after.isEmpty();
        }
    }
}
