package org.junicorn.container.convert.removed;

/** Removed by Pages 4.0. */
public abstract class Expression {
    public Expression() {}

    public abstract Object evaluate(VariableResolver variables) throws ELException;
}
