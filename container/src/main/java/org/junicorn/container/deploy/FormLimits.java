package org.junicorn.container.deploy;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.server.handlers.form.FormData;
import io.undertow.server.handlers.form.FormDataParser;
import io.undertow.server.handlers.form.FormEncodedDataDefinition;
import io.undertow.server.handlers.form.FormParserFactory;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.io.IOException;

/**
 * Parses form bodies as Tomcat does: up to 2 MiB (Tomcat: {@code maxPostSize}), which limits parsing only, not a body
 * that the application reads itself; and of POST requests only (Servlet 6.1, 3.1.1), so that the body of a PUT is left
 * to the application. The number of parameters is limited by Undertow's {@code MAX_PARAMETERS}.
 */
final class FormLimits {
    static final long MAX_FORM_BYTES = 2 << 20;

    private final FormParserFactory factory;

    /** @param encoding of a request that does not name one */
    FormLimits(String encoding) {
        Definition definition = new Definition(new FormEncodedDataDefinition().setDefaultEncoding(encoding));
        factory = FormParserFactory.builder(false).addParser(definition).build();
    }

    /** Attaches the parser, which the first call of getParameter then finds. */
    void prepare(HttpServerExchange exchange) {
        factory.createParser(exchange);
    }

    private static final class Definition implements FormParserFactory.ParserDefinition<Definition> {
        private final FormEncodedDataDefinition forms;

        Definition(FormEncodedDataDefinition forms) {
            this.forms = forms;
        }

        @Override
        public FormDataParser create(HttpServerExchange exchange) {
            FormDataParser parser = forms.create(exchange);
            return parser == null ? null : new LimitedParser(exchange, parser);
        }

        @Override
        public Definition setDefaultEncoding(String charset) {
            forms.setDefaultEncoding(charset);
            return this;
        }
    }

    private static final class LimitedParser implements FormDataParser {
        private final HttpServerExchange exchange;
        private final FormDataParser parser;

        LimitedParser(HttpServerExchange exchange, FormDataParser parser) {
            this.exchange = exchange;
            this.parser = parser;
        }

        @Override
        public FormData parseBlocking() throws IOException {
            if (!exchange.getRequestMethod().equals(Methods.POST)) {
                return new FormData(0);
            }
            if (declaredLength() > MAX_FORM_BYTES) {
                throw new RequestTooBigException(
                        "a form of " + declaredLength() + " bytes; at most " + MAX_FORM_BYTES + " are parsed");
            }
            if (exchange.getMaxEntitySize() <= 0 || exchange.getMaxEntitySize() > MAX_FORM_BYTES) {
                exchange.setMaxEntitySize(MAX_FORM_BYTES);
            }
            return parser.parseBlocking();
        }

        private long declaredLength() {
            String length = exchange.getRequestHeaders().getFirst(Headers.CONTENT_LENGTH);
            try {
                return length == null ? -1 : Long.parseLong(length);
            } catch (NumberFormatException e) {
                return -1;
            }
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
