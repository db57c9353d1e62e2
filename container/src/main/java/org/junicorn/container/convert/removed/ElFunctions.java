package org.junicorn.container.convert.removed;

import java.lang.reflect.Method;

/** Today's view of the functions. */
class ElFunctions extends jakarta.el.FunctionMapper {
    private final FunctionMapper functions;

    ElFunctions(FunctionMapper functions) {
        this.functions = functions;
    }

    @Override
    public Method resolveFunction(String prefix, String name) {
        return functions.resolveFunction(prefix, name);
    }
}
