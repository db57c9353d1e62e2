package org.junicorn.container.deploy;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * In front of Jasper's servlet, which it starts at the first page that there is: so an application without pages does
 * not pay for them. One that stands for a certain page starts it when it is initialised itself.
 */
final class JspServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** What Undertow's {@code addJspFile} puts into each request for the servlet that it has added. */
    private static final String FILE = "org.apache.catalina.jsp_file";

    /** As often as Tomcat does it (backgroundProcessorDelay). */
    private static final long CHORES = Duration.ofSeconds(10).toNanos();

    private final transient Jsps jsps;
    private final transient AppResources resources;
    private final String declaredFile;
    private final transient AtomicLong nextChores = new AtomicLong(System.nanoTime() + CHORES);
    private transient volatile org.apache.jasper.servlet.JspServlet jasper;

    /** @param file the page; "" for whatever page was asked for */
    JspServlet(Jsps jsps, AppResources resources, String file) {
        this.jsps = jsps;
        this.resources = resources;
        this.declaredFile = file;
    }

    @Override
    public void init() throws ServletException {
        if (!file().isEmpty()) {
            jasper(file());
        }
    }

    private String file() {
        String parameter = declaredFile.isEmpty() ? getInitParameter("jspFile") : declaredFile;
        return parameter == null ? "" : parameter;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String file = file();
        if (file.isEmpty() && request.getAttribute(FILE) instanceof String added) {
            request.removeAttribute(FILE); // or each page that it includes would be this one again
            file = added;
        }
        String page = file.isEmpty() ? ResourcePath.of(request) : file;
        Optional<AppFile> found = resources.find(page);
        if (found.isEmpty()) {
            if (request.getDispatcherType() == DispatcherType.INCLUDE) {
                throw new FileNotFoundException(page);
            }
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else if (found.get().isDirectory()) {
            folder(page, request, response);
        } else {
            org.apache.jasper.servlet.JspServlet servlet = jasper(file);
            chores(servlet);
            servlet.service(request, response);
        }
    }

    /** A property group may have claimed all paths: then its folders' welcome files are looked for here (Tomcat too). */
    private void folder(String path, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (path.endsWith("/")) {
            for (String welcome : jsps.welcomeFiles()) {
                Optional<AppFile> file = resources.find(path + welcome);
                if (file.isPresent() && !file.get().isDirectory()) {
                    request.getRequestDispatcher(path + welcome).forward(request, response);
                    return;
                }
            }
        }
        getServletContext().getNamedDispatcher("default").forward(request, response);
    }

    private org.apache.jasper.servlet.JspServlet jasper(String file) throws ServletException {
        org.apache.jasper.servlet.JspServlet servlet = jasper;
        if (servlet == null) {
            synchronized (this) {
                servlet = jasper;
                if (servlet == null) {
                    servlet = jsps.engine().servlet(getServletConfig(), file);
                    jasper = servlet;
                }
            }
        }
        return servlet;
    }

    /** What Tomcat's background thread does: {@code maxLoadedJsps}, {@code jspIdleTimeout}, {@code checkInterval}. */
    private void chores(org.apache.jasper.servlet.JspServlet servlet) {
        long due = nextChores.get();
        long now = System.nanoTime();
        if (now - due > 0 && nextChores.compareAndSet(due, now + CHORES)) {
            servlet.periodicEvent();
        }
    }

    @Override
    public void destroy() {
        if (jasper != null) {
            jasper.destroy();
        }
    }
}
