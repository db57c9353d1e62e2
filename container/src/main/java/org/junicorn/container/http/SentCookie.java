package org.junicorn.container.http;

import io.undertow.server.handlers.Cookie;
import java.util.Date;

/**
 * A cookie of a request, which has a name and a value and nothing else (RFC 6265, 4.2). It equals itself only: Undertow
 * keeps one of those that are equal, and its own are if they have the same name, where a client sends one for each path.
 */
final class SentCookie implements Cookie {
    private final String name;
    private final String value;

    SentCookie(String name, String value) {
        this.name = name;
        this.value = value;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public String getValue() {
        return value;
    }

    @Override
    public String getPath() {
        return null;
    }

    @Override
    public String getDomain() {
        return null;
    }

    @Override
    public Integer getMaxAge() {
        return null;
    }

    @Override
    public boolean isDiscard() {
        return false;
    }

    @Override
    public boolean isSecure() {
        return false;
    }

    @Override
    public int getVersion() {
        return 0;
    }

    @Override
    public boolean isHttpOnly() {
        return false;
    }

    @Override
    public Date getExpires() {
        return null;
    }

    @Override
    public String getComment() {
        return null;
    }

    @Override
    public Cookie setValue(String value) {
        throw unchangeable();
    }

    @Override
    public Cookie setPath(String path) {
        throw unchangeable();
    }

    @Override
    public Cookie setDomain(String domain) {
        throw unchangeable();
    }

    @Override
    public Cookie setMaxAge(Integer maxAge) {
        throw unchangeable();
    }

    @Override
    public Cookie setDiscard(boolean discard) {
        throw unchangeable();
    }

    @Override
    public Cookie setSecure(boolean secure) {
        throw unchangeable();
    }

    @Override
    public Cookie setVersion(int version) {
        throw unchangeable();
    }

    @Override
    public Cookie setHttpOnly(boolean httpOnly) {
        throw unchangeable();
    }

    @Override
    public Cookie setExpires(Date expires) {
        throw unchangeable();
    }

    @Override
    public Cookie setComment(String comment) {
        throw unchangeable();
    }

    private static UnsupportedOperationException unchangeable() {
        return new UnsupportedOperationException("a client has sent this cookie");
    }
}
