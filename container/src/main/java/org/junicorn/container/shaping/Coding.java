package org.junicorn.container.shaping;

import io.undertow.conduits.DeflatingStreamSinkConduit;
import io.undertow.conduits.GzipStreamSinkConduit;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.ConduitFactory;
import io.undertow.util.ObjectPool;
import io.undertow.util.PooledObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.zip.Deflater;
import org.junicorn.container.DeploymentException;
import org.xnio.conduits.StreamSinkConduit;

/**
 * A content coding of responses. All of them go through Undertow's conduit for deflate, which knows when to flush and when
 * the response's length is known after all; a coding other than gzip is put in place of the {@link Deflater}.
 *
 * @param name as in Accept-Encoding
 */
record Coding(String name, Wrapper wrapper) {
    /** How many compressors of 256 KiB each are kept for the next response. */
    private static final int KEPT = 8;

    /** Makes the conduit that compresses one response. */
    interface Wrapper {
        StreamSinkConduit wrap(ConduitFactory<StreamSinkConduit> factory, HttpServerExchange exchange);
    }

    /**
     * @param texts each {@code NAME} or {@code NAME:LEVEL}, checked
     * @throws DeploymentException if the native library of one cannot be loaded here
     */
    static List<Coding> of(List<String> texts) throws DeploymentException {
        List<Coding> codings = new ArrayList<>();
        for (String text : texts) {
            CodingName name = CodingName.parse(text);
            try {
                codings.add(
                        switch (name.name()) {
                            case "gzip" -> gzip(name.level());
                            case "br" -> brotli(name.level());
                            default -> zstd(name.level());
                        });
            } catch (LinkageError | RuntimeException e) {
                throw new DeploymentException(
                        "compression = \"" + text + "\": its native library cannot be loaded on this machine ("
                                + e.getMessage() + "); leave it out",
                        e);
            }
        }
        return List.copyOf(codings);
    }

    private static Coding gzip(int level) {
        ObjectPool<Deflater> pool = DeflatingStreamSinkConduit.simpleDeflaterPool(KEPT, level);
        return new Coding("gzip", (factory, exchange) -> new GzipStreamSinkConduit(factory, exchange, pool));
    }

    private static Coding brotli(int level) {
        BrotliEncoder.ensureAvailable();
        ObjectPool<Deflater> pool = unpooled(() -> new BrotliEncoder(level));
        return new Coding("br", (factory, exchange) -> new DeflatingStreamSinkConduit(factory, exchange, pool));
    }

    private static Coding zstd(int level) {
        ZstdEncoder.ensureAvailable();
        ObjectPool<Deflater> pool = unpooled(() -> new ZstdEncoder(level));
        return new Coding("zstd", (factory, exchange) -> new DeflatingStreamSinkConduit(factory, exchange, pool));
    }

    /** One for each response. */
    private static ObjectPool<Deflater> unpooled(Supplier<Deflater> made) {
        return () -> {
            Deflater deflater = made.get();
            return new PooledObject<>() {
                @Override
                public Deflater getObject() {
                    return deflater;
                }

                @Override
                public void close() {
                    deflater.end();
                }
            };
        };
    }
}
