package org.junicorn.container.convert.removed;

import jakarta.servlet.jsp.JspContext;

/** Removed by Pages 4.0. */
abstract class JspContextMembers extends JspContext {
    public ExpressionEvaluator getExpressionEvaluator() {
        return new ElExpressionEvaluator();
    }

    public VariableResolver getVariableResolver() {
        return new PageVariables(this);
    }
}
