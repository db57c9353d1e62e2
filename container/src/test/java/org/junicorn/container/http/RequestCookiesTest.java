package org.junicorn.container.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.server.handlers.Cookie;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestCookiesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=1; b=2            | a[1] b[2]",
                "a=1;b=2;            | a[1] b[2]",
                "a=\"1\"             | a[\"1\"]",
                "a=b=c               | a[b=c]",
                "a=/:?#[]@!$&'()*+=  | a[/:?#[]@!$&'()*+=]",
                "a; b=; =c           | a[] b[]",
                "a=1 2; b=3          | b[3]",
                "a=1, b=2; c=3       | c[3]",
                "a=\"1; b=2          | b[2]",
                "a={\"x\":1}; b=2    | b[2]",
                "a=\\; b=2           | b[2]",
                "a[b]=1; c/d=2; e=3  | e[3]",
                "$Version=1; a=2     | $Version[1] a[2]",
                "a=1; a=2            | a[1] a[2]",
                "a=\u00c3\u00a4; b=2 | a[ä] b[2]",
            })
    void readsAsTomcatDoes(String header, String expected) {
        List<Cookie> cookies = new ArrayList<>();
        RequestCookies.parse(header, cookies);
        assertThat(cookies.stream()
                        .map(cookie -> cookie.getName() + "[" + cookie.getValue() + "]")
                        .collect(Collectors.joining(" ")))
                .isEqualTo(expected);
    }
}
