package org.junicorn.container.jsp;

import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import java.util.Enumeration;
import java.util.Map;

/** The configuration of a JSP servlet as Jasper sees it: ours, then what the application says, then our defaults. */
final class JasperConfig implements ServletConfig {
    private final ServletConfig config;
    private final Map<String, String> fixed;
    private final Map<String, String> defaults;

    /** @param fixed a null hides what the application says */
    JasperConfig(ServletConfig config, Map<String, String> fixed, Map<String, String> defaults) {
        this.config = config;
        this.fixed = fixed;
        this.defaults = defaults;
    }

    @Override
    public String getInitParameter(String name) {
        if (fixed.containsKey(name)) {
            return fixed.get(name);
        }
        String value = config.getInitParameter(name);
        return value == null ? defaults.get(name) : value;
    }

    /** The application's alone, since pages can list them. */
    @Override
    public Enumeration<String> getInitParameterNames() {
        return config.getInitParameterNames();
    }

    @Override
    public String getServletName() {
        return config.getServletName();
    }

    @Override
    public ServletContext getServletContext() {
        return config.getServletContext();
    }
}
