package org.junicorn.container.tls;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The keys and certificates that {@code src/test/resources/tls/make.sh} has made. */
public final class TestFiles {
    private TestFiles() {}

    public static Path file(String name) {
        return Path.of("src/test/resources/tls").resolve(name).toAbsolutePath();
    }

    /** Files of PEM, each {@code name.pem} with {@code name.key}. */
    public static CertificateFiles pem(String... names) {
        return new CertificateFiles(
                List.of(names).stream().map(name -> file(name + ".pem")).toList(),
                List.of(names).stream().map(name -> file(name + ".key")).toList(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(file("ca.pem")),
                Optional.empty(),
                Optional.empty());
    }

    /** What is read from those. */
    public static Certificates certificates(String... names) {
        try {
            return pem(names).read().certificates();
        } catch (InvalidCertificateException e) {
            throw new AssertionError(e);
        }
    }
}
