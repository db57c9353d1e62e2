package org.junicorn.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** An authority's service that says whether its certificates are revoked: openssl's. */
final class OcspResponder implements AutoCloseable {
    private static final Pattern LISTENS = Pattern.compile("ACCEPT \\S*:(\\d+)");

    private static final int MOST = 9;

    private final Process process;
    private final int port;

    private OcspResponder(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts the one of the authority in this folder, whose first certificates are all good. */
    static OcspResponder of(Path folder) {
        try {
            List<String> index = IntStream.rangeClosed(1, MOST)
                    .mapToObj(serial -> "V\t391231235959Z\t\t0" + serial + "\tunknown\t/CN=" + serial)
                    .toList();
            Files.write(folder.resolve("index.txt"), index);
            Path output = folder.resolve("ocsp.log");
            Process process = new ProcessBuilder(
                            "openssl ocsp -port 0 -index index.txt -CA ca.pem -rsigner ca.pem -rkey ca.key".split(" "))
                    .directory(folder.toFile())
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            Await.until("the responder listens", () -> {
                if (!process.isAlive()) {
                    throw new AssertionError("the responder ended: " + Files.readString(output));
                }
                return Files.readString(output).contains("waiting for");
            });
            Matcher listens = LISTENS.matcher(Files.readString(output));
            if (!listens.find()) {
                throw new AssertionError("where does it listen? " + Files.readString(output));
            }
            return new OcspResponder(process, Integer.parseInt(listens.group(1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
