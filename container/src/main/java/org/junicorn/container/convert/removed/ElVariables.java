package org.junicorn.container.convert.removed;

import jakarta.el.ArrayELResolver;
import jakarta.el.BeanELResolver;
import jakarta.el.CompositeELResolver;
import jakarta.el.ELContext;
import jakarta.el.ELResolver;
import jakarta.el.ListELResolver;
import jakarta.el.MapELResolver;
import jakarta.el.VariableMapper;

/** The variables and functions that a caller of {@link ExpressionEvaluator} brings. */
class ElVariables extends ELContext {
    private final CompositeELResolver resolver = new CompositeELResolver();
    private final FunctionMapper functions;

    ElVariables(VariableResolver variables, FunctionMapper functions) {
        this.functions = functions;
        resolver.add(new ElVariableResolver(variables));
        resolver.add(new MapELResolver());
        resolver.add(new ListELResolver());
        resolver.add(new ArrayELResolver());
        resolver.add(new BeanELResolver());
    }

    @Override
    public ELResolver getELResolver() {
        return resolver;
    }

    @Override
    public jakarta.el.FunctionMapper getFunctionMapper() {
        return functions == null ? null : new ElFunctions(functions);
    }

    @Override
    public VariableMapper getVariableMapper() {
        return null;
    }
}
