package org.junicorn.container.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.RemoteIpValve;
import org.apache.tomcat.util.IntrospectionUtils;
import org.junicorn.container.ProxyRules;
import org.junicorn.container.ProxyRules.HeaderMapping;
import org.junicorn.container.ProxyRules.ProxyProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The valve of a context.xml, beside Tomcat's own. */
class RemoteIpValveTest {
    /** As by default. */
    private static final ProxyRules TRUSTING = new ProxyRules(
            List.of("127.0.0.1", "::1"),
            List.of("X-Forwarded-For"),
            List.of("X-Forwarded-Proto=https"),
            List.of(),
            HeaderMapping.DANGEROUS,
            "",
            ProxyProtocol.OFF,
            List.of(),
            "");

    /** Each a request's headers, as {@code name=value&name=value}. */
    private static final List<String> REQUESTS = List.of(
            "",
            "X-Forwarded-For=203.0.113.7",
            "X-Forwarded-For=6.6.6.6, 203.0.113.7&X-Forwarded-Proto=https",
            "X-Forwarded-For=6.6.6.6&X-Forwarded-For=203.0.113.7, 192.168.0.9&X-Forwarded-Proto=https, https",
            "X-Forwarded-For=203.0.113.7, 198.51.100.4, 10.0.0.1&X-Forwarded-Proto=https, http",
            "X-Forwarded-For=10.0.0.3, 10.0.0.4&X-Forwarded-Proto=HTTPS&X-Forwarded-Port=8443",
            "X-Forwarded-For=unknown&X-Forwarded-Proto=&X-Forwarded-Host=shop.example:444",
            "X-Forwarded-For=203.0.113.7:4711&X-Forwarded-Proto=http&X-Forwarded-Port=nonsense",
            "X-Forwarded-Host=shop.example&X-Forwarded-Port=99&X-Forwarded-By=1.2.3.4",
            "X-Forwarded-Host=a b&X-Forwarded-Proto=on&X-Real-IP=203.0.113.9",
            "X-Forwarded-Host=[2001:db8::1]&X-Forwarded-Proto=https&X-Forwarded-For= , 203.0.113.7 ,");

    private static final String WHO = """
            StringBuilder text = new StringBuilder();
            text.append(request.getRemoteAddr()).append(' ').append(request.getRemoteHost()).append(' ')
                    .append(request.getScheme()).append(' ').append(request.isSecure()).append(' ')
                    .append(request.getServerName()).append(' ').append(request.getServerPort()).append(' ')
                    .append(request.getRequestURL()).append(' ').append(request.getLocalPort());
            for (String name : java.util.List.of("X-Forwarded-For", "X-Forwarded-By", "X-Real-IP")) {
                text.append(' ').append(java.util.Collections.list(request.getHeaders(name)));
            }
            for (String name : java.util.List.of("org.apache.tomcat.request.forwarded",
                    "org.apache.tomcat.remoteAddr", "org.apache.catalina.AccessLog.RemoteAddr",
                    "org.apache.catalina.AccessLog.RemoteHost", "org.apache.catalina.AccessLog.Protocol",
                    "org.apache.catalina.AccessLog.ServerName", "org.apache.catalina.AccessLog.ServerPort")) {
                text.append(' ').append(request.getAttribute(name));
            }
            response.getWriter().print(text);
            """;

    @TempDir
    private Path folder;

