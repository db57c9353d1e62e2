package org.junicorn.container.jsp;

import java.util.stream.Collectors;
import org.apache.jasper.JasperException;

/** What Jasper says about a page that does not compile, without what only its own developers can use. */
final class CompileReport {
    private static final String FOR_DEVELOPERS = "Stacktrace:";

    /** The first faults of a page; the others often follow from them. */
    private static final int MOST_LINES = 12;

    private CompileReport() {}

    /** Begins with the page's path. Jasper's message names the file and line at fault, which may be another one's. */
    static String of(String page, Throwable failure) {
        Throwable root = failure;
        while (root instanceof JasperException && root.getCause() != null) {
            root = root.getCause();
        }
        String message = root instanceof JasperException ? String.valueOf(root.getMessage()) : root.toString();
        int end = message.indexOf(FOR_DEVELOPERS);
        String text = (end < 0 ? message : message.substring(0, end))
                .lines()
                .filter(line -> !line.isBlank())
                .limit(MOST_LINES)
                .collect(Collectors.joining("\n    "));
        return text.startsWith(page + " ") ? text : page + ": " + text;
    }
}
