package org.junicorn.samples.compare;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a request says of itself, one fact per line. */
final class Facts {
    private static final List<String> DISPATCH_ATTRIBUTES = List.of(
            RequestDispatcher.FORWARD_REQUEST_URI,
            RequestDispatcher.FORWARD_CONTEXT_PATH,
            RequestDispatcher.FORWARD_SERVLET_PATH,
            RequestDispatcher.FORWARD_PATH_INFO,
            RequestDispatcher.FORWARD_QUERY_STRING,
            RequestDispatcher.INCLUDE_REQUEST_URI,
            RequestDispatcher.INCLUDE_CONTEXT_PATH,
            RequestDispatcher.INCLUDE_SERVLET_PATH,
            RequestDispatcher.INCLUDE_PATH_INFO,
            RequestDispatcher.INCLUDE_QUERY_STRING,
            RequestDispatcher.ERROR_STATUS_CODE,
            RequestDispatcher.ERROR_MESSAGE,
            RequestDispatcher.ERROR_REQUEST_URI,
            RequestDispatcher.ERROR_SERVLET_NAME,
            RequestDispatcher.ERROR_EXCEPTION,
            RequestDispatcher.ERROR_EXCEPTION_TYPE,
            RequestDispatcher.ERROR_METHOD,
            RequestDispatcher.ERROR_QUERY_STRING,
            "jakarta.servlet.async.request_uri",
            "jakarta.servlet.async.servlet_path",
            "jakarta.servlet.async.path_info",
            "jakarta.servlet.async.query_string");

    private final StringBuilder text = new StringBuilder();

    private Facts() {}

    /** The line, the path and where it led. */
    static String path(HttpServletRequest request) {
        Facts facts = new Facts();
        facts.line(request);
        facts.mapping(request.getHttpServletMapping());
        return facts.text.toString();
    }

    /** Everything. */
    static String all(HttpServletRequest request) {
        Facts facts = new Facts();
        facts.line(request);
        facts.add("request url", request.getRequestURL());
        facts.add("server", request.getServerName() + ":" + request.getServerPort());
        facts.add("scheme", request.getScheme() + " secure " + request.isSecure());
        facts.add("encoding", request.getCharacterEncoding());
        facts.add("content type", request.getContentType());
        facts.add("content length", request.getContentLengthLong());
        facts.add(
                "locales",
                Collections.list(request.getLocales()).stream()
                        .map(Locale::toLanguageTag)
                        .toList());
        facts.add("user", request.getRemoteUser() + " by " + request.getAuthType());
        facts.add("session", request.getRequestedSessionId() == null ? "none asked for" : "asked for");
        facts.add(
                "session from",
                "cookie " + request.isRequestedSessionIdFromCookie() + " url " + request.isRequestedSessionIdFromURL());
        facts.parameters(request.getParameterMap());
        facts.headers(request);
        facts.cookies(request);
        facts.attributes(request);
        return facts.text.toString();
    }

    /** What a dispatch leaves in the request. */
    static String dispatch(HttpServletRequest request) {
        Facts facts = new Facts();
        facts.add("dispatcher", request.getDispatcherType());
        facts.line(request);
        facts.mapping(request.getHttpServletMapping());
        facts.parameters(new TreeMap<>(request.getParameterMap()));
        facts.attributes(request);
        return facts.text.toString();
    }

    private void line(HttpServletRequest request) {
        add("method", request.getMethod());
        add("protocol", request.getProtocol());
        add("request uri", request.getRequestURI());
        add("context path", request.getContextPath());
        add("servlet path", request.getServletPath());
        add("path info", request.getPathInfo());
        add("query", request.getQueryString());
    }

    private void mapping(HttpServletMapping mapping) {
        add(
                "mapping",
                mapping.getMappingMatch() + " " + mapping.getPattern() + " ["
                        + Objects.toString(mapping.getMatchValue(), "") + "] " + mapping.getServletName());
    }

    private void parameters(Map<String, String[]> parameters) {
        parameters.forEach((name, values) -> add("parameter " + name, Arrays.toString(values)));
    }

    private void headers(HttpServletRequest request) {
        for (String name : new TreeSet<>(Collections.list(request.getHeaderNames()))) {
            add("header " + name.toLowerCase(Locale.ROOT), Collections.list(request.getHeaders(name)));
        }
    }

    private void cookies(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                add("cookie " + cookie.getName(), cookie.getValue() + " " + new TreeMap<>(cookie.getAttributes()));
            }
        }
    }

    private void attributes(HttpServletRequest request) {
        for (String name : DISPATCH_ATTRIBUTES) {
            Object value = request.getAttribute(name);
            if (value != null) {
                add(name.replace("jakarta.servlet.", ""), value);
            }
        }
    }

    private void add(String name, Object value) {
        text.append(name).append(": ").append(value).append('\n');
    }
}
