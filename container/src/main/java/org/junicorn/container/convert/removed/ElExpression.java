package org.junicorn.container.convert.removed;

import jakarta.el.ValueExpression;

/** A parsed expression. */
class ElExpression extends Expression {
    private final ValueExpression expression;
    private final FunctionMapper functions;

    ElExpression(ValueExpression expression, FunctionMapper functions) {
        this.expression = expression;
        this.functions = functions;
    }

    @Override
    public Object evaluate(VariableResolver variables) throws ELException {
        try {
            return expression.getValue(new ElVariables(variables, functions));
        } catch (jakarta.el.ELException e) {
            throw new ELException(e.getMessage(), e);
        }
    }
}
