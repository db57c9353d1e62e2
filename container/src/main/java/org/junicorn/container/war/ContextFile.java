package org.junicorn.container.war;

/**
 * The operator's own context.xml (Tomcat: conf/Catalina/localhost/NAME.xml; webapp-runner: --context-xml).
 *
 * @param name how messages call it
 * @param content as bytes, since the file says itself in which encoding it is
 */
public record ContextFile(String name, byte[] content) {
    public ContextFile {
        content = content.clone();
    }

    @Override
    public byte[] content() {
        return content.clone();
    }

    /** Without the content, which holds passwords. */
    @Override
    public String toString() {
        return "ContextFile[" + name + "]";
    }
}
