package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Certificates that nobody has signed but who shows them, made by OpenSSL. */
final class SelfSigned {
    private SelfSigned() {}

    /** Makes one with this name, for servers and for clients. Returns the file with certificate and key. */
    static Path certificate(String name, Path folder) throws IOException, InterruptedException {
        Path both = folder.resolve("both.pem");
        Process process = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=" + name,
                        "-keyout",
                        both.toString(),
                        "-out",
                        folder.resolve("cert.pem").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl.out").toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("openssl.out")))
                .isZero();
        return Files.writeString(both, Files.readString(both) + Files.readString(folder.resolve("cert.pem")));
    }
}
