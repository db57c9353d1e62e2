package org.junicorn.container.deploy;

import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.server.handlers.form.FormData;
import io.undertow.server.handlers.form.FormDataParser;
import io.undertow.server.handlers.form.FormParserFactory;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.io.IOException;

/**
 * Parses form bodies as Tomcat does. Plain forms up to 2 MiB (Tomcat: {@code maxPostSize}) and of POST requests only
 * (Servlet 6.1, 3.1.1), so that the body of a PUT is left to the application; multipart ones up to the servlet's {@code
 * maxRequestSize}. Both limit parsing, not a body that the application reads itself. The number of parameters is limited
 * by Undertow's {@code MAX_PARAMETERS}.
 *
 * <p>A body that is announced as too long is refused before it is read: Undertow would answer {@code Expect:
 * 100-continue} with 417, of which the application and its error pages learn nothing.
 */
final class FormLimits implements FormParserFactory.ParserDefinition<FormLimits> {
    static final long MAX_FORM_BYTES = 2 << 20;

    private final FormParserFactory factory =
            FormParserFactory.builder(false).addParser(this).build();

    /** Attaches a parser to a request that has a form, which the first call of getParameter or getParts then finds. */
    void prepare(HttpServerExchange exchange) {
        if (exchange.getRequestHeaders().contains(Headers.CONTENT_TYPE)) {
            factory.createParser(exchange);
        }
    }

    /** The parser of the servlet that was asked for, with limits. */
    @Override
    public FormDataParser create(HttpServerExchange exchange) {
        boolean multipart = exchange.isMultiPartExchange();
        FormDataParser parser = exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY)
                .getOriginalServletPathMatch()
                .getServletChain()
                .getManagedServlet()
                .getFormParserFactory()
                .createParser(exchange);
        if (parser == null) {
            return null;
        }
        long limit = exchange.getMaxEntitySize();
        if (!multipart) {
            limit = limit <= 0 ? MAX_FORM_BYTES : Math.min(limit, MAX_FORM_BYTES);
        } else if (exchange.isRequestChannelAvailable()) {
            exchange.setMaxEntitySize(exchange.getConnection()
                    .getUndertowOptions()
                    .get(UndertowOptions.MAX_ENTITY_SIZE, UndertowOptions.DEFAULT_MAX_ENTITY_SIZE));
        }
        return new LimitedParser(exchange, parser, limit, multipart);
    }

    /** The encoding is that of the servlet's parser. */
    @Override
    public FormLimits setDefaultEncoding(String charset) {
        return this;
    }

    private static final class LimitedParser implements FormDataParser {
        private final HttpServerExchange exchange;
        private final FormDataParser parser;
        private final long limit;
        private final boolean multipart;

        /** @param limit in bytes; 0 or less for none */
        LimitedParser(HttpServerExchange exchange, FormDataParser parser, long limit, boolean multipart) {
            this.exchange = exchange;
            this.parser = parser;
            this.limit = limit;
            this.multipart = multipart;
        }

        @Override
        public FormData parseBlocking() throws IOException {
            if (!multipart && !exchange.getRequestMethod().equals(Methods.POST)) {
                return new FormData(0);
            }
            if (limit > 0 && exchange.getRequestContentLength() > limit) {
                throw new RequestTooBigException(
                        "a form of " + exchange.getRequestContentLength() + " bytes; at most " + limit + " are parsed");
            }
            if (limit > 0 && exchange.isRequestChannelAvailable()) {
                exchange.setMaxEntitySize(limit);
            }
            return parser.parseBlocking();
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
}
