package org.junicorn.container.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.undertow.server.HttpServerExchange;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junicorn.container.DeploymentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules in Undertow's predicate language. */
@Timeout(60)
class HandlersTest {
    private static void target(HttpServerExchange exchange) {
        exchange.getResponseSender()
                .send(exchange.getRequestURI() + " " + exchange.getRelativePath() + " " + exchange.getQueryString()
                        + " " + exchange.getQueryParameters());
    }

    private static Front front(String rules) throws DeploymentException {
        return new Front(Handlers.parse("rules.conf", rules).before(HandlersTest::target));
    }

    private static String refusal(String rules) {
        try {
            Handlers.parse("rules.conf", rules);
            return "";
        } catch (DeploymentException e) {
            return e.getMessage();
        }
    }

    @Test
    void rulesAnswerRewriteAndPass() throws Exception {
        try (Front front = front("""
                # moved
                path-prefix('/old') -> { set(attribute='%{o,X-Moved}', value='yes'); redirect('/new${remaining}') }
                regex('/item/(\\d+)') -> rewrite('/show?id=${1}&a=b c')
                path('/secret') and not method(GET) -> response-code(403)
                header(header=X-Served-By, value=edge)
                """)) {
            Front.Answer moved = front.get("/old");
            assertThat(moved.status()).isEqualTo(302);
            assertThat(moved.header("X-Moved")).isEqualTo("yes");
            Front.Answer shown = front.get("/item/7?x=y");
            assertThat(shown.body()).isEqualTo("/show /show id=7&a=b%20c {a=[b c], id=[7]}");
            assertThat(shown.header("X-Served-By")).isEqualTo("edge");
            assertThat(front.ask("POST /secret HTTP/1.1", "").status()).isEqualTo(403);
            assertThat(front.get("/secret?a=%20&b").body()).isEqualTo("/secret /secret a=%20&b {a=[ ], b=[]}");
        }
    }

    @Test
    void whatWasNotRewrittenStaysAsItWasSent() throws Exception {
        try (Front front = front("path('/x') -> response-code(404)")) {
            assertThat(front.get("/a%2Db//c?%3F").body()).startsWith("/a%2Db//c /a-b//c %3F ");
        }
    }

    @Test
    void aFaultIsToldWithFileAndLine() {
        assertThat(refusal("path('/a') -> response-code(403)\n\npath('/b') -> nonsense"))
                .startsWith(
                        "rules.conf, line 3: there is no handler named nonsense; there are access-control, allowed-methods,")
                .endsWith("set, set-error");
        assertThat(refusal("path('/a') -> response-code(403)\npaht('/b') -> response-code(403)"))
                .startsWith("rules.conf, line 2: no predicate named paht");
        assertThat(refusal("redirect(value='/x', how='fast')")).isEqualTo("rules.conf, line 1: unknown parameter how");
        assertThat(refusal("# one\n\nregex('(') -> response-code(403)")).startsWith("rules.conf, line 3: ");
        assertThat(refusal("response-code(many)")).startsWith("rules.conf, line 1: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            reverse-proxy('http://127.0.0.1:1') | it has no time-outs and its failures are not logged; use proxy
            resource(location='/etc') | it reads any file of the machine, on a thread that must not wait
            dump-request | it writes cookies and passwords into the log
            proxy-peer-address | it believes every client; use forwarded_allow_ips
            blocking | its threads are not those of this server, and no request_timeout reaches them
            """)
    void whatIsUnsafeIsRefusedByName(String handler, String reason) {
        assertThat(refusal("path('/') -> " + handler))
                .isEqualTo("rules.conf, line 1: the handler " + handler.replaceAll("\\(.*", "") + " is not allowed: "
                        + reason);
    }

    @Test
    void theRulesOfTheGuideCanBeRead() throws Exception {
        String guide = Files.readString(Path.of("../docs/edge.md"));
        String rules = guide.substring(guide.indexOf("### Rules")).split("```text\n|```")[1];
        try (Front front = front(rules)) {
            assertThat(front.get("/internal/x").status()).isEqualTo(403);
            assertThat(front.get("/item/7").body()).startsWith("/show /show id=7 ");
        }
    }

    @Test
    void nothingIsAFileWithoutRules() throws Exception {
        try (Front front = front("# nothing\n")) {
            assertThat(front.get("/a").status()).isEqualTo(200);
        }
    }

    @Test
    void pathsAreNormalisedAndEscaped() {
        assertThat(Rewritten.normal("/a/./b/../c//d/")).contains("/a/c/d/");
        assertThat(Rewritten.normal("a")).contains("/a");
        assertThat(Rewritten.normal("/..")).isEmpty();
        assertThat(Rewritten.normal("/a\nb")).isEmpty();
        assertThat(Rewritten.escaped("/ä b%;")).isEqualTo("/%C3%A4%20b%25%3B");
        assertThatThrownBy(() -> Handlers.parse("f", "path(")).isInstanceOf(DeploymentException.class);
    }
}
