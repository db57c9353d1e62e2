package org.junicorn.launcher.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProtocolTest {
    static Stream<Reply> replies() {
        return Stream.of(
                new Reply.Progress("1 of 2"),
                new Reply.Text("a\nb"),
                new Reply.Done(Map.of("message", "done", "generation", 2L)),
                new Reply.Done(Map.of()),
                new Reply.Failed(Reply.Kind.REFUSED, "no worker 9"),
                new Reply.Failed(Reply.Kind.UNKNOWN, ""));
    }

    @ParameterizedTest
    @MethodSource("replies")
    void readsBackEveryReply(Reply reply) {
        assertThat(Reply.line(reply)).doesNotContain("\n");
        assertThat(Reply.parse(Reply.line(reply))).isEqualTo(reply);
    }

    @Test
    void readsBackARequest() {
        Request request = new Request("heap", Map.of("worker", "2", "file", "/a b\n"));
        assertThat(Request.parse(request.line())).isEqualTo(request);
    }

    @Test
    void takesARequestThatWasTypedByHand() {
        Request request = Request.parse("{\"command\": \"worker add\", \"count\": 2}");
        assertThat(request.command()).isEqualTo("worker add");
        assertThat(request.argument("count")).contains("2");
        assertThat(request.argument("worker")).isEmpty();
    }

    @Test
    void refusesWhatIsNone() {
        assertThatThrownBy(() -> Request.parse("[]")).hasMessageStartingWith("not a request");
        assertThatThrownBy(() -> Request.parse("{\"command\": 1}")).hasMessageStartingWith("not a request");
        assertThatThrownBy(() -> Request.parse("GET / HTTP/1.1")).hasMessageStartingWith("not JSON");
        assertThatThrownBy(() -> Reply.parse("{}")).hasMessage("not an answer: {}");
    }
}
