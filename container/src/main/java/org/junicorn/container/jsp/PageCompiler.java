package org.junicorn.container.jsp;

import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.jasper.EmbeddedServletOptions;
import org.apache.jasper.JspCompilationContext;
import org.apache.jasper.compiler.Compiler;
import org.apache.jasper.compiler.JDTCompiler;
import org.apache.jasper.compiler.JspRuntimeContext;
import org.apache.jasper.compiler.TldCache;
import org.junicorn.container.war.JspModel;

/**
 * Compiles pages of an application that does not run, into the folder where its workers look for them. While it is open,
 * no worker compiles any.
 *
 * <p>No page runs. What Jasper needs of the application to translate one does: the validators and the {@code
 * TagExtraInfo} of tag libraries, and the constructors of tag handlers that are tag files (Jakarta Pages 4.0, 7.4).
 */
public final class PageCompiler implements AutoCloseable {
    private final ServletContext context;
    private final ClassLoader loader;
    private final EmbeddedServletOptions options;
    private final JspRuntimeContext runtime;
    private final CompileLock lock;

    /**
     * Waits until no worker compiles. The thread that makes it closes it.
     *
     * @param config of the servlet for pages
     * @param loader the application's
     * @throws IOException if the folder for compiled pages cannot be used
     */
    public PageCompiler(JspModel model, ServletConfig config, ClassLoader loader) throws IOException {
        this.context = config.getServletContext();
        this.loader = loader;
        JspEngine.factory();
        Path folder = Files.createDirectories(Path.of(model.workDir()));
        context.setAttribute(TldCache.SERVLET_CONTEXT_ATTRIBUTE_NAME, new PreparedTlds(context, model.tlds()));
        Map<String, String> fixed = new HashMap<>();
        fixed.put("compilerClassName", JDTCompiler.class.getName());
        fixed.put("engineOptionsClass", null);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            JasperConfig jasper = new JasperConfig(config, fixed, Map.of("scratchdir", model.workDir()));
            options = new EmbeddedServletOptions(jasper, context);
            runtime = new JspRuntimeContext(context, options);
        } finally {
            thread.setContextClassLoader(before);
        }
        lock = new CompileLock(folder.resolve(".lock"));
        lock.acquire();
    }

    /**
     * Compiles a page, whether it was before or not. May be called by several threads at a time.
     *
     * @param page its path from the application's root
     * @return what is wrong with it, in words for its author, with its file and line; empty if it compiles
     */
    public Optional<String> compile(String page) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            Compiler compiler = new JspCompilationContext(page, options, context, null, runtime).createCompiler();
            compiler.removeGeneratedFiles(); // not written over: who has the old files open reads them to their end
            compiler.compile(true, false);
            return Optional.empty();
        } catch (FileNotFoundException e) {
            return Optional.of(page + ": a file is missing: " + e.getMessage());
        } catch (Exception | LinkageError e) {
            return Optional.of(CompileReport.of(page, e));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public void close() throws IOException {
        runtime.destroy();
        lock.release();
    }
}
