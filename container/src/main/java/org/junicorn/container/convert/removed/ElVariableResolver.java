package org.junicorn.container.convert.removed;

import jakarta.el.ELContext;
import jakarta.el.ELResolver;
import jakarta.el.PropertyNotWritableException;

/** Today's view of the variables, which cannot be written. */
class ElVariableResolver extends ELResolver {
    private final VariableResolver variables;

    ElVariableResolver(VariableResolver variables) {
        this.variables = variables;
    }

    @Override
    public Object getValue(ELContext context, Object base, Object property) {
        if (base != null || variables == null) {
            return null;
        }
        try {
            Object value = variables.resolveVariable(property.toString());
            context.setPropertyResolved(base, property);
            return value;
        } catch (ELException e) {
            throw new jakarta.el.ELException(e.getMessage(), e);
        }
    }

    @Override
    public Class<?> getType(ELContext context, Object base, Object property) {
        return null;
    }

    @Override
    public void setValue(ELContext context, Object base, Object property, Object value) {
        throw new PropertyNotWritableException(String.valueOf(property));
    }

    @Override
    public boolean isReadOnly(ELContext context, Object base, Object property) {
        return true;
    }

    @Override
    public Class<?> getCommonPropertyType(ELContext context, Object base) {
        return base == null ? String.class : null;
    }
}
