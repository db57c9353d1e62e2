package org.junicorn.container.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import jakarta.servlet.http.Cookie;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CookieHeaderTest {
    @Test
    void writesAllAttributes() {
        Cookie cookie = new Cookie("a", "1");
        cookie.setPath("/p");
        cookie.setDomain("h.example");
        cookie.setMaxAge(60);
        cookie.setSecure(true);
        cookie.setHttpOnly(true);
        cookie.setAttribute("SameSite", "Strict");
        cookie.setAttribute("Partitioned", "");
        assertThat(CookieHeader.of(cookie, "lax"))
                .matches("a=1; Max-Age=60; Expires=[^;]+ GMT; Domain=h\\.example; Path=/p; Secure; HttpOnly;"
                        + " Partitioned; SameSite=Strict");
    }

    @Test
    void addsTheSameSiteOfTheApplication() {
        assertThat(CookieHeader.of(new Cookie("a", "1"), "lax")).isEqualTo("a=1; SameSite=Lax");
        assertThat(CookieHeader.of(new Cookie("a", null), "unset")).isEqualTo("a=");
    }

    @Test
    void deletesByADateLongAgo() {
        Cookie cookie = new Cookie("a", "");
        cookie.setMaxAge(0);
        assertThat(CookieHeader.of(cookie, "unset")).isEqualTo("a=; Expires=Thu, 01 Jan 1970 00:00:10 GMT");
    }

    @Test
    void writesUtf8() {
        assertThat(CookieHeader.of(new Cookie("a", "ä"), "unset")).isEqualTo("a=\u00c3\u00a4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a;b", "a,b", "a\nb", "\"", "a\"b", "a\\b", "a\u007f"})
    void refusesAValueThatIsReadOtherwise(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> CookieHeader.of(new Cookie("a", value), "unset"));
    }

    @ParameterizedTest
    @ValueSource(strings = {".example.com", "-a", "a b", "a;b"})
    void refusesADomainThatIsNone(String domain) {
        Cookie cookie = new Cookie("a", "1");
        cookie.setAttribute("Domain", domain);
        assertThatIllegalArgumentException().isThrownBy(() -> CookieHeader.of(cookie, "unset"));
    }

    @Test
    void refusesAPathThatWouldAddAttributes() {
        Cookie cookie = new Cookie("a", "1");
        cookie.setPath("/; HttpOnly");
        assertThatIllegalArgumentException().isThrownBy(() -> CookieHeader.of(cookie, "unset"));
    }
}
