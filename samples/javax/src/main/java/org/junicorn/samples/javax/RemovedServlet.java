package org.junicorn.samples.javax;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import javax.servlet.ServletException;
import javax.servlet.UnavailableException;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import javax.servlet.http.HttpSession;
import javax.servlet.http.HttpSessionContext;

/** Calls what Servlet 6.0 removed. */
@SuppressWarnings("deprecation")
public class RemovedServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (request.getParameter("gone") != null) {
            throw new UnavailableException(this, "gone for good");
        }
        HttpSession session = request.getSession();
        session.putValue("a", "1");
        session.putValue("b", "2");
        session.removeValue("b");
        HttpSessionContext sessions = session.getSessionContext();
        UnaryOperator<String> encode = response::encodeUrl;
        response.setContentType("text/plain");
        response.setStatus(202, "accepted, with a message");
        PrintWriter out = response.getWriter();
        out.println("values: " + Arrays.toString(session.getValueNames()) + " " + session.getValue("a"));
        out.println("sessions: " + sessions.getIds().hasMoreElements());
        out.println("encoded: " + encode.apply("/x").startsWith("/x") + " "
                + response.encodeRedirectUrl("/y").startsWith("/y"));
        out.println("from url: " + request.isRequestedSessionIdFromUrl());
        out.println("real path: " + request.getRealPath("/page.jsp").endsWith("page.jsp"));
        out.println("servlets: " + getServletContext().getServlets().hasMoreElements() + " "
                + getServletContext().getServlet("removed"));
        getServletContext().log(new IllegalStateException("not a failure"), "logged the old way");
    }
}
