package org.junicorn.container.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyRuleTest {
    @Test
    void aRuleNamesAPathAndServersAndMayHaveOptions() {
        assertThat(ProxyRule.parse("/api=http://127.0.0.1:9000,https://b.example/v2"))
                .isEqualTo(new ProxyRule(
                        "",
                        "/api",
                        List.of(URI.create("http://127.0.0.1:9000"), URI.create("https://b.example/v2")),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(5),
                        1,
                        256,
                        Duration.ofSeconds(10),
                        false,
                        false));
        assertThat(ProxyRule.parse("A.example/=http://[::1]:1; timeout=500ms;connect_timeout=1s;retries=0;"
                        + "max_connections=7;fail_timeout=2m;strip_path=true;host=upstream"))
                .isEqualTo(new ProxyRule(
                        "a.example",
                        "",
                        List.of(URI.create("http://[::1]:1")),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        0,
                        7,
                        Duration.ofMinutes(2),
                        true,
                        true));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http://a:1 | "http://a:1" has no path and servers; write /path=http://HOST:PORT
            /a=ftp://b | "ftp://b" is not an upstream server; write http://HOST:PORT, or https://HOST:PORT, with a path if there is one
            /a= | "" is not an upstream server; write http://HOST:PORT, or https://HOST:PORT, with a path if there is one
            /a=http://b: | "http://b:" is not an upstream server; write http://HOST:PORT, or https://HOST:PORT, with a path if there is one
            /a=http://b:70000 | "http://b:70000" is not an upstream server; write http://HOST:PORT, or https://HOST:PORT, with a path if there is one
            /a/=http://b | /a/ is not a path; write / or /name
            /a=http://b;timeout=soon | timeout = "soon" is not a time; write 30s, 500ms or 2m
            /a=http://b;retries=-1 | retries = "-1" is not a number from 0
            /a=http://b;host=me | host = "me": write upstream or client
            /a=http://b;speed=9 | there is no option "speed"; there are connect_timeout, fail_timeout, host, max_connections, retries, strip_path, timeout
            """)
    void whatIsWrongIsSaid(String text, String message) {
        assertThatThrownBy(() -> ProxyRule.parse(text)).hasMessage(message);
    }
}
