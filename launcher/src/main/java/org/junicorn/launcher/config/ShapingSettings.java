package org.junicorn.launcher.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junicorn.container.shaping.ShapingOptions;
import org.junicorn.launcher.config.Setting.Split;
import org.junicorn.launcher.config.Setting.Syntax;

/** What is done to requests and responses in front of the applications; checked texts, see {@link ShapingOptions}. */
public record ShapingSettings(
        @Setting(
                section = "Shaping",
                syntax = Syntax.HEADER_NAME,
                origin = "nginx: $request_id",
                doc = "Header with which each request gets an id, as `X-Request-Id`: the request and the response have"
                        + " it, and the attribute `org.junicorn.request_id`. Without it requests have no ids.")
        Optional<String> requestIdHeader,

        @Setting(
                section = "Shaping",
                byDefault = "127.0.0.1,::1",
                syntax = Syntax.NETWORK,
                origin = "new",
                doc =
                        "Peers whose ids of requests are taken over, as addresses or networks, or `*`; from others they are"
                                + " replaced. Peers on Unix sockets are trusted.")
        List<String> requestIdAllowIps,

        @Setting(
                section = "Shaping",
                byDefault = "false",
                origin = "Tomcat: HttpHeaderSecurityFilter",
                doc = "Add headers with which browsers protect users to all responses that do not have them:"
                        + " `X-Content-Type-Options: nosniff`, `X-Frame-Options: SAMEORIGIN` and"
                        + " `Referrer-Policy: strict-origin-when-cross-origin`.")
        boolean securityHeaders,

        @Setting(
                section = "Shaping",
                syntax = Syntax.HEADER,
                split = Split.LINES,
                origin = "nginx: add_header",
                doc = "Headers of all responses that have none of that name, as"
                        + " `Content-Security-Policy: default-src 'self'`.")
        List<String> addHeader,

        @Setting(
                section = "Shaping",
                syntax = Syntax.HEADER_NAME,
                origin = "nginx: proxy_hide_header",
                doc = "Headers that are taken off all responses, as `X-Powered-By`.")
        List<String> hideHeader,

        @Setting(
                section = "Shaping",
                syntax = Syntax.ERROR_PAGE,
                split = Split.LINES,
                origin = "nginx: error_page",
                doc = "Pages in place of the server's own ones, for errors for which the application has none, and for"
                        + " requests that are refused: `404=FILE`, `5xx=FILE` or `default=FILE`. Of several files for the"
                        + " same the client's `Accept` decides. See [the edge](edge.md#error-pages).")
        List<String> errorPage,

        @Setting(
                section = "Shaping",
                syntax = Syntax.ORIGIN,
                origin = "Tomcat: cors.allowed.origins",
                doc = "Origins whose pages may send requests here and read the responses, as `https://example.com` or"
                        + " `https://*.example.com`, or `*` for all; others are answered 403. Without it nothing is"
                        + " done about CORS.")
        List<String> corsAllowedOrigins,

        @Setting(
                section = "Shaping",
                byDefault = "GET, POST, HEAD, OPTIONS",
                syntax = Syntax.TOKEN,
                origin = "Tomcat: cors.allowed.methods",
                doc = "Methods that other origins may use.")
        List<String> corsAllowedMethods,

        @Setting(
                section = "Shaping",
                byDefault = "Origin, Accept, X-Requested-With, Content-Type, Access-Control-Request-Method,"
                        + " Access-Control-Request-Headers",
                syntax = Syntax.TOKEN,
                origin = "Tomcat: cors.allowed.headers",
                doc = "Headers that other origins may send; `*` for all.")
        List<String> corsAllowedHeaders,

        @Setting(
                section = "Shaping",
                syntax = Syntax.TOKEN,
                origin = "Tomcat: cors.exposed.headers",
                doc = "Headers of responses that other origins may read beside the usual ones.")
        List<String> corsExposedHeaders,

        @Setting(
                section = "Shaping",
                byDefault = "false",
                origin = "Tomcat: cors.support.credentials",
                doc = "Let browsers send cookies along with requests of other origins.")
        boolean corsSupportCredentials,

        @Setting(
                section = "Shaping",
                byDefault = "30m",
                min = "0s",
                max = "24h",
                origin = "Tomcat: cors.preflight.maxage",
                doc = "How long browsers may remember what other origins may do. 0: not at all.")
        Duration corsPreflightMaxAge,

        @Setting(
                section = "Shaping",
                syntax = Syntax.CODING,
                origin = "Tomcat: compression",
                doc = "Compress responses: `gzip`, `br`, `zstd`, or several, the preferred one first, each with a level"
                        + " if you like, as `br:4,gzip:6`. A client gets the one that it likes best. Without it nothing is"
                        + " compressed.")
        List<String> compression,

        @Setting(
                section = "Shaping",
                byDefault = "2048",
                origin = "Tomcat: compressionMinSize",
                doc = "Bytes of a body from which on it is worth to compress it; one of unknown length always is.")
        ByteSize compressionMinSize,

        @Setting(
                section = "Shaping",
                byDefault = "text/html, text/xml, text/plain, text/css, text/javascript, application/javascript,"
                        + " application/json, application/xml",
                origin = "Tomcat: compressibleMimeType",
                doc = "Beginnings of the types that are compressed.")
        List<String> compressibleMimeType,

        @Setting(
                section = "Shaping",
                syntax = Syntax.STATIC,
                split = Split.LINES,
                origin = "uWSGI: static-map",
                doc = "Folders whose files are sent without the application, as `/assets=public/assets`, with"
                        + " `;max-age=SECONDS`, `;immutable`, `;index=FILE` (`index.html`, or `none`) and"
                        + " `;fallback=FILE`. What is not there is the application's business. See"
                        + " [the edge](edge.md#static-folders).")
        List<String> static_,

        @Setting(
                section = "Shaping",
                byDefault = "0",
                origin = "nginx: proxy_cache_path",
                doc = "Memory of each worker for responses that the application declares to be cacheable by everybody"
                        + " (RFC 9111), as `64m`. 0: no cache. See [the edge](edge.md#response-cache).")
        ByteSize responseCacheSize,

        @Setting(
                section = "Shaping",
                byDefault = "1m",
                origin = "new",
                doc = "Length of a body up to which a response is cached.")
        ByteSize responseCacheMaxEntry,

        @Setting(
                section = "Shaping",
                syntax = Syntax.FILTER,
                split = Split.LINES,
                origin = "nginx: deny",
                doc = "Rules about requests, as `deny;path=/admin;address=!10.0.0.0/8`; the first one whose conditions"
                        + " all hold decides. Conditions are `host`, `method`, `path`, `query`, `header`, `address` and"
                        + " `body`. See [the edge](edge.md#request-filters).")
        List<String> requestFilter,

        @Setting(
                section = "Shaping",
                byDefault = "1m",
                origin = "new",
                doc = "Length of a body up to which a rule of `request_filter` looks through it; a longer one that a"
                        + " rule asks for is answered 413.")
        ByteSize requestFilterBody) {

    private static final List<String> SECURITY_HEADERS = List.of(
            "X-Content-Type-Options: nosniff",
            "X-Frame-Options: SAMEORIGIN",
            "Referrer-Policy: strict-origin-when-cross-origin");

    private static String headerName(String header) {
        return header.substring(0, header.indexOf(':')).strip().toLowerCase(Locale.ROOT);
    }

    /** What a worker is told. */
    public ShapingOptions options() {
        List<String> added = new ArrayList<>(addHeader);
        if (securityHeaders) {
            Set<String> own =
                    addHeader.stream().map(ShapingSettings::headerName).collect(Collectors.toSet());
            SECURITY_HEADERS.stream()
                    .filter(header -> !own.contains(headerName(header)))
                    .forEach(added::add);
        }
        return new ShapingOptions(
                requestIdHeader.orElse(""),
                requestIdAllowIps,
                added,
                hideHeader,
                errorPage,
                new ShapingOptions.Cors(
                        corsAllowedOrigins,
                        corsAllowedMethods,
                        corsAllowedHeaders,
                        corsExposedHeaders,
                        corsSupportCredentials,
                        corsPreflightMaxAge),
                compression,
                compressionMinSize.bytes(),
                compressibleMimeType.stream()
                        .map(type -> type.toLowerCase(Locale.ROOT))
                        .toList(),
                static_,
                responseCacheSize.bytes(),
                (int) responseCacheMaxEntry.bytes(),
                requestFilter,
                (int) requestFilterBody.bytes());
    }
}
