package org.junicorn.container.deploy;

import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.server.handlers.form.FormData;
import io.undertow.server.handlers.form.FormData.FormValue;
import io.undertow.server.handlers.form.FormDataParser;
import io.undertow.server.handlers.form.FormParserFactory;
import io.undertow.server.handlers.form.MultiPartParserDefinition.FileTooLargeException;
import io.undertow.servlet.core.ManagedServlet;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.ParameterLimitException;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junicorn.container.RequestLimits;

/**
 * Parses form bodies as Tomcat does. Plain forms up to {@code max_post_size} and of POST requests only (Servlet 6.1,
 * 3.1.1), so that the body of a PUT is left to the application; multipart ones up to the servlet's {@code
 * maxRequestSize}. Both limit parsing, not a body that the application reads itself.
 *
 * <p>A body that is announced as too long is refused before it is read: Undertow would answer {@code Expect:
 * 100-continue} with 417, of which the application and its error pages learn nothing.
 */
final class FormLimits implements FormParserFactory.ParserDefinition<FormLimits> {
    private static final List<String> FORMS = List.of("application/x-www-form-urlencoded", "multipart/form-data");

    private final RequestLimits limits;
    private final FormParserFactory factory =
            FormParserFactory.builder(false).addParser(this).build();

    FormLimits(RequestLimits limits) {
        this.limits = limits;
    }

    /** Attaches a parser to a request that has a form, which the first call of getParameter or getParts then finds. */
    void prepare(HttpServerExchange exchange) {
        UnsizedBody.watch(exchange); // unless a stage has done so that has received some of it
        String type = exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
        if (type != null) {
            String known = lowerCase(type);
            if (!known.equals(type)) {
                exchange.getRequestHeaders().put(Headers.CONTENT_TYPE, known);
            }
            factory.createParser(exchange);
            if (!known.equals(type)) {
                exchange.getRequestHeaders().put(Headers.CONTENT_TYPE, type);
            }
        }
    }

    /** Undertow's parsers compare with case, which a media type does not have (RFC 9110, 8.3.1). */
    private static String lowerCase(String type) {
        for (String form : FORMS) {
            if (type.regionMatches(true, 0, form, 0, form.length())) {
                return form + type.substring(form.length());
            }
        }
        return type;
    }

    /**
     * Gives up the connection of a request whose body the application has not read, if it is long or turns out to be:
     * otherwise Undertow would read it to its end. On the servlet's thread, when the application is done.
     */
    void finish(HttpServerExchange exchange) {
        if (limits.swallowedBytes() == 0 || exchange.isRequestComplete()) {
            return;
        }
        if (exchange.getRequestContentLength() > limits.swallowedBytes()) {
            exchange.setPersistent(false);
        }
        UnsizedBody.of(exchange).ifPresent(body -> body.abandon(limits.swallowedBytes()));
    }

