package org.junicorn.container.convert.removed;

import jakarta.el.MethodExpression;

/** A misspelt method, removed by Expression Language 6.0. */
abstract class MethodExpressionMembers extends MethodExpression {
    private static final long serialVersionUID = 1L;

    public boolean isParmetersProvided() {
        return isParametersProvided();
    }
}
