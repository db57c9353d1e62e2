package org.junicorn.bench.http.app;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;

/** Reads a body and says how long it was. */
@WebServlet("/post")
public final class PostServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] piece = new byte[4096];
        int length = 0;
        InputStream body = request.getInputStream();
        for (int read = body.read(piece); read >= 0; read = body.read(piece)) {
            length += read;
        }
        response.setContentType("text/plain");
        response.getWriter().print(length);
    }
}
