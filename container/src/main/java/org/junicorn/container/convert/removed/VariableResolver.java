package org.junicorn.container.convert.removed;

/** Removed by Pages 4.0. */
public interface VariableResolver {
    Object resolveVariable(String name) throws ELException;
}
