package org.junicorn.samples.session;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Map;

/**
 * Adds the parameter {@code add} to the cart, or takes {@code remove} out of it, and counts the changes in an attribute
 * of its own. The cart is changed where it is, as many applications do: {@code setAttribute} is called once in the life
 * of a session.
 */
@WebServlet("/cart")
public final class CartServlet extends PlainServlet {
    static final String CHANGES = "changes";

    private static final long serialVersionUID = 1L;

    @Override
    void look(HttpServletRequest request, HttpServletResponse response) throws IOException {
        show(cart(request.getSession()), request, response);
    }

    @Override
    void change(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession();
        Cart cart = cart(session);
        if (request.getParameter("add") != null) {
            cart.add(request.getParameter("add"));
        }
        if (request.getParameter("remove") != null) {
            cart.remove(request.getParameter("remove"));
        }
        session.setAttribute(CHANGES, changes(session) + 1);
        if (request.getParameter("page") != null) {
            response.sendRedirect(response.encodeRedirectURL(request.getContextPath() + "/"));
            return;
        }
        show(cart, request, response);
    }

    private static void show(Cart cart, HttpServletRequest request, HttpServletResponse response) throws IOException {
        print(response, CHANGES, changes(request.getSession()));
        print(response, "total", cart.total());
        for (Map.Entry<String, Integer> item : cart.pieces().entrySet()) {
            print(response, "item." + item.getKey(), item.getValue());
        }
    }

    static Cart cart(HttpSession session) {
        if (session.getAttribute(Cart.NAME) instanceof Cart cart) {
            return cart;
        }
        Cart cart = new Cart();
        session.setAttribute(Cart.NAME, cart);
        return cart;
    }

    static int changes(HttpSession session) {
        return session.getAttribute(CHANGES) instanceof Integer changes ? changes : 0;
    }
}
