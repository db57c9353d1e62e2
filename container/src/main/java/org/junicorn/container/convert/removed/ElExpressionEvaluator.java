package org.junicorn.container.convert.removed;

import jakarta.el.ExpressionFactory;
import jakarta.el.ValueExpression;

/** Evaluates with today's Expression Language. */
public class ElExpressionEvaluator extends ExpressionEvaluator {
    public ElExpressionEvaluator() {}

    @Override
    @SuppressWarnings("rawtypes")
    public Expression parseExpression(String expression, Class type, FunctionMapper functions) throws ELException {
        return new ElExpression(parsed(expression, type, new ElVariables(null, functions)), functions);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Object evaluate(String expression, Class type, VariableResolver variables, FunctionMapper functions)
            throws ELException {
        ElVariables context = new ElVariables(variables, functions);
        ValueExpression parsed = parsed(expression, type, context);
        try {
            return parsed.getValue(context);
        } catch (jakarta.el.ELException e) {
            throw new ELException(e.getMessage(), e);
        }
    }

    private static ValueExpression parsed(String expression, Class<?> type, ElVariables context) throws ELException {
        try {
            return ExpressionFactory.newInstance().createValueExpression(context, expression, type);
        } catch (jakarta.el.ELException e) {
            throw new ELParseException(e.getMessage());
        }
    }
}
