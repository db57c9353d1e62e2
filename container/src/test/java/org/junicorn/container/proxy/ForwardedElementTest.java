package org.junicorn.container.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForwardedElementTest {
    private static List<Map<String, String>> parse(String header) throws MisleadingHeaderException {
        return ForwardedElement.parse(header).stream()
                .map(ForwardedElement::parameters)
                .toList();
    }

    @Test
    void elementsAndParametersAreReadAsTheyAreWritten() throws Exception {
        assertThat(parse("for=192.0.2.60;proto=http;by=203.0.113.43"))
                .containsExactly(Map.of("for", "192.0.2.60", "proto", "http", "by", "203.0.113.43"));
        assertThat(parse("For=\"[2001:db8:cafe::17]:4711\" , for=_x;Host=a.example:80,"))
                .containsExactly(
                        Map.of("for", "[2001:db8:cafe::17]:4711"), Map.of("for", "_x", "host", "a.example:80"));
        assertThat(parse("for=\"a\\\"b,c;d\"")).containsExactly(Map.of("for", "a\"b,c;d"));
        assertThat(parse(", ,;")).isEmpty();
    }

    @Test
    void whatAProxyHasAddedCannotBeHiddenInAnOpenQuote() {
        for (String header : List.of(
                "for=\", for=1.2.3.4", "for=a b", "for", "for=", "=x", "for=a;for=b", "for=a\"b\"", "for=\"a\\")) {
            assertThatThrownBy(() -> parse(header))
                    .as(header)
                    .isInstanceOf(MisleadingHeaderException.class)
                    .hasMessageStartingWith("The header Forwarded is malformed: ");
        }
    }
}
