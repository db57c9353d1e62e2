/**
 * Reads a web application: a WAR, an exploded folder or a bare servlet class goes in, a {@link
 * org.junicorn.container.war.WebAppModel} and a class path come out, and {@link
 * org.junicorn.container.war.WebAppClassLoader} loads it.
 *
 * <p>Everything but the class loader and {@link org.junicorn.container.war.ModelStore#read} runs once per application
 * in the prepare step, on the calling thread and, for the search through class files, on a few threads of its own that
 * end before the call returns. Workers only read the stored model.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>No class of the application is loaded here, so that preparing has no side effects: annotations and class
 *       hierarchies are read from the bytes of the class files.
 *   <li>Descriptors are parsed by a parser of our own: it starts ten times faster than a binding library, reports the
 *       line of every problem, and never opens a network connection or an external entity.
 *   <li>A class file is read once, by a reader of our own that stops at the constant pool unless the pool mentions an
 *       annotation that declares something. An index library would need a second reader beside it: for the super types
 *       of all classes it is too slow, a second for a common application.
 *   <li>Refused: schema validation. Tomcat has it off by default too, and applications depend on that.
 * </ul>
 */
package org.junicorn.container.war;
