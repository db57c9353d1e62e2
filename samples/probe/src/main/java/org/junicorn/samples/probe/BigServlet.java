package org.junicorn.samples.probe;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers {@code GET /big?bytes=1000000} with that many bytes: the lower-case alphabet over and over. */
@WebServlet("/big")
public final class BigServlet extends ProbeServlet {
    private static final long serialVersionUID = 1L;

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        long left = number(request, "bytes", 1 << 20);
        response.setContentLengthLong(left);
        byte[] block = new byte[26 * 256];
        for (int i = 0; i < block.length; i++) {
            block[i] = (byte) (0x61 + i % 26);
        }
        while (left > 0) {
            int now = (int) Math.min(left, block.length);
            response.getOutputStream().write(block, 0, now);
            left -= now;
        }
    }
}
