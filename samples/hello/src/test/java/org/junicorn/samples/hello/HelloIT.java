package org.junicorn.samples.hello;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junicorn.junit.Junicorn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HelloIT {
    @RegisterExtension
    static final Junicorn server = Junicorn.war(Path.of("target/hello.war")).build();

    @Test
    void greets() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/hello")).build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());

        assertEquals(200, response.statusCode());
        assertTrue(response.body().startsWith("Hello"), response.body());
    }
}
