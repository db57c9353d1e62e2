package org.junicorn.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junicorn.container.RateRule.By;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateRuleTest {

    @Test
    void aRateAloneIsPerAddressWithABurstOfAsMany() {
        assertThat(RateRule.parse("100/s")).isEqualTo(new RateRule(Duration.ofMillis(10), 100, By.ADDRESS, "", "/"));
    }

    @Test
    void everythingCanBeSaid() {
        assertThat(RateRule.parse("30/m;burst=5;by=header:X-Api-Key;path=/api/"))
                .isEqualTo(new RateRule(Duration.ofSeconds(2), 5, By.HEADER, "X-Api-Key", "/api/"));
        assertThat(RateRule.parse("60/h; burst=1; by=cookie:id"))
                .isEqualTo(new RateRule(Duration.ofMinutes(1), 1, By.COOKIE, "id", "/"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fast|not a rate; write 100/s, 20/m or 500/h, and perhaps ;burst=200",
                "0/s|not a rate; write 100/s, 20/m or 500/h, and perhaps ;burst=200",
                "1/s;burst=0|burst is a number of requests from 1 to 9999999",
                "1/s;by=header|by takes address, header:NAME or cookie:NAME, not header",
                "1/s;by=address:x|by takes address, header:NAME or cookie:NAME, not address:x",
                "1/s;by=moon:x|by takes address, header:NAME or cookie:NAME, not moon",
                "1/s;path=api|path is the beginning of a path, such as /api/",
                "1/s;size=4|there is no size; the options are burst, by and path",
                "5000000/s|too many; write at most 1000000/s",
                "1/h;burst=25|it takes more than a day until so many may come again; lower the burst",
            })
    void aMistakeIsExplained(String text, String message) {
        assertThatThrownBy(() -> RateRule.parse(text)).hasMessage(message);
    }
}
