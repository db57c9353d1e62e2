package org.junicorn.container.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A whole response in packets of AJP/1.3, for a web server whose request the application does not answer in time. */
final class AjpAnswer {
    /** Bytes of a body in one packet, which has 8192 with all around it. */
    private static final int MOST = 8184;

    private static final int SEND_BODY_CHUNK = 3;
    private static final int SEND_HEADERS = 4;
    private static final int END_RESPONSE = 5;

    private AjpAnswer() {}

    static byte[] of(int status, String reason, String type, byte[] page) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        ByteBuffer head = ByteBuffer.allocate(256);
        head.put((byte) SEND_HEADERS).putShort((short) status);
        text(head, reason);
        head.putShort((short) 2);
        text(head, "Content-Type");
        text(head, type);
        text(head, "Content-Length");
        text(head, Integer.toString(page.length));
        packet(answer, head);
        for (int from = 0; from < page.length; from += MOST) {
            int count = Math.min(MOST, page.length - from);
            ByteBuffer body = ByteBuffer.allocate(count + 4);
            body.put((byte) SEND_BODY_CHUNK)
                    .putShort((short) count)
                    .put(page, from, count)
                    .put((byte) 0);
            packet(answer, body);
        }
        // 0: the connection is not used again
        packet(answer, ByteBuffer.allocate(2).put((byte) END_RESPONSE).put((byte) 0));
        return answer.toByteArray();
    }

    private static void text(ByteBuffer packet, String text) {
        packet.putShort((short) text.length())
                .put(text.getBytes(StandardCharsets.ISO_8859_1))
                .put((byte) 0);
    }

    private static void packet(ByteArrayOutputStream answer, ByteBuffer content) {
        answer.write('A');
        answer.write('B');
        answer.write(content.position() >> 8);
        answer.write(content.position());
        answer.write(content.array(), 0, content.position());
    }
}
