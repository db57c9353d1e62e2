package org.junicorn.launcher.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junicorn.launcher.config.Setting.Split;
import org.junicorn.launcher.config.Setting.Syntax;

/**
 * What is served. Paths are absolute.
 *
 * @param app an absolute path, or a class name
 * @param contextPath as written; see {@link #effectiveContextPath}
 * @param contextXml empty: what the application has counts alone
 * @param reloadExtraFiles absolute patterns in the syntax of {@link java.nio.file.FileSystem#getPathMatcher}'s glob
 */
public record AppSettings(
        @Setting(
                section = "Application",
                required = true,
                syntax = Syntax.APP,
                origin = "gunicorn: wsgi_app",
                doc = "The application: a `.war` file, the folder of an unpacked one, or the name of a class that"
                        + " implements `jakarta.servlet.Servlet` (found on `class_path`). Also given as the only"
                        + " argument without an option.")
        String app,

        @Setting(
                section = "Application",
                syntax = Syntax.CONTEXT_PATH,
                computedDefault = "/",
                origin = "new",
                doc = "The path under which the application is served: `/`, or `/name`.")
        Optional<String> contextPath,

        @Setting(
                section = "Application",
                split = Split.COLONS,
                origin = "gunicorn: pythonpath",
                doc = "Jars and folders of classes for an application that is given as a class name.")
        List<Path> classPath,

        @Setting(
                section = "Application",
                origin = "webapp-runner: context-xml",
                doc = "A file in the form of Tomcat's `context.xml`, laid over the application's own"
                        + " `META-INF/context.xml`: what both have is taken from this one. With `override=\"true\"` in"
                        + " its `<Context>` the application's is not read. It is read at the start and at each reload.")
        Optional<Path> contextXml,

        @Setting(
                section = "Application",
                byDefault = "true",
                options = "--preload",
                origin = "gunicorn: preload_app",
                doc = "Share the loaded classes of all workers: they are kept in an archive that each worker maps,"
                        + " which about halves boot time and memory. The application itself is booted by each worker.")
        boolean preloadApp,

        @Setting(
                section = "Application",
                byDefault = "false",
                origin = "gunicorn: reload",
                doc = "Replace the workers when the application's files change. For development.")
        boolean reload,

        @Setting(
                section = "Application",
                syntax = Syntax.GLOB,
                options = "--reload-extra-file",
                origin = "gunicorn: reload_extra_files",
                doc = "Further files that `reload` watches; `*`, `?` and `[…]` match within a folder, `**` across"
                        + " folders.")
        List<String> reloadExtraFiles) {

    public AppSettings {
        classPath = List.copyOf(classPath);
        reloadExtraFiles = List.copyOf(reloadExtraFiles);
    }

    /** The context path as the servlet API spells it: "" for the root, else "/name". A single app is the root. */
    public String effectiveContextPath() {
        return contextPath.filter(path -> !path.equals("/")).orElse("");
    }
}
