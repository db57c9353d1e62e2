package org.junicorn.bench.http.app;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** A body of as many bytes as the parameter {@code size} says, in pieces of 4 kB, of a length that it does not tell. */
@WebServlet("/bytes")
public final class BytesServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final byte[] PIECE = new byte[4096];

    static {
        Arrays.fill(PIECE, (byte) 'x');
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("application/octet-stream");
        OutputStream body = response.getOutputStream();
        for (int left = Integer.parseInt(request.getParameter("size")); left > 0; left -= PIECE.length) {
            body.write(PIECE, 0, Math.min(left, PIECE.length));
        }
    }
}
