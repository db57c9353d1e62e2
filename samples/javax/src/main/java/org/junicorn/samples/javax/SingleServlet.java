package org.junicorn.samples.javax;

import java.io.IOException;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.servlet.ServletException;
import javax.servlet.SingleThreadModel;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/** Keeps a request in a field, and answers when a second request is in another instance at the same time. */
@SuppressWarnings("deprecation")
public class SingleServlet extends HttpServlet implements SingleThreadModel {
    private static final long serialVersionUID = 1L;
    private static final CyclicBarrier TWO = new CyclicBarrier(2);

    private transient HttpServletRequest current;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        current = request;
        try {
            TWO.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new ServletException("no other request came to another instance", e);
        }
        response.setContentType("text/plain");
        response.getWriter().print(current == request ? "mine" : "another's");
    }
}
