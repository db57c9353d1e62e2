package org.junicorn.container.war;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Init parameters of Tomcat's default servlet and of its servlet for JSPs, as descriptors written for Tomcat have them:
 * says which ones mean nothing here. The rest is read by those who serve the files and the pages.
 */
final class TomcatServletParams {
    private static final String DEFAULT_SERVLET = "org.apache.catalina.servlets.DefaultServlet";
    private static final String JSP_SERVLET = "org.apache.jasper.servlet.JspServlet";

    /** Those that have their effect, and those that only tune. */
    private static final Set<String> OF_FILES = Set.of(
            "allowPostAsGet",
            "debug",
            "fileEncoding",
            "gzip",
            "input",
            "listings",
            "output",
            "precompressed",
            "readmeFile",
            "sendfileSize",
            "showServerInfo",
            "sortDirectoriesFirst",
            "sortListings",
            "useAcceptRanges",
            "useBomIfPresent");

    /** What this server does, so that the parameter may say it too. */
    private static final Map<String, String> AS_IT_IS =
            Map.of("readonly", "true", "useStrongETags", "false", "directoryRedirectStatusCode", "302");

    /** Why others are not heeded. */
    private static final Map<String, String> REASONS = Map.of(
            "readonly",
            "PUT and DELETE are answered 405",
            "useStrongETags",
            "entity tags are weak",
            "directoryRedirectStatusCode",
            "it is 302",
            "globalXsltFile",
            "listings are plain HTML",
            "contextXsltFile",
            "listings are plain HTML",
            "localXsltFile",
            "listings are plain HTML");

    /** Jasper's own (Apache Tomcat: Jasper 2 JSP Engine How To), which reads them as on Tomcat. */
    private static final Set<String> OF_JASPER = Set.of(
            "checkInterval",
            "classdebuginfo",
            "classpath",
            "compiler",
            "compilerClassName",
            "compilerSourceVM",
            "compilerTargetVM",
            "development",
            "displaySourceFragment",
            "dumpSmap",
            "enablePooling",
            "engineOptionsClass",
            "errorOnUseBeanInvalidClassAttribute",
            "fork",
            "genStringAsByteArray",
            "genStringAsCharArray",
            "generateStringsAsArray",
            "ieClassId",
            "javaEncoding",
            "jspIdleTimeout",
            "jspFile",
            "keepgenerated",
            "mappedfile",
            "maxLoadedJsps",
            "modificationTestInterval",
            "poolTagsWithExtends",
            "quoteAttributeEL",
            "recompileOnFail",
            "scratchdir",
            "smap",
            "strictGetProperty",
            "strictQuoteEscaping",
            "strictWhitespace",
            "suppressSmap",
            "tagpoolMaxSize",
            "trimSpaces",
            "useInstanceManagerForTags",
            "useNonstandardTagOptimizations",
            "xpoweredBy");

    private TomcatServletParams() {}

    /** A warning for each parameter that is not heeded. */
    static List<String> check(Iterable<Descriptor.Servlet> servlets) {
        List<String> warnings = new ArrayList<>();
        for (Descriptor.Servlet servlet : servlets) {
            if (DEFAULT_SERVLET.equals(servlet.className)) {
                servlet.initParams.forEach((name, value) -> {
                    if (!OF_FILES.contains(name) && !value.strip().equalsIgnoreCase(AS_IT_IS.get(name))) {
                        warnings.add(ignored(servlet, name, value) + REASONS.getOrDefault(name, "it is not known"));
                    }
                });
            } else if (JSP_SERVLET.equals(servlet.className)) {
                servlet.initParams.forEach((name, value) -> {
                    if (!OF_JASPER.contains(name)) {
                        warnings.add(ignored(servlet, name, value) + "it is not known");
                    }
                });
            }
        }
        return warnings;
    }

    private static String ignored(Descriptor.Servlet servlet, String name, String value) {
        return servlet.where + ": the init parameter " + name + " = \"" + value + "\" of the servlet \"" + servlet.name
                + "\" is ignored: ";
    }
}
