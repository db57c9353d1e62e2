package org.junicorn.container;

import java.util.List;

/**
 * Which proxies are believed, and what. Of a peer that is not among {@code forwardedAllowIps} nothing is believed; its
 * headers reach the application as it sent them, but for the one with a certificate.
 *
 * @param forwardedAllowIps addresses and networks of proxies, as {@link Networks#parse} reads them; Unix sockets are
 *     among them unless the list is empty (gunicorn: forwarded_allow_ips)
 * @param forwardedHeaders names of the headers with the client's address, host, port and path prefix that the proxies set:
 *     {@code Forwarded}, or some of {@code X-Forwarded-For}, {@code -Host}, {@code -Port}, {@code -Prefix}
 * @param secureSchemeHeaders {@code NAME=value}: a header, and its value that means https (gunicorn:
 *     secure_scheme_headers)
 * @param forwarderHeaders names with underscores that proxies may send, or {@code *} (gunicorn: forwarder_headers)
 * @param headerMap what becomes of other names with underscores (gunicorn: header_map)
 * @param clientCertHeader name of the header with the client's certificate, or empty
 * @param proxyProtocol whether connections begin with a header of the PROXY protocol (gunicorn: proxy_protocol)
 * @param proxyAllowIps addresses and networks that may send one (gunicorn: proxy_allow_ips)
 * @param ajpSecret what web servers that speak AJP must know (Tomcat: secret), or empty
 */
public record ProxyRules(
        List<String> forwardedAllowIps,
        List<String> forwardedHeaders,
        List<String> secureSchemeHeaders,
        List<String> forwarderHeaders,
        HeaderMapping headerMap,
        String clientCertHeader,
        ProxyProtocol proxyProtocol,
        List<String> proxyAllowIps,
        String ajpSecret) {

    /** What becomes of header names with underscores. */
    public enum HeaderMapping {
        /** They reach the application: a servlet does not mistake {@code X_Name} for {@code X-Name}. */
        DANGEROUS,
        DROP,
        /** 400 */
        REFUSE
    }

    /** Whether connections begin with a header of the PROXY protocol. */
    public enum ProxyProtocol {
        OFF,
        OPTIONAL,
        REQUIRED
    }

    public ProxyRules {
        forwardedAllowIps = List.copyOf(forwardedAllowIps);
        forwardedHeaders = List.copyOf(forwardedHeaders);
        secureSchemeHeaders = List.copyOf(secureSchemeHeaders);
        forwarderHeaders = List.copyOf(forwarderHeaders);
        proxyAllowIps = List.copyOf(proxyAllowIps);
    }

    /** Nobody is believed anything. */
    public static ProxyRules none() {
        return new ProxyRules(
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                HeaderMapping.DANGEROUS,
                "",
                ProxyProtocol.OFF,
                List.of(),
                "");
    }

    /** Few words: it holds a secret. */
    @Override
    public String toString() {
        return "ProxyRules[]";
    }
}
