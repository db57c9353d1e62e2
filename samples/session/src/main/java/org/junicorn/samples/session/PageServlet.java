package org.junicorn.samples.session;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The shop: whatever worker answers, the cart is there. */
@WebServlet("")
public final class PageServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final List<String> ITEMS = List.of("tea", "coffee", "cake");

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession();
        Cart cart = CartServlet.cart(session);
        PlainServlet.sign(response);
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        PrintWriter out = response.getWriter();
        out.print("""
                <!doctype html>
                <html lang="en">
                <meta charset="utf-8">
                <title>Cart</title>
                <style>
                  body { font: 1rem/1.5 sans-serif; max-width: 36rem; margin: 2rem auto; padding: 0 1rem }
                  form { display: inline } td { padding: .2rem .6rem } footer { color: #666; margin-top: 2rem }
                </style>
                <h1>Your cart</h1>
                """);
        contents(cart, request, response);
        out.print("<p>");
        for (String item : ITEMS) {
            button(request, response, "/cart", "add", item, "Add " + item);
        }
        out.print("</p>\n<p><a href=\"" + response.encodeURL(request.getContextPath() + "/checkout")
                + "\">Check out</a> ");
        button(request, response, "/invalidate", "page", "yes", "Leave");
        out.print("</p>\n<footer>Session since "
                + Instant.ofEpochMilli(session.getCreationTime())
                        .toString()
                        .substring(0, 19)
                        .replace('T', ' ')
                + (session.isNew() ? ", new" : "") + ". This page is from worker "
                + System.getenv().getOrDefault("JUNICORN_WORKER_SLOT", "?") + ", process "
                + ProcessHandle.current().pid()
                + "; look at it again, and another one may answer.</footer>\n</html>\n");
    }

    private static void contents(Cart cart, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        PrintWriter out = response.getWriter();
        if (cart.total() == 0) {
            out.print("<p>It is empty.</p>\n");
            return;
        }
        out.print("<table>\n");
        for (Map.Entry<String, Integer> item : cart.pieces().entrySet()) {
            out.print("<tr><td>" + item.getValue() + "<td>" + escaped(item.getKey()) + "<td>");
            button(request, response, "/cart", "remove", item.getKey(), "Remove");
            out.print("\n");
        }
        out.print("</table>\n");
    }

    private static void button(
            HttpServletRequest request,
            HttpServletResponse response,
            String path,
            String name,
            String value,
            String label)
            throws IOException {
        response.getWriter()
                .print("<form method=\"post\" action=\"" + response.encodeURL(request.getContextPath() + path)
                        + "\"><input type=\"hidden\" name=\"page\" value=\"yes\"><button name=\"" + name + "\" value=\""
                        + escaped(value) + "\">" + escaped(label) + "</button></form> ");
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
