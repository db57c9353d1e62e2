package org.junicorn.container.jsp;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.jsp.JspApplicationContext;
import jakarta.servlet.jsp.JspEngineInfo;
import jakarta.servlet.jsp.JspFactory;
import jakarta.servlet.jsp.PageContext;

/**
 * Stands in for Jasper's factory until it is used: listeners of frameworks register EL resolvers with it while an
 * application starts, whether or not it ever runs a page. Any thread.
 */
public final class LateJspFactory extends JspFactory {
    private LateJspFactory() {}

    /** Makes it the JVM's factory unless there is one. */
    public static void announce() {
        if (JspFactory.getDefaultFactory() == null) {
            JspFactory.setDefaultFactory(new LateJspFactory());
        }
    }

    @Override
    public PageContext getPageContext(
            Servlet servlet,
            ServletRequest request,
            ServletResponse response,
            String errorPage,
            boolean session,
            int buffer,
            boolean autoflush) {
        return JspEngine.factory().getPageContext(servlet, request, response, errorPage, session, buffer, autoflush);
    }

    @Override
    public void releasePageContext(PageContext page) {
        JspEngine.factory().releasePageContext(page);
    }

    @Override
    public JspEngineInfo getEngineInfo() {
        return JspEngine.factory().getEngineInfo();
    }

    @Override
    public JspApplicationContext getJspApplicationContext(ServletContext context) {
        return JspEngine.factory().getJspApplicationContext(context);
    }
}
