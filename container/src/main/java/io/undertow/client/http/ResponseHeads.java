package io.undertow.client.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.undertow.client.ClientConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.StreamSourceConduit;

/**
 * The head of a server's response on its way to Undertow's client, which takes 102 and 103 for the response itself, and
 * waits for the body that a 204 or 304 with a Content-Length does not have (RFC 9110, 8.6). Interim responses but for 100
 * and 101 are left out, and those two lose the fields that say where a body ends. What follows the head passes as it is.
 *
 * <p>On the connection's I/O thread.
 */
public final class ResponseHeads extends AbstractStreamSourceConduit<StreamSourceConduit> {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})[ \\r\\n]");
    private static final Pattern FRAMING =
            Pattern.compile("(?im)^(?:Content-Length|Transfer-Encoding):.*\\r?\\n(?:[ \\t].*\\r?\\n)*");
    private static final Pattern END = Pattern.compile("\\r?\\n\\r?\\n");

    /** What has come of a head that is not complete. */
    private final StringBuilder held = new StringBuilder();

    private boolean inHead = true;

    private ResponseHeads(StreamSourceConduit next) {
        super(next);
    }

    /** Before a request is sent; the client takes it away when the response has ended. */
    public static void watch(ClientConnection connection) {
        if (connection instanceof HttpClientConnection http) {
            ConduitStreamSourceChannel source = http.getConnection().getSourceChannel();
            source.setConduit(new ResponseHeads(source.getConduit()));
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        while (inHead) {
            Matcher end = END.matcher(held);
            if (!end.find()) {
                int count = hold(target.remaining() - held.length());
                if (count == 0) {
                    return 0;
                } else if (count < 0) {
                    return held.length() == 0 ? -1 : pass(target, held.toString());
                }
                continue;
            }
            String head = held.substring(0, end.end());
            held.delete(0, end.end());
            Matcher status = STATUS.matcher(head);
            int code = status.lookingAt() ? Integer.parseInt(status.group(1)) : 0;
            if (code == 100) { // the response is still to come, or here already
                if (held.length() > 0) {
                    next.wakeupReads();
                }
                return put(target, head);
            } else if (code <= 101 || code >= 200) {
                boolean bodiless = code == 204 || code == 304;
                return pass(target, (bodiless ? FRAMING.matcher(head).replaceAll("") : head) + held);
            }
        }
        return next.read(target);
    }

    /** Reads no more than the client has room for, so that all of it can be passed at once; -1 if there is none left. */
    private int hold(int room) throws IOException {
        if (room <= 0) {
            return -1; // far too long; the client's parser will say so
        }
        ByteBuffer read = ByteBuffer.allocate(room);
        int count = next.read(read);
        if (count > 0) {
            held.append(new String(read.array(), 0, count, ISO_8859_1));
        }
        return count;
    }

    private int pass(ByteBuffer target, String text) {
        inHead = false;
        held.setLength(0);
        return put(target, text);
    }

    private static int put(ByteBuffer target, String text) {
        target.put(text.getBytes(ISO_8859_1));
        return text.length();
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            if (targets[i].hasRemaining()) {
                return read(targets[i]);
            }
        }
        return 0;
    }

    @Override
    public long transferTo(long position, long count, FileChannel target) throws IOException {
        return inHead
                ? target.transferFrom(new ConduitReadableByteChannel(this), position, count)
                : next.transferTo(position, count, target);
    }

    @Override
    public long transferTo(long count, ByteBuffer through, StreamSinkChannel target) throws IOException {
        return inHead ? Conduits.transfer(this, count, through, target) : next.transferTo(count, through, target);
    }
}
