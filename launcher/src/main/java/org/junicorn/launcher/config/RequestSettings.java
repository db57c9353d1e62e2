package org.junicorn.launcher.config;

import java.util.Optional;
import org.junicorn.container.AppRules;
import org.junicorn.container.PathRules;
import org.junicorn.container.PathRules.EncodedSolidus;
import org.junicorn.container.RequestLimits;
import org.junicorn.container.RequestRules;

/**
 * How requests are read. Bytes and numbers of things; 0 is no limit where the documentation says so.
 *
 * @param relaxedPathChars as written; the characters themselves
 * @param relaxedQueryChars as written; the characters themselves
 * @param charset as written; empty: UTF-8, or what the specification says
 * @param serverInfo empty: our name and version
 */
public record RequestSettings(
        @Setting(
                section = "Requests",
                byDefault = "8190",
                min = "0",
                max = "8388608",
                origin = "gunicorn: limit_request_line",
                doc = "Bytes of a request line. A longer one is answered 400. 0: only `max_http_header_size` counts.")
        int limitRequestLine,

        @Setting(
                section = "Requests",
                byDefault = "100",
                min = "0",
                max = "32768",
                origin = "gunicorn: limit_request_fields; Tomcat: maxHeaderCount",
                doc = "Header fields of a request. More are answered 400. 0: no limit.")
        int limitRequestFields,

        @Setting(
                section = "Requests",
                byDefault = "8190",
                min = "0",
                max = "8388608",
                options = "--limit-request-field_size",
                origin = "gunicorn: limit_request_field_size",
                doc = "Bytes of one header field of a request. A longer one is answered 400. 0: only"
                        + " `max_http_header_size` counts.")
        int limitRequestFieldSize,

        @Setting(
                section = "Requests",
                byDefault = "8192",
                min = "512",
                max = "8388608",
                origin = "Tomcat: maxHttpHeaderSize",
                doc = "Bytes of a request line and all header fields together. More are answered 400.")
        int maxHttpHeaderSize,

        @Setting(
                section = "Requests",
                byDefault = "200",
                min = "0",
                origin = "Tomcat: maxCookieCount",
                doc = "Cookies of a request. More are answered 400. 0: no limit.")
        int maxCookieCount,

        @Setting(
                section = "Requests",
                byDefault = "1000",
                min = "0",
                origin = "Tomcat: maxParameterCount",
                doc = "Parameters of a request, those of the query and of a form together. More are answered 400. 0: no"
                        + " limit.")
        int maxParameterCount,

        @Setting(
                section = "Requests",
                byDefault = "2097152",
                min = "0",
                origin = "Tomcat: maxPostSize",
                doc = "Bytes of a form whose parameters the application asks for; of a multipart form, what is no file."
                        + " A longer one is answered 413. Other bodies have no limit. 0: no limit.")
        int maxPostSize,

        @Setting(
                section = "Requests",
                byDefault = "50",
                min = "0",
                origin = "Tomcat: maxPartCount",
                doc = "Parts of a multipart form. More are answered 413. 0: no limit.")
        int maxPartCount,

        @Setting(
                section = "Requests",
                byDefault = "512",
                min = "0",
                origin = "Tomcat: maxPartHeaderSize",
                doc = "Bytes of the header fields of one part of a multipart form. More are answered 413. 0: no limit.")
        int maxPartHeaderSize,

        @Setting(
                section = "Requests",
                byDefault = "4096",
                min = "0",
                origin = "Tomcat: maxSavePostSize",
                doc = "Bytes of a request's body that are kept while its sender logs in by FORM. A longer one is"
                        + " answered 403. 0: no body is kept.")
        int maxSavePostSize,

        @Setting(
                section = "Requests",
                byDefault = "2097152",
                min = "0",
                origin = "Tomcat: maxSwallowSize",
                doc = "Bytes of a body that are read although the application did not read them, so that the connection"
                        + " can be used again. After a longer one the connection is closed. 0: no limit.")
        int maxSwallowSize,

        @Setting(
                section = "Requests",
                byDefault = "reject",
                origin = "Tomcat: encodedSolidusHandling",
                doc = "What becomes of `%2F` in a path: `reject` answers 400, `decode` makes it a slash, `passthrough`"
                        + " leaves it as it is.")
        EncodedSolidus encodedSolidus,

        @Setting(
                section = "Requests",
                byDefault = "false",
                origin = "Tomcat: allowBackslash",
                doc = "Take a backslash in a path, escaped as `%5C`, for a slash. Otherwise it is answered 400.")
        boolean allowBackslash,

        @Setting(
                section = "Requests",
                label = "CHARACTERS",
                origin = "Tomcat: relaxedPathChars",
                doc = "Characters that a path may have without being escaped, of ``\"<>\\^`{|}``. The application sees"
                        + " them escaped.")
        Optional<String> relaxedPathChars,

        @Setting(
                section = "Requests",
                label = "CHARACTERS",
                origin = "Tomcat: relaxedQueryChars",
                doc = "Characters that a query may have without being escaped, of ``\"<>\\^`{|}``. The application sees"
                        + " them escaped.")
        Optional<String> relaxedQueryChars,

        @Setting(
                section = "Requests",
                label = "CHARSET",
                computedDefault = "UTF-8; with `servlet_spec_mode` what the specification says",
                origin = "Tomcat: request-character-encoding and response-character-encoding in conf/web.xml",
                doc = "The encoding of forms and other request bodies and of the text that is sent, unless web.xml, the"
                        + " application or the request names one.")
        Optional<String> charset,

        @Setting(
                section = "Requests",
                byDefault = "false",
                origin = "Tomcat: STRICT_SERVLET_COMPLIANCE",
                doc =
                        "Follow the letter of the Servlet specification where Tomcat does not by default: ISO-8859-1 where"
                                + " no encoding is given, absolute redirects, and an error for a request or response that was"
                                + " put in place of the container's without wrapping it.")
        boolean servletSpecMode,

        @Setting(
                section = "Requests",
                label = "TEXT",
                computedDefault = "`Junicorn/` and the version",
                origin = "new",
                doc = "What `ServletContext.getServerInfo()` begins with, for applications that look for a server they"
                        + " know, such as `Apache Tomcat/11.0.24`.")
        Optional<String> serverInfo) {

    /** The same for the container. */
    public RequestRules rules() {
        return new RequestRules(
                new RequestLimits(
                        limitRequestLine,
                        limitRequestFields,
                        limitRequestFieldSize,
                        maxHttpHeaderSize,
                        maxCookieCount,
                        maxParameterCount,
                        maxPostSize,
                        maxPartCount,
                        maxPartHeaderSize,
                        maxSavePostSize,
                        maxSwallowSize),
                new PathRules(
                        encodedSolidus, allowBackslash, relaxedPathChars.orElse(""), relaxedQueryChars.orElse("")),
                new AppRules(charset.orElse(""), servletSpecMode, serverInfo.orElse("")));
    }
}
