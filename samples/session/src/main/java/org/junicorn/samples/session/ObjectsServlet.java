package org.junicorn.samples.session;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Attributes that are more than data: POST {@code /objects?guest=jo}, {@code voucher=x}, {@code seat=12}, or {@code
 * seats=12}, which is a list with a seat in it. A GET answers each of them, and with {@code identity} which object it is.
 */
@WebServlet("/objects")
public final class ObjectsServlet extends PlainServlet {
    private static final long serialVersionUID = 1L;
    private static final List<String> NAMES = List.of("guest", "voucher", "seat", "seats");

    @Override
    void look(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession(false);
        for (String name : NAMES) {
            print(response, name, session == null ? null : session.getAttribute(name));
        }
        if (session != null && request.getParameter("identity") != null) {
            Object cart = session.getAttribute(Cart.NAME);
            print(response, "identity", System.identityHashCode(cart));
            print(response, "same", cart == session.getAttribute(Cart.NAME));
        }
    }

    @Override
    void change(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession();
        for (String name : NAMES) {
            String value = request.getParameter(name);
            if (value != null && value.isEmpty()) {
                session.removeAttribute(name);
            } else if (value != null) {
                session.setAttribute(name, object(name, value));
            }
        }
        look(request, response);
    }

    private static Object object(String name, String value) {
        return switch (name) {
            case "guest" -> new Guest(value);
            case "voucher" -> new Voucher(value);
            case "seat" -> new Seat(value);
            default -> new ArrayList<>(List.of(new Seat(value)));
        };
    }
}
