package org.junicorn.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The packaged server has every class that Tomcat's filters need. */
class TomcatFiltersIT {
    /** Path, class, and the parameter that makes it do something to a request. */
    private static final List<List<String>> FILTERS = List.of(
            List.of("/encoding", "SetCharacterEncodingFilter", "encoding", "UTF-8"),
            List.of("/charset", "AddDefaultCharsetFilter", "encoding", "ISO-8859-15"),
            List.of("/cors", "CorsFilter", "cors.allowed.origins", "https://friend.example"),
            List.of("/remoteip", "RemoteIpFilter", "hostHeader", "x-forwarded-host"),
            List.of("/expires", "ExpiresFilter", "ExpiresDefault", "access plus 1 hour"),
            List.of("/security", "HttpHeaderSecurityFilter", "antiClickJackingOption", "DENY"),
            List.of("/csrf", "CsrfPreventionFilter", "entryPoints", "/nothing"),
            List.of("/rest", "RestCsrfPreventionFilter", "denyStatus", "409"),
            List.of("/addr", "RemoteAddrFilter", "deny", "127\\..*"),
            List.of("/cidr", "RemoteCIDRFilter", "deny", "127.0.0.0/8"),
            List.of("/host", "RemoteHostFilter", "deny", ".*"),
            List.of("/failed", "FailedRequestFilter", "", ""),
            List.of("/rate", "RateLimitFilter", "bucketRequests", "1"),
            List.of("/dumper", "RequestDumperFilter", "", ""),
            List.of("/session", "SessionInitializerFilter", "", ""));

    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void eachOfThemWorks() throws HttpFailure {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        StringBuilder descriptor = new StringBuilder(
                "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.1\" metadata-complete=\"true\">");
        for (List<String> filter : FILTERS) {
            entries.put(filter.get(0).substring(1) + "/index.html", "<p>page</p>".getBytes(UTF_8));
            descriptor
                    .append("<filter><filter-name>")
                    .append(filter.get(1))
                    .append("</filter-name><filter-class>org.apache.catalina.filters.")
                    .append(filter.get(1))
                    .append("</filter-class>");
            if (!filter.get(2).isEmpty()) {
                descriptor
                        .append("<init-param><param-name>")
                        .append(filter.get(2))
                        .append("</param-name><param-value>")
                        .append(filter.get(3))
                        .append("</param-value></init-param>");
            }
            descriptor
                    .append("</filter><filter-mapping><filter-name>")
                    .append(filter.get(1))
                    .append("</filter-name><url-pattern>")
                    .append(filter.get(0))
                    .append("/*</url-pattern></filter-mapping>");
        }
        entries.put(
                "WEB-INF/web.xml", descriptor.append("</web-app>").toString().getBytes(UTF_8));
        Address address = servers.server()
                .app(Wars.of(servers.directory().resolve("filters.war"), entries))
                .serve()
                .address();
        for (String open : List.of("encoding", "failed", "dumper")) {
            assertThat(Http.get(address, "/" + open + "/").text()).as(open).isEqualTo("<p>page</p>");
        }
        assertThat(Http.get(address, "/charset/").header("content-type")).isEqualTo("text/html;charset=ISO-8859-15");
        assertThat(Http.get(address, "/expires/").header("cache-control")).matches("max-age=(3600|35\\d\\d)");
        assertThat(Http.get(address, "/security/").header("x-frame-options")).isEqualTo("DENY");
        assertThat(Http.get(address, "/session/").header("set-cookie")).startsWith("JSESSIONID=");
        for (String closed : List.of("csrf", "addr", "cidr", "host")) {
            assertThat(Http.get(address, "/" + closed + "/").status())
                    .as(closed)
                    .isEqualTo(403);
        }
        assertThat(exchange(address, "POST", "/rest/").status()).isEqualTo(409);
        assertThat(exchange(address, "GET", "/cors/", "Origin: https://friend.example")
                        .header("access-control-allow-origin"))
                .isEqualTo("https://friend.example");
        assertThat(exchange(address, "GET", "/cors/", "Origin: https://foe.example")
                        .status())
                .isEqualTo(403);
        assertThat(exchange(address, "GET", "/remoteip/", "X-Forwarded-For: 203.0.113.7", "X-Forwarded-Host: a.example")
                        .text())
                .isEqualTo("<p>page</p>");
        assertThat(Http.get(address, "/rate/").status()).isEqualTo(200);
        assertThat(Http.get(address, "/rate/").status()).isBetween(200, 429);
        assertThat(Http.get(address, "/rate/").status()).isEqualTo(429);
    }

    private static Http.Response exchange(Address address, String method, String path, String... headers)
            throws HttpFailure {
        try (Http.Connection connection = Http.Connection.open(address)) {
            return connection.exchange(method, path, List.of(headers), new byte[0]);
        }
    }
}
