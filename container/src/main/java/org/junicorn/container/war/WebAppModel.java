package org.junicorn.container.war;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * A web application, read, scanned and merged once, as every worker deploys it: the result of web.xml, web fragments,
 * annotations and the search for container initializers (Servlet 6.1, chapter 8). It holds names only, never a class:
 * nothing of the application runs, or is even loaded, while it is made.
 *
 * <p>Immutable. It is written to disk by the prepare step ({@link ModelStore}) and read by the workers.
 *
 * @param root absolute path of the exploded, writable application folder; for a bare servlet class an empty folder
 * @param classPath absolute paths, in search order: WEB-INF/classes, then the jars of WEB-INF/lib, or the class path
 *     given for a bare servlet class
 * @param sharedLibs absolute paths of the jars and folders that come after it and that all applications have
 * @param resourceRoots absolute paths of the folders that hold the {@code META-INF/resources} of the jars in
 *     WEB-INF/lib, in their order (Servlet 6.1, 4.6)
 * @param context what context.xml says; its {@code ${name}} are still in it
 * @param naming the names of java:comp/env that descriptors and annotations declare
 * @param orderedLibs jar names in fragment order, the value of {@code jakarta.servlet.context.orderedLibs}; null if no
 *     order was declared
 * @param warnings what was found odd and tolerated, a sentence each, to be logged once when the application is prepared
 */
