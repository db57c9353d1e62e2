/**
 * What Servlet 6.0, Pages 4.0, Expression Language 6.0 and Annotations 3.0 have removed from their interfaces and classes. No class of
 * this package is ever loaded: {@link org.junicorn.container.convert.EarlierApi} copies their members into the classes
 * that once had them, and those types that are gone altogether under the name that they had.
 *
 * <p>A class that ends in {@code Members} extends the one that gets its members. Only what the copies may refer to is
 * allowed in a method: types of the JDK, of the specifications, and of this package. No lambdas and no inner classes.
 */
package org.junicorn.container.convert.removed;
