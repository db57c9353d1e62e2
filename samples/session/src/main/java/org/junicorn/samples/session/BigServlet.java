package org.junicorn.samples.session;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Random;
import java.util.zip.CRC32;

/** An attribute of many bytes: {@code /big?bytes=1000000&seed=7}. */
@WebServlet("/big")
public final class BigServlet extends PlainServlet {
    private static final long serialVersionUID = 1L;

    @Override
    void look(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession(false);
        show(session != null && session.getAttribute("big") instanceof byte[] bytes ? bytes : new byte[0], response);
    }

    @Override
    void change(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] bytes = new byte[Integer.parseInt(request.getParameter("bytes"))];
        new Random(Long.parseLong(request.getParameter("seed"))).nextBytes(bytes);
        request.getSession().setAttribute("big", bytes);
        show(bytes, response);
    }

    private static void show(byte[] bytes, HttpServletResponse response) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        print(response, "bytes", bytes.length);
        print(response, "sum", sum.getValue());
    }
}
