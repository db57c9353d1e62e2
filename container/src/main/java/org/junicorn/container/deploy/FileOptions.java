package org.junicorn.container.deploy;

import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The parameters of Tomcat's default servlet, with its defaults. Those that only tune it have no effect here,
 * and of those that are not heeded the preparation of the application has warned.
 *
 * @param listings show the content of folders
 * @param postAsGet answer POST as GET, else 405
 * @param variants compressed files beside the files themselves
 * @param encoding of text files, where one has to know
 * @param bom what becomes of a byte order mark then
 * @param ranges say that ranges can be asked for
 * @param readme a file whose content is shown below a listing
 * @param sortable let the reader of a listing choose its order
 * @param foldersFirst in a listing
 * @param serverInfo below a listing
 * @param sendfileBytes from which length on the kernel copies a file; negative for never
 */
record FileOptions(
        boolean listings,
        boolean postAsGet,
        Precompressed variants,
        Charset encoding,
        Bom bom,
        boolean ranges,
        Optional<String> readme,
        boolean sortable,
        boolean foldersFirst,
        boolean serverInfo,
        int sendfileBytes) {
    /** Tomcat: {@code useBomIfPresent}. */
    enum Bom {
        /** stripped, and it decides how the file is read */
        USED,
        /** stripped */
        STRIPPED,
        /** part of the text */
        KEPT
    }

    /** @throws ServletException if a value is none; names the parameter */
    static FileOptions of(ServletConfig config) throws ServletException {
        return new FileOptions(
                flag(config, "listings", false),
                flag(config, "allowPostAsGet", true),
                Precompressed.of(config.getInitParameter("precompressed"), flag(config, "gzip", false)),
                encoding(config),
                bom(config),
                flag(config, "useAcceptRanges", true),
                Optional.ofNullable(config.getInitParameter("readmeFile")),
                flag(config, "sortListings", false),
                flag(config, "sortDirectoriesFirst", false),
                flag(config, "showServerInfo", false),
                // In kilobytes there.
                Math.multiplyExact(number(config, "sendfileSize", 48), 1024));
    }

    private static String name(ServletConfig config) {
        return "the servlet \"" + config.getServletName() + "\"";
    }

    private static boolean flag(ServletConfig config, String name, boolean otherwise) {
        String text = config.getInitParameter(name);
        return text == null ? otherwise : Boolean.parseBoolean(text.strip());
    }

    private static int number(ServletConfig config, String name, int otherwise) throws ServletException {
        String text = config.getInitParameter(name);
        try {
            return text == null ? otherwise : Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw wrong(config, name, "a whole number");
        }
    }

    private static Charset encoding(ServletConfig config) throws ServletException {
        String text = config.getInitParameter("fileEncoding");
        try {
            return text == null ? StandardCharsets.UTF_8 : Charset.forName(text.strip());
        } catch (IllegalArgumentException e) {
            throw wrong(config, "fileEncoding", "an encoding that this Java knows");
        }
    }

    private static Bom bom(ServletConfig config) throws ServletException {
        String text = config.getInitParameter("useBomIfPresent");
        return switch (text == null ? "true" : text.strip()) {
            case "true" -> Bom.USED;
            case "false" -> Bom.STRIPPED;
            case "pass-through" -> Bom.KEPT;
            default -> throw wrong(config, "useBomIfPresent", "true, false or pass-through");
        };
    }

    private static ServletException wrong(ServletConfig config, String parameter, String expected) {
        return new ServletException(name(config) + ": " + parameter + " = \"" + config.getInitParameter(parameter)
                + "\" is not " + expected);
    }
}
