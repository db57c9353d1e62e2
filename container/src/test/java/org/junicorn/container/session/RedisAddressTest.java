package org.junicorn.container.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junicorn.container.session.RedisAddress.Host;
import org.junit.jupiter.api.Test;

class RedisAddressTest {
    @Test
    void aHostIsEnough() {
        RedisAddress address = RedisAddress.parse("redis://cache", "");
        assertThat(address.hosts()).containsExactly(new Host("cache", 6379));
        assertThat(address.tls()).isFalse();
        assertThat(address.database()).isZero();
        assertThat(address.prefix()).isEqualTo("junicorn");
        assertThat(address.user()).isEmpty();
        assertThat(address.password()).isEmpty();
    }

    @Test
    void everythingCanBeSaid() {
        RedisAddress address = RedisAddress.parse("rediss://app:p%40ss%3A@[::1]:7000/3?prefix=shop&ca=/etc/ca.pem", "");
        assertThat(address.hosts()).containsExactly(new Host("::1", 7000));
        assertThat(address.tls()).isTrue();
        assertThat(address.user()).isEqualTo("app");
        assertThat(address.password()).isEqualTo("p@ss:");
        assertThat(address.database()).isEqualTo(3);
        assertThat(address.prefix()).isEqualTo("shop");
        assertThat(address.ca()).contains(Path.of("/etc/ca.pem"));
    }

    @Test
    void aPasswordOfItsOwnCountsIfTheUrlHasNone() {
        assertThat(RedisAddress.parse("redis://cache", "x").password()).isEqualTo("x");
        assertThat(RedisAddress.parse("redis://app@cache", "x").user()).isEqualTo("app");
        assertThat(RedisAddress.parse("redis://app@cache", "x").password()).isEqualTo("x");
        assertThat(RedisAddress.parse("redis://:y@cache", "x").password()).isEqualTo("y");
    }

    @Test
    void severalHostsAreSentinelsOrACluster() {
        assertThat(RedisAddress.parse("redis://a,b:7,c?sentinel=main", "").hosts())
                .containsExactly(new Host("a", 26379), new Host("b", 7), new Host("c", 26379));
        assertThat(RedisAddress.parse("redis://a,b:7?cluster=true", "").hosts())
                .containsExactly(new Host("a", 6379), new Host("b", 7));
        refused(
                "redis://a,b",
                "several hosts are a cluster or sentinels; add ?cluster=true or ?sentinel=NAME, or leave" + " one");
        refused(
                "redis://a?cluster=true&sentinel=main",
                "sentinel and cluster exclude each other; leave one of them out");
        refused("redis://a/2?cluster=true", "a cluster has database 0 only; leave out /2");
    }

    @Test
    void whatIsWrongIsNamedWithoutThePassword() {
        refused("redis://:secret@cache:99999", "99999 is not a port; write one from 1 to 65535");
        refused(
                "redis://app:sec/ret@cache",
                "an '@' after '/', '?' or '#'; write %40, %2F, %3F and %23 for these, as in a password");
        refused("redis://:secret@ca che", "\"ca che\" is not HOST or HOST:PORT");
        refused("redis://:secret@cache/zero", "\"zero\" is not the number of a database, such as 0");
        refused(
                "redis://:secret@cache?timeout=1",
                "there is no option timeout; these exist: sentinel, cluster, prefix, ca");
        refused("redis://cache?ca=/etc/ca.pem", "ca has no effect without TLS; write rediss://, or leave it out");
        refused("redis://:sec%ret@cache", "a % that is not followed by two hexadecimal digits; write it as %25");
        refused("redis://cache?prefix=a:b", "prefix may have letters, digits, '.', '_' and '-' only");
        refused("redis://cache?cluster=yes", "cluster is true or false");
        assertThat(RedisAddress.parse("rediss://app:secret@cache/1", "")).hasToString("rediss://cache:6379/1");
    }

    private static void refused(String url, String message) {
        assertThatThrownBy(() -> RedisAddress.parse(url, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