    /** The parser of the servlet that was asked for, with limits. */
    @Override
    public FormDataParser create(HttpServerExchange exchange) {
        boolean multipart = exchange.isMultiPartExchange();
        ManagedServlet servlet = exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY)
                .getOriginalServletPathMatch()
                .getServletChain()
                .getManagedServlet();
        FormDataParser parser = servlet.getFormParserFactory().createParser(exchange);
        if (parser == null) {
            return null;
        }
        if (!multipart) {
            return new LimitedForm(exchange, parser, limits);
        }
        long limit = exchange.getMaxEntitySize();
        if (exchange.isRequestChannelAvailable()) {
            exchange.setMaxEntitySize(exchange.getConnection()
                    .getUndertowOptions()
                    .get(UndertowOptions.MAX_ENTITY_SIZE, UndertowOptions.DEFAULT_MAX_ENTITY_SIZE));
        }
        return new LimitedUpload(exchange, parser, limits, limit, servlet);
    }

    /** The encoding is that of the servlet's parser. */
    @Override
    public FormLimits setDefaultEncoding(String charset) {
        return this;
    }

    private abstract static class LimitedParser implements FormDataParser {
        final HttpServerExchange exchange;
        final FormDataParser parser;
        final RequestLimits limits;

        LimitedParser(HttpServerExchange exchange, FormDataParser parser, RequestLimits limits) {
            this.exchange = exchange;
            this.parser = parser;
            this.limits = limits;
        }

        /** @param limit in bytes; 0 or less for none */
        FormData parse(long limit, String what, String setting) throws IOException {
            long length = exchange.getRequestContentLength();
            if (limit > 0 && length > limit) {
                throw tooLarge(what + " has " + length + " bytes; " + setting + " = " + limit);
            }
            Optional<UnsizedBody> unsized =
                    limit > 0 && exchange.isRequestChannelAvailable() ? UnsizedBody.of(exchange) : Optional.empty();
            FormData form;
            try {
                if (unsized.isPresent()) {
                    unsized.get().limit(limit);
                }
                form = parser.parseBlocking();
            } catch (RequestTooBigException e) {
                throw tooLarge(what + " has more than " + limit + " bytes; " + setting + " = " + limit);
            } catch (RuntimeException e) {
                // Far too many, or Undertow would have gone on counting.
                if (RootCause.find(e, ParameterLimitException.class).isPresent()) {
                    throw tooMany("more than " + limits.parameters());
                }
                throw e;
            }
            int count = 0;
            for (Deque<String> values : exchange.getQueryParameters().values()) {
                count += values.size();
            }
            for (String name : form) {
                count += form.get(name).size();
            }
            if (limits.parameters() > 0 && count > limits.parameters()) {
                throw tooMany(Integer.toString(count));
            }
            return form;
        }

        private FormLimitException tooMany(String count) {
            return new FormLimitException(
                    StatusCodes.BAD_REQUEST,
                    "the request has " + count + " parameters; max_parameter_count = " + limits.parameters());
        }

        static FormLimitException tooLarge(String message) {
            return new FormLimitException(StatusCodes.REQUEST_ENTITY_TOO_LARGE, message);
        }

        @Override
        public void parse(HttpHandler handler) throws Exception {
            parser.parse(handler);
        }

        @Override
        public void close() throws IOException {
            parser.close();
        }

        @Override
        public void setCharacterEncoding(String encoding) {
            parser.setCharacterEncoding(encoding);
        }
    }

    private static final class LimitedForm extends LimitedParser {
        LimitedForm(HttpServerExchange exchange, FormDataParser parser, RequestLimits limits) {
            super(exchange, parser, limits);
        }

        @Override
        public FormData parseBlocking() throws IOException {
            return exchange.getRequestMethod().equals(Methods.POST)
                    ? parse(limits.formBytes(), "the form", "max_post_size")
                    : new FormData(0);
        }
    }

    private static final class LimitedUpload extends LimitedParser {
        private final long mostBytes;
        private final ManagedServlet servlet;

        /** @param mostBytes of the whole body; 0 or less for no limit */
        LimitedUpload(
                HttpServerExchange exchange,
                FormDataParser parser,
                RequestLimits limits,
                long mostBytes,
                ManagedServlet servlet) {
            super(exchange, parser, limits);
            this.mostBytes = mostBytes;
            this.servlet = servlet;
        }

        @Override
        public FormData parseBlocking() throws IOException {
            FormData form;
            try {
                form = parse(mostBytes, "the upload", "max-request-size" + ofServlet());
            } catch (FileTooLargeException e) {
                throw tooLarge("a file of the upload is too large; max-file-size" + ofServlet() + " = "
                        + servlet.getMultipartConfig().getMaxFileSize());
            }
            int parts = 0;
            long fields = 0;
            for (String name : form) {
                Deque<FormValue> values = form.get(name);
                parts += values.size();
                for (FormValue value : values) {
                    header(name, value);
                    fields += value.isFileItem() ? 0 : value.getValue().length();
                }
            }
            if (limits.parts() > 0 && parts > limits.parts()) {
                throw tooLarge("the upload has " + parts + " parts; max_part_count = " + limits.parts());
            }
            if (limits.formBytes() > 0 && fields > limits.formBytes()) {
                throw tooLarge("the fields of the upload that are no files have " + fields
                        + " characters; max_post_size = " + limits.formBytes());
            }
            return form;
        }

        private String ofServlet() {
            return " of the servlet " + servlet.getServletInfo().getName();
        }

        private void header(String part, FormValue value) throws FormLimitException {
            if (limits.partHeaderBytes() == 0 || value.getHeaders() == null) {
                return;
            }
            int bytes = 0;
            for (HeaderValues header : value.getHeaders()) {
                for (String text : header) {
                    bytes += header.getHeaderName().length() + text.length() + 4;
                }
            }
            if (bytes > limits.partHeaderBytes()) {
                throw tooLarge("the header of the part " + ErrorReport.abbreviated(part) + " has " + bytes
                        + " bytes; max_part_header_size = " + limits.partHeaderBytes());
            }
        }
    }
}
