package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Signs certificates, with openssl, in a folder of its own. */
final class Authority {
    private final Path folder;
    private int issued;

    Authority(Path folder) {
        try {
            this.folder = Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        openssl("req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 30 -subj /CN=Authority");
    }

    Path folder() {
        return folder;
    }

    Path certificate() {
        return folder.resolve("ca.pem");
    }

    /** The files of a certificate and its key, which nobody but their owner may read. */
    record Pair(Path certificate, Path key) {
        /** Puts these in the place of others, each in one step. */
        void replace(Pair other) {
            try {
                move(certificate, other.certificate());
                move(key, other.key());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void move(Path from, Path to) throws IOException {
            Path copy = Files.copy(from, to.resolveSibling(to.getFileName() + ".new"));
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
            Files.move(copy, to, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /**
     * Issues a certificate.
     *
     * @param subject as {@code /CN=name}
     * @param extension lines of openssl's configuration with spaces between them, such as {@code
     *     subjectAltName=DNS:localhost}
     */
    Pair issue(String name, String subject, String extension) {
        try {
            Files.writeString(folder.resolve(name + ".cnf"), extension.replace(" ", "\n"));
            openssl("req -new -newkey rsa:2048 -nodes -keyout " + name + ".key -out " + name + ".csr -subj " + subject);
            openssl("x509 -req -in " + name + ".csr -CA ca.pem -CAkey ca.key -set_serial " + ++issued
                    + " -days 30 -extfile " + name
                    + ".cnf -out " + name + ".pem");
            Path chain = folder.resolve(name + ".pem");
            Files.writeString(chain, Files.readString(chain) + Files.readString(certificate()));
            Path key = folder.resolve(name + ".key");
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
            return new Pair(chain, key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same with a key of another form, which these arguments of openssl make of it. */
    Pair rewritten(Pair pair, String arguments) {
        try {
            Path key = Files.createTempFile(folder, "key", ".pem"); // for its owner alone
            openssl(arguments + " -in " + pair.key() + " -out " + key);
            return new Pair(pair.certificate(), key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A keystore (PKCS#12) with this certificate and its key. */
    Path keystore(Pair pair, String password) {
        openssl("pkcs12 -export -in " + pair.certificate() + " -inkey " + pair.key()
                + " -out keystore.p12 -passout pass:" + password);
        return folder.resolve("keystore.p12");
    }

    /** A keystore (JKS) in which this authority is trusted. */
    Path truststore(String password) {
        Run.Result result = Run.command(
                folder,
                (System.getProperty("it.java.home") + "/bin/keytool -importcert -noprompt -alias ca -file ca.pem"
                                + " -storetype JKS -keystore trust.jks -storepass " + password)
                        .split(" "));
        assertThat(result.exit()).as(result.output()).isZero();
        return folder.resolve("trust.jks");
    }

    private void openssl(String arguments) {
        Run.Result result = Run.command(folder, ("openssl " + arguments).split(" "));
        assertThat(result.exit()).as(result.output()).isZero();
    }
}