    /** Says the same as {@link #WHO}. */
    private static final class Who extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            StringBuilder text = new StringBuilder();
            text.append(request.getRemoteAddr())
                    .append(' ')
                    .append(request.getRemoteHost())
                    .append(' ')
                    .append(request.getScheme())
                    .append(' ')
                    .append(request.isSecure())
                    .append(' ')
                    .append(request.getServerName())
                    .append(' ')
                    .append(request.getServerPort())
                    .append(' ')
                    .append(request.getRequestURL())
                    .append(' ')
                    .append(request.getLocalPort());
            for (String name : List.of("X-Forwarded-For", "X-Forwarded-By", "X-Real-IP")) {
                text.append(' ').append(Collections.list(request.getHeaders(name)));
            }
            for (String name : List.of(
                    "org.apache.tomcat.request.forwarded",
                    "org.apache.tomcat.remoteAddr",
                    "org.apache.catalina.AccessLog.RemoteAddr",
                    "org.apache.catalina.AccessLog.RemoteHost",
                    "org.apache.catalina.AccessLog.Protocol",
                    "org.apache.catalina.AccessLog.ServerName",
                    "org.apache.catalina.AccessLog.ServerPort")) {
                text.append(' ').append(request.getAttribute(name));
            }
            response.getWriter().print(text);
        }
    }

    private static HttpRequest.Builder with(HttpRequest.Builder request, String headers) {
        for (String pair : headers.isEmpty() ? new String[0] : headers.split("&")) {
            String[] parts = pair.split("=", 2);
            request.header(parts[0], parts[1]);
        }
        return request;
    }

    private Map<String, String> byTomcat(String attributes) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder.resolve("tomcat").toString());
        tomcat.setHostname("localhost");
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("", null);
        RemoteIpValve valve = new RemoteIpValve();
        for (MatchResult attribute : Pattern.compile("(\\w+)='([^']*)'")
                .matcher(attributes)
                .results()
                .toList()) {
            assertThat(IntrospectionUtils.setProperty(valve, attribute.group(1), attribute.group(2)))
                    .as(attribute.group(1))
                    .isTrue();
        }
        context.getPipeline().addValve(valve);
        Tomcat.addServlet(context, "Who", new Who());
        context.addServletMappingDecoded("/who", "Who");
        tomcat.start();
        try {
            int port = tomcat.getConnector().getLocalPort();
            Map<String, String> answers = new LinkedHashMap<>();
            for (String headers : REQUESTS) {
                HttpRequest request = with(
                                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/who")), headers)
                        .build();
                HttpResponse<String> answer =
                        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
                answers.put(headers, answer.body().replace(Integer.toString(port), "PORT"));
            }
            return answers;
        } finally {
            stop(tomcat);
        }
    }

    private static void stop(Tomcat tomcat) throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }

    private TestApp app(String valves) {
        return new TestApp(folder).behind(TRUSTING).servlet("Who", "/who", WHO).context(valves);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "protocolHeader='' requestAttributesEnabled='false'",
                "hostHeader='X-Forwarded-Host' portHeader='X-Forwarded-Port'",
                "hostHeader='X-Forwarded-Host' portHeader='X-Forwarded-Port' changeLocalPort='true' changeLocalName='true'",
                "internalProxies='127\\.0\\.0\\.1|10\\..*' trustedProxies='192\\.168\\..*|198\\.51\\.100\\.4'",
                "internalProxies='10.0.0.0/8,192.168.0.9' trustedProxies='127.0.0.0/8, 198.51.100.4'",
                "internalProxies='10\\..*'",
                "remoteIpHeader='X-Real-IP' proxiesHeader='X-Via' protocolHeaderHttpsValue='on' httpsServerPort='444'"
                        + " httpServerPort='81'",
            })
    void anApplicationSeesTheSameAsOnTomcat(String attributes) throws Exception {
        Map<String, String> expected = byTomcat(attributes);
        Map<String, String> seen = new LinkedHashMap<>();
        try (Running running = app("<Valve className='org.apache.catalina.valves.RemoteIpValve' " + attributes + "/>")
                .start()) {
            for (String headers : REQUESTS) {
                HttpResponse<String> answer = running.send("/who", request -> with(request, headers));
                seen.put(
                        headers,
                        answer.body().replace(Integer.toString(answer.uri().getPort()), "PORT"));
            }
        }
        // Of an IPv6 address Undertow's getServerName() has no brackets, whoever names it.
        expected.replaceAll((headers, text) -> text.replace(" [2001:db8::1]", " 2001:db8::1"));
        assertThat(seen).isEqualTo(expected);
    }

    /** Tomcat asks them in the order of the file, too. */
    @Test
    void aValveBehindItLooksAtTheClientsAddress() throws Exception {
        String proxy = "<Valve className='org.apache.catalina.valves.RemoteIpValve'/>";
        String guard = "<Valve className='org.apache.catalina.valves.RemoteAddrValve' allow='203\\.0\\.113\\..*' %s/>";
        String client = "X-Forwarded-For=203.0.113.7";
        for (Map.Entry<String, Integer> expected : Map.of(
                        proxy + guard.formatted(""), 200,
                        guard.formatted("") + proxy, 403,
                        proxy + guard.formatted("usePeerAddress='true'"), 403)
                .entrySet()) {
            try (Running running = app(expected.getKey()).start()) {
                assertThat(running.send("/who", request -> with(request, client))
                                .statusCode())
                        .as(expected.getKey())
                        .isEqualTo(expected.getValue());
            }
        }
    }

    @Test
    void whatCannotBeReadFailsTheDeployment() {
        String valve = "<Valve className='org.apache.catalina.valves.RemoteIpValve' %s/>";
        assertThatThrownBy(app(valve.formatted("internalProxies='('"))::start)
                .hasMessageContaining("context.xml, line 1: internalProxies is not a regular expression: ");
        assertThatThrownBy(app(valve.formatted("trustedProxies='10.0.0.0/33'"))::start)
                .hasMessageContaining("context.xml, line 1: trustedProxies: 10.0.0.0/33 has no number of bits");
        assertThatThrownBy(app(valve.formatted("httpsServerPort='https'"))::start)
                .hasMessageContaining("context.xml, line 1: httpsServerPort is not a port");
    }
}
