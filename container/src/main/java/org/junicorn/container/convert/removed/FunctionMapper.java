package org.junicorn.container.convert.removed;

import java.lang.reflect.Method;

/** Removed by Pages 4.0. */
public interface FunctionMapper {
    Method resolveFunction(String prefix, String name);
}
