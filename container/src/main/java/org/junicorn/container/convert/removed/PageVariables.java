package org.junicorn.container.convert.removed;

import jakarta.el.ELContext;
import jakarta.servlet.jsp.JspContext;

/** The variables and implicit objects of a page. */
public class PageVariables implements VariableResolver {
    private final JspContext page;

    public PageVariables(JspContext page) {
        this.page = page;
    }

    @Override
    public Object resolveVariable(String name) throws ELException {
        ELContext context = page.getELContext();
        try {
            return context.getELResolver().getValue(context, null, name);
        } catch (jakarta.el.ELException e) {
            throw new ELException(e.getMessage(), e);
        }
    }
}
