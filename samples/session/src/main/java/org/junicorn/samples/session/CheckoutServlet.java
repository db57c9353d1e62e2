package org.junicorn.samples.session;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Open to customers who have logged in, see web.xml. */
@WebServlet("/checkout")
public final class CheckoutServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        PlainServlet.sign(response);
        response.setContentType("text/html;charset=UTF-8");
        response.getWriter()
                .print("<!doctype html>\n<title>Check out</title>\n<p>"
                        + PageServlet.escaped(request.getRemoteUser()) + ", you have "
                        + CartServlet.cart(request.getSession()).total() + " pieces.</p>\n");
    }
}
