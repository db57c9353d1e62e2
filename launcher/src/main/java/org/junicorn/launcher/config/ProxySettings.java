package org.junicorn.launcher.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junicorn.container.ProxyRules;
import org.junicorn.container.ProxyRules.HeaderMapping;
import org.junicorn.container.ProxyRules.ProxyProtocol;

/**
 * Which proxies in front are believed, and what.
 *
 * @param forwardedAllowIps as written: addresses, networks, {@code *}
 * @param forwardedHeaders as written
 * @param secureSchemeHeaders by name the value that means https
 * @param forwarderHeaders as written: names, {@code *}
 * @param proxyAllowIps as written: addresses, networks, {@code *}
 * @param ajpSecret in place of the file
 */
public record ProxySettings(
        @Setting(
                common = true,
                section = "Proxies",
                byDefault = "127.0.0.1,::1",
                variable = "FORWARDED_ALLOW_IPS",
                label = "ADDRESSES",
                origin = "gunicorn: forwarded_allow_ips; Tomcat: RemoteIpValve internalProxies",
                doc =
                        "Proxies whose headers about the client are believed: addresses, networks such as `10.0.0.0/8`, or"
                                + " `*` for all. Whoever connects to a Unix socket is believed, too. An empty list: nobody is.")
        List<String> forwardedAllowIps,

        @Setting(
                section = "Proxies",
                byDefault = "X-Forwarded-For",
                label = "NAMES",
                origin = "Tomcat: RemoteIpValve remoteIpHeader, hostHeader, portHeader",
                doc = "Headers that these proxies set on every request, so that no client's own gets through:"
                        + " `X-Forwarded-For`, `X-Forwarded-Host`, `X-Forwarded-Port`, `X-Forwarded-Prefix`; or"
                        + " `Forwarded` (RFC 7239) alone.")
        List<String> forwardedHeaders,

        @Setting(
                section = "Proxies",
                byDefault = "X-FORWARDED-PROTOCOL=ssl,X-FORWARDED-PROTO=https,X-FORWARDED-SSL=on",
                label = "NAME=VALUE",
                origin = "gunicorn: secure_scheme_headers; Tomcat: RemoteIpValve protocolHeader",
                doc = "Headers of these proxies, each with the value that means that the client's connection is"
                        + " encrypted. If two of them do not agree, the request is answered 400.")
        Map<String, String> secureSchemeHeaders,

        @Setting(
                section = "Proxies",
                byDefault = "SCRIPT_NAME,PATH_INFO",
                label = "NAMES",
                origin = "gunicorn: forwarder_headers",
                doc =
                        "Header names with underscores that these proxies may send, or `*`. `SCRIPT_NAME` is the beginning"
                                + " of the path that belongs to the proxy; the application finds it in front of its context path.")
        List<String> forwarderHeaders,

        @Setting(
                section = "Proxies",
                byDefault = "dangerous",
                origin = "gunicorn: header_map",
                doc =
                        "What becomes of other header names with underscores: `dangerous` passes them on, as Tomcat does (a"
                                + " servlet does not mistake `X_Name` for `X-Name`), `drop` removes them, `refuse` answers 400.")
        HeaderMapping headerMap,

        @Setting(
                section = "Proxies",
                label = "NAME",
                origin = "Tomcat: SSLValve sslClientCertHeader",
                doc = "Header in which these proxies pass on the certificate that the client has shown them, such as"
                        + " `X-SSL-Cert`: as PEM, escaped or not, as Base64, or as Envoy or RFC 9440 write it. From others"
                        + " it is removed.")
        Optional<String> clientCertHeader,

        @Setting(
                section = "Proxies",
                byDefault = "off",
                origin = "gunicorn: proxy_protocol",
                doc =
                        "Whether connections begin with a header of the PROXY protocol, version 1 or 2, that names the"
                                + " client: `off`, `optional` (then a connection without one is its own client), or `required`.")
        ProxyProtocol proxyProtocol,

        @Setting(
                section = "Proxies",
                byDefault = "127.0.0.1,::1",
                options = "--proxy-allow-from",
                label = "ADDRESSES",
                origin = "gunicorn: proxy_allow_ips",
                doc = "Who may send a header of the PROXY protocol: addresses, networks, or `*`; Unix sockets always. A"
                        + " connection of anybody else that begins with one is closed.")
        List<String> proxyAllowIps,

        @Setting(
                section = "Proxies",
                secret = true,
                origin = "Tomcat: AJP connector, secret",
                doc = "What web servers must know that speak AJP, at the addresses in `bind` that begin with `ajp://`:"
                        + " `secret=` of mod_proxy_ajp, `worker.NAME.secret` of mod_jk. Better in a file, since a command"
                        + " line is seen by others.")
        Optional<String> ajpSecret,

        @Setting(
                section = "Proxies",
                origin = "new",
                doc =
                        "A file whose first line is the secret for AJP. Read by the supervisor only, at the start and at each"
                                + " reload.")
        Optional<Path> ajpSecretFile) {

    /** Why an address is refused, behind its URL. */
    public static final String NO_SECRET =
            "needs a secret, since whoever reaches it can claim to be any client; set ajp_secret_file (or ajp_secret)"
                    + " here, and secret= in the web server";

    public ProxySettings {
        forwardedAllowIps = List.copyOf(forwardedAllowIps);
        forwardedHeaders = List.copyOf(forwardedHeaders);
        secureSchemeHeaders = Map.copyOf(secureSchemeHeaders);
        forwarderHeaders = List.copyOf(forwarderHeaders);
        proxyAllowIps = List.copyOf(proxyAllowIps);
    }

    /** Few words: it may hold a secret. */
    @Override
    public String toString() {
        return "ProxySettings[]";
    }

    /**
     * The same for the container.
     *
     * @param secret for AJP, or empty
     */
    public ProxyRules rules(String secret) {
        return new ProxyRules(
                forwardedAllowIps,
                forwardedHeaders,
                secureSchemeHeaders.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .sorted()
                        .toList(),
                forwarderHeaders,
                headerMap,
                clientCertHeader.orElse(""),
                proxyProtocol,
                proxyAllowIps,
                secret);
    }
}