public record WebAppModel(
        String root,
        List<String> classPath,
        List<String> sharedLibs,
        List<String> resourceRoots,
        String displayName,
        int majorVersion,
        int minorVersion,
        boolean metadataComplete,
        boolean distributable,
        boolean denyUncoveredHttpMethods,
        String defaultContextPath,
        String requestCharacterEncoding,
        String responseCharacterEncoding,
        Map<String, String> contextParams,
        List<ServletModel> servlets,
        List<FilterModel> filters,
        List<FilterMapping> filterMappings,
        List<String> listeners,
        List<InitializerModel> initializers,
        List<String> welcomeFiles,
        List<ErrorPageModel> errorPages,
        Map<String, String> mimeMappings,
        Map<String, String> localeEncodings,
        SessionModel session,
        JspModel jsp,
        List<SecurityConstraintModel> securityConstraints,
        LoginModel login,
        List<String> securityRoles,
        ContextModel context,
        NamingModel naming,
        List<String> orderedLibs,
        List<String> warnings)
        implements Serializable {

    /** Empty strings stand for "not given" in every text of this model; a list or map other than {@code orderedLibs} is never null. */
    public WebAppModel {
        classPath = List.copyOf(classPath);
        sharedLibs = List.copyOf(sharedLibs);
        resourceRoots = List.copyOf(resourceRoots);
        contextParams = Map.copyOf(contextParams);
        servlets = List.copyOf(servlets);
        filters = List.copyOf(filters);
        filterMappings = List.copyOf(filterMappings);
        listeners = List.copyOf(listeners);
        initializers = List.copyOf(initializers);
        welcomeFiles = List.copyOf(welcomeFiles);
        errorPages = List.copyOf(errorPages);
        mimeMappings = Map.copyOf(mimeMappings);
        localeEncodings = Map.copyOf(localeEncodings);
        securityConstraints = List.copyOf(securityConstraints);
        securityRoles = List.copyOf(securityRoles);
        orderedLibs = orderedLibs == null ? null : List.copyOf(orderedLibs);
        warnings = List.copyOf(warnings);
    }

    /** With what the {@code ${name}} of context.xml stand for in this JVM; nothing else changes. */
    public WebAppModel resolved() {
        if (context.equals(ContextModel.EMPTY)) {
            return this;
        }
        return new WebAppModel(
                root,
                classPath,
                sharedLibs,
                resourceRoots,
                displayName,
                majorVersion,
                minorVersion,
                metadataComplete,
                distributable,
                denyUncoveredHttpMethods,
                defaultContextPath,
                requestCharacterEncoding,
                responseCharacterEncoding,
                contextParams,
                servlets,
                filters,
                filterMappings,
                listeners,
                initializers,
                welcomeFiles,
                errorPages,
                mimeMappings,
                localeEncodings,
                session,
                jsp,
                securityConstraints,
                login,
                securityRoles,
                context.resolved(),
                naming,
                orderedLibs,
                warnings);
    }

    /**
     * One {@code <servlet>} or {@code @WebServlet}.
     *
     * @param className the servlet's class; empty if it is a JSP file. If both are empty, it is one of the container's
     *     own servlets, "default" or "jsp", that gets more mappings, or, under any other name, a registration that an
     *     initializer completes (Servlet 6.1, 4.4.1)
     * @param jspFile the {@code <jsp-file>}; empty if it is a class
     * @param loadOnStartup null if not given
     */
    public record ServletModel(
            String name,
            String className,
            String jspFile,
            List<String> mappings,
            Map<String, String> initParams,
            Integer loadOnStartup,
            boolean asyncSupported,
            boolean enabled,
            MultipartModel multipart,
            String runAs,
            List<RoleLink> roleLinks,
            ServletSecurityModel security)
            implements Serializable {
        public ServletModel {
            mappings = List.copyOf(mappings);
            initParams = Map.copyOf(initParams);
            roleLinks = List.copyOf(roleLinks);
        }
    }

    /** A {@code <security-role-ref>}: the name that the servlet uses and the role that is meant. */
    public record RoleLink(String name, String role) implements Serializable {}

    /** {@code <multipart-config>}; sizes in bytes, -1 is unlimited. A null of this type means: not multipart. */
    public record MultipartModel(String location, long maxFileSize, long maxRequestSize, int fileSizeThreshold)
            implements Serializable {}

    /** {@code @ServletSecurity} of a servlet class; null if it has none. */
    public record ServletSecurityModel(RoleRule all, Map<String, RoleRule> methods) implements Serializable {
        public ServletSecurityModel {
            methods = Map.copyOf(methods);
        }
    }

    /**
     * Who may call: with {@code permitEmpty} and no roles everybody, without it nobody.
     *
     * @param confidential the transport guarantee is CONFIDENTIAL (or INTEGRAL)
     */
    public record RoleRule(boolean permitEmpty, boolean confidential, List<String> roles) implements Serializable {
        public RoleRule {
            roles = List.copyOf(roles);
        }
    }

    /** One {@code <filter>} or {@code @WebFilter}. */
    public record FilterModel(String name, String className, Map<String, String> initParams, boolean asyncSupported)
            implements Serializable {
        public FilterModel {
            initParams = Map.copyOf(initParams);
        }
    }

    /**
     * One {@code <filter-mapping>}, in the order of application (Servlet 6.1, 6.2.4: URL patterns first, then names).
     *
     * @param urlPatterns patterns, or empty
     * @param servletNames servlet names ("*" is every servlet), or empty
     * @param dispatchers names of {@code DispatcherType}; empty means REQUEST
     */
    public record FilterMapping(
            String filter, List<String> urlPatterns, List<String> servletNames, List<String> dispatchers)
            implements Serializable {
        public FilterMapping {
            urlPatterns = List.copyOf(urlPatterns);
            servletNames = List.copyOf(servletNames);
            dispatchers = List.copyOf(dispatchers);
        }
    }

    /**
     * One {@code ServletContainerInitializer} in the order of its call.
     *
     * @param handlesTypes true if it has {@code @HandlesTypes}
     * @param types the names of the matching classes of the application; they are loaded without being initialised, and
     *     one that cannot be loaded is left out (Servlet 6.1, 8.2.4)
     */
    public record InitializerModel(String className, boolean handlesTypes, List<String> types) implements Serializable {
        /** In place of a class name: the container itself deploys the endpoints and what chooses among them. */
        public static final String WEB_SOCKETS = "websocket";

        public InitializerModel {
            types = List.copyOf(types);
        }
    }

    /** One {@code <error-page>}: a code (else 0), an exception's class (else empty), or neither for the default page. */
    public record ErrorPageModel(int code, String exception, String location) implements Serializable {}

    /**
     * {@code <session-config>}.
     *
     * @param timeoutMinutes null if not given; 0 or less: never
     * @param trackingModes names of {@code SessionTrackingMode}; empty if not given
     * @param cookieAttributes attributes of {@code <cookie-config>} other than the named ones, such as SameSite
     * @param httpOnly null if not given
     * @param secure null if not given
     * @param maxAge seconds; null if not given
     */
    public record SessionModel(
            Integer timeoutMinutes,
            List<String> trackingModes,
            String cookieName,
            String cookieDomain,
            String cookiePath,
            Boolean httpOnly,
            Boolean secure,
            Integer maxAge,
            Map<String, String> cookieAttributes)
            implements Serializable {
        public SessionModel {
            trackingModes = List.copyOf(trackingModes);
            cookieAttributes = Map.copyOf(cookieAttributes);
        }
    }

    /**
     * One {@code <security-constraint>}.
     *
     * @param rule null if there is no {@code <auth-constraint>}: everybody may call
     * @param confidential the transport guarantee is CONFIDENTIAL (or INTEGRAL)
     */
    public record SecurityConstraintModel(List<ResourceCollection> collections, RoleRule rule, boolean confidential)
            implements Serializable {
        public SecurityConstraintModel {
            collections = List.copyOf(collections);
        }
    }

    /** One {@code <web-resource-collection>}; at most one of the two method lists is not empty. */
    public record ResourceCollection(List<String> urlPatterns, List<String> methods, List<String> methodOmissions)
            implements Serializable {
        public ResourceCollection {
            urlPatterns = List.copyOf(urlPatterns);
            methods = List.copyOf(methods);
            methodOmissions = List.copyOf(methodOmissions);
        }
    }

    /** {@code <login-config>}; a null of this type means that there is none. */
    public record LoginModel(String method, String realm, String formLoginPage, String formErrorPage)
            implements Serializable {}
}
