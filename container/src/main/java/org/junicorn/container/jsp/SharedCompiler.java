package org.junicorn.container.jsp;

import java.io.FileNotFoundException;
import java.util.concurrent.TimeUnit;
import org.apache.jasper.JasperException;
import org.apache.jasper.compiler.JDTCompiler;

/**
 * Compiles a page or tag file into the folder that all workers share. Jasper makes one for each page, by its name, and
 * calls it with the page's monitor held.
 *
 * <p>A finished class file has the time of its page; until then it has another one, so that a half-written one, or one
 * that a killed worker left behind, is outdated for everybody.
 */
public final class SharedCompiler extends JDTCompiler {
    private JasperException failure;
    private long failedAt;
    private long failedVersion;

    /** Until the page or four seconds have passed, a page that does not compile is not compiled again. */
    @Override
    public boolean isOutDated() {
        return failed() || super.isOutDated();
    }

    private boolean failed() {
        if (failure == null) {
            return false;
        }
        long seconds = options.getModificationTestInterval();
        if (System.nanoTime() - failedAt < TimeUnit.SECONDS.toNanos(seconds)
                && ctxt.getLastModified(ctxt.getJspFile()) == failedVersion) {
            return true;
        }
        failure = null;
        look();
        return false;
    }

    /** Jasper asks for this before it has the lock, when another worker may be about to load these files. */
    @Override
    public void removeGeneratedFiles() {
        // compile does it
    }

    @Override
    public void compile(boolean compileClass, boolean ahead) throws Exception {
        if (failure != null) {
            throw failure;
        }
        CompileLock lock = JspEngine.lock(ctxt.getServletContext());
        boolean outermost = lock.acquire();
        try {
            if (outermost && compiledMeanwhile()) {
                return;
            }
            // Not written over: who has the old files open reads them to their end.
            super.removeGeneratedFiles();
            super.compile(compileClass, ahead);
        } catch (FileNotFoundException e) {
            throw e;
        } catch (JasperException e) {
            failure = e;
            failedAt = System.nanoTime();
            failedVersion = ctxt.getLastModified(ctxt.getJspFile());
            throw e;
        } finally {
            lock.release();
        }
    }

    /** Whether another worker was faster. What this one has loaded of the page is no guide then. */
    private boolean compiledMeanwhile() {
        if (jsw == null || ctxt.isPrototypeMode()) {
            return false;
        }
        jsw.setReload(true);
        ctxt.clearJspLoader();
        look();
        boolean current = !super.isOutDated();
        if (!current) {
            ctxt.clearJspLoader(); // it may just have loaded what is about to be replaced
        }
        return current;
    }

    /** Has the next question whether the page is outdated answered by looking. */
    private void look() {
        if (jsw != null) {
            jsw.setLastModificationTest(-1);
        }
    }
}
