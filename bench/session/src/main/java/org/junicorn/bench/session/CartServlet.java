package org.junicorn.bench.session;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The application: a session with a counter and a cart of ten strings. Each answer is a number that the client knows
 * beforehand if no change was lost.
 */
@WebServlet("/*")
public final class CartServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int ARTICLES = 10;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getPathInfo();
        HttpSession session = request.getSession(path.equals("/new"));
        if (session == null) {
            response.sendError(HttpServletResponse.SC_GONE);
            return;
        }
        int answer = answer(path, session);
        response.setContentType("text/plain");
        response.getWriter().print(answer);
    }

    private static int answer(String path, HttpSession session) {
        switch (path) {
            case "/new":
                session.setAttribute("counter", 0);
                session.setAttribute("cart", firstCart());
                return 0;
            case "/read":
                return cart(session).size() == ARTICLES ? counter(session) : -1;
            case "/count":
                int counter = counter(session) + 1;
                session.setAttribute("counter", counter);
                return counter;
            case "/cart":
                return change(cart(session));
            case "/end":
                session.invalidate();
                return 0;
            default:
                throw new IllegalArgumentException(path);
        }
    }

    private static int counter(HttpSession session) {
        return (Integer) session.getAttribute("counter");
    }

    @SuppressWarnings("unchecked")
    private static List<String> cart(HttpSession session) {
        return (List<String>) session.getAttribute("cart");
    }

    private static List<String> firstCart() {
        List<String> cart = new ArrayList<>();
        cart.add("0");
        while (cart.size() < ARTICLES) {
            cart.add("article number " + cart.size());
        }
        return cart;
    }

    /** As old applications do: the object is changed, the session is not told. Its first string counts the changes. */
    private static int change(List<String> cart) {
        int turn = Integer.parseInt(cart.get(0)) + 1;
        cart.set(0, Integer.toString(turn));
        cart.set(1 + turn % (ARTICLES - 1), "article of turn " + turn);
        return turn;
    }
}
