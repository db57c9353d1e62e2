package org.junicorn.container;

/**
 * What a request may hold. A request that holds more is answered 400 or 413, with the setting's name and value. 0 is no
 * limit where nothing else is said. Bodies that the application reads itself have no limit.
 *
 * @param requestLine bytes of the request line (gunicorn: limit_request_line)
 * @param requestFields header fields (gunicorn: limit_request_fields; Tomcat: maxHeaderCount)
 * @param requestFieldSize bytes of one header field with its name (gunicorn: limit_request_field_size)
 * @param headBytes bytes of the request line and all fields together, at least 512 (Tomcat: maxHttpHeaderSize)
 * @param cookies cookies (Tomcat: maxCookieCount)
 * @param parameters parameters of the query and a form, parts included (Tomcat: maxParameterCount)
 * @param formBytes bytes of a form whose parameters the application asks for; of a multipart one the fields that are no
 *     files (Tomcat: maxPostSize)
 * @param parts parts of a multipart form (Tomcat: maxPartCount)
 * @param partHeaderBytes bytes of one part's header fields (Tomcat: maxPartHeaderSize)
 * @param savedBytes bytes of a body that is kept while its sender logs in; 0 for none (Tomcat: maxSavePostSize)
 * @param swallowedBytes length of a body that is read to its end although the application did not, so that the
 *     connection can be used again (Tomcat: maxSwallowSize)
 */
public record RequestLimits(
        int requestLine,
        int requestFields,
        int requestFieldSize,
        int headBytes,
        int cookies,
        int parameters,
        int formBytes,
        int parts,
        int partHeaderBytes,
        int savedBytes,
        int swallowedBytes) {}
