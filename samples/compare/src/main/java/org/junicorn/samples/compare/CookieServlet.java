package org.junicorn.samples.compare;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code /cookie}: the cookies of the request; {@code /cookie/…}: cookies of many kinds are set. */
@WebServlet(urlPatterns = "/cookie/*", name = "cookie")
public final class CookieServlet extends FactServlet {
    private static final long serialVersionUID = 1L;

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (subject(request)) {
            case "plain" -> response.addCookie(new Cookie("plain", "value"));
            case "full" -> {
                Cookie cookie = new Cookie("full", "v");
                cookie.setPath("/c/cookie");
                cookie.setDomain("h.example");
                cookie.setMaxAge(3600);
                cookie.setHttpOnly(true);
                cookie.setSecure(true);
                cookie.setAttribute("SameSite", "Strict");
                cookie.setAttribute("Partitioned", "");
                cookie.setAttribute("Priority", "High");
                response.addCookie(cookie);
            }
            case "delete" -> {
                Cookie cookie = new Cookie("gone", "");
                cookie.setMaxAge(0);
                response.addCookie(cookie);
            }
            case "two" -> {
                response.addCookie(new Cookie("a", "1"));
                response.addCookie(new Cookie("a", "2"));
            }
            case "value" -> {
                String value = request.getParameter("value");
                print(response, outcome(() -> {
                    response.addCookie(new Cookie("value", value));
                    return "set";
                }));
            }
            case "name" -> {
                String name = request.getParameter("name");
                print(response, outcome(() -> {
                    response.addCookie(new Cookie(name, "v"));
                    return "set";
                }));
            }
            default -> print(response, Facts.all(request));
        }
    }
}
