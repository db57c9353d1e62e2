package org.junicorn.container.war;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * One folder or jar of the class path, opened. Names inside it are separated by "/", as in a jar. Used by one thread at
 * a time.
 */
interface ClassPathEntry extends Closeable {
    /** Where it lies. */
    Path path();

    /** As messages name it, such as {@code WEB-INF/lib/a.jar}. */
    String label();

    Optional<byte[]> read(String name) throws IOException;

    /** Every class that a class loader would find, in no particular order; not those of {@code META-INF/versions}. */
    void eachClass(ClassVisitor visitor) throws IOException;

    /** Every file below a folder. */
    void eachFile(String folder, FileVisitor visitor) throws IOException, InvalidAppException;

    /** Takes one class. */
    interface ClassVisitor {
        void visit(String name, byte[] bytes);
    }

    /** Takes one file; {@code name} is relative to the folder that was asked for. */
    interface FileVisitor {
        void visit(String name, FileTime time, Content content) throws IOException, InvalidAppException;
    }

    /** Opens a file's content. */
    interface Content {
        InputStream open() throws IOException;
    }

    /** Whether a file holds a class: not the description of a module or package, nor a variant for a newer JDK. */
    static boolean isClass(String name) {
        return name.endsWith(".class") && !name.startsWith("META-INF/") && !name.endsWith("-info.class");
    }
}
