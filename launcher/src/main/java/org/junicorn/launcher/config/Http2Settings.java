package org.junicorn.launcher.config;

import java.util.List;
import org.junicorn.container.http.Http2Options;

/** Which versions of HTTP are spoken, and how much of HTTP/2 a connection may use. */
public record Http2Settings(
        @Setting(
                section = "HTTP/2",
                byDefault = "h1",
                origin = "gunicorn: http_protocols",
                doc =
                        "What clients can speak: `h1` (HTTP/1.1 and HTTP/1.0), `h2` (HTTP/2), or `h1,h2`. Over TLS a client"
                                + " that knows HTTP/2 gets it (ALPN), whatever the order here; without TLS `http2_cleartext` says"
                                + " how. With `h2` alone, requests of HTTP/1 are answered 505.")
        List<HttpVersion> httpProtocols,

        @Setting(
                section = "HTTP/2",
                byDefault = "off",
                origin = "gunicorn: http2_cleartext",
                doc = "How HTTP/2 is spoken without TLS: `prior-knowledge`, where the client begins with it, as proxies"
                        + " do; `upgrade`, where it asks for it over HTTP/1.1; `both`; or `off`. Other than in gunicorn"
                        + " it is for whoever reaches the address.")
        Http2Cleartext http2Cleartext,

        @Setting(
                section = "HTTP/2",
                byDefault = "100",
                min = "1",
                max = "10000",
                origin = "gunicorn: http2_max_concurrent_streams",
                doc = "Requests of an HTTP/2 connection at a time. Those beyond it are refused, in a way that tells the"
                        + " client that they can be tried again. A request that the client has cancelled counts until its"
                        + " thread is done with it.")
        int http2MaxConcurrentStreams,

        @Setting(
                section = "HTTP/2",
                byDefault = "65535",
                min = "1024",
                max = "16777216",
                origin = "gunicorn: http2_initial_window_size",
                doc = "Bytes of request bodies that an HTTP/2 client may send before the application reads them, per"
                        + " request, and per connection if that is more than 65535. Larger makes uploads over long"
                        + " distances faster, and takes as much memory.")
        int http2InitialWindowSize,

        @Setting(
                section = "HTTP/2",
                byDefault = "16384",
                min = "16384",
                max = "16777215",
                origin = "gunicorn: http2_max_frame_size",
                doc = "Bytes of the largest HTTP/2 frame that a client may send.")
        int http2MaxFrameSize,

        @Setting(
                section = "HTTP/2",
                byDefault = "65536",
                min = "1024",
                max = "16777216",
                origin = "gunicorn: http2_max_header_list_size",
                doc =
                        "Bytes of the header fields of an HTTP/2 request, each field counted with 32 more, beyond which the"
                                + " connection is ended. What is longer than `max_http_header_size` and the `limit_request_*`"
                                + " settings allow is answered 400, as over HTTP/1.1.")
        int http2MaxHeaderListSize) {

    public Http2Settings {
        httpProtocols = List.copyOf(httpProtocols);
    }

    /** The same as workers get it. */
    public Http2Options options() {
        return new Http2Options(
                httpProtocols.contains(HttpVersion.H1),
                httpProtocols.contains(HttpVersion.H2),
                http2Cleartext.option(),
                http2MaxConcurrentStreams,
                http2InitialWindowSize,
                http2MaxFrameSize,
                http2MaxHeaderListSize);
    }
}
