package org.junicorn.container.convert.removed;

/** Removed by Pages 4.0. */
public abstract class ExpressionEvaluator {
    public ExpressionEvaluator() {}

    @SuppressWarnings("rawtypes")
    public abstract Expression parseExpression(String expression, Class type, FunctionMapper functions)
            throws ELException;

    @SuppressWarnings("rawtypes")
    public abstract Object evaluate(String expression, Class type, VariableResolver variables, FunctionMapper functions)
            throws ELException;
}
