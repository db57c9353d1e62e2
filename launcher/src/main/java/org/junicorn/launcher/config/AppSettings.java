package org.junicorn.launcher.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junicorn.container.Place;
import org.junicorn.container.war.JakartaConverter;
import org.junicorn.launcher.config.Setting.Split;
import org.junicorn.launcher.config.Setting.Syntax;

/**
 * What is served. Paths are absolute.
 *
 * @param app empty if {@code webapps} is given
 * @param contextPath as written; of a single application that says no path itself
 * @param failFast as given; see {@link #effectiveFailFast}
 * @param contextXml empty: what the application has counts alone
 * @param defaultWebXml empty: what is built in counts alone
 * @param reloadExtraFiles absolute patterns in the syntax of {@link java.nio.file.FileSystem#getPathMatcher}'s glob
 */
public record AppSettings(
        @Setting(
                common = true,
                section = "Application",
                required = true,
                syntax = Syntax.APP,
                split = Split.LINES,
                origin = "gunicorn: wsgi_app",
                doc = "The application: a `.war` file, the folder of an unpacked one, or the name of a class that"
                        + " implements `jakarta.servlet.Servlet` (found on `class_path`). Also given as the only"
                        + " argument without an option. Several applications are given with their paths,"
                        + " `/shop=shop.war`, or as an object of paths and applications in a JSON file; with a host"
                        + " in front, `shop.example/=shop.war`, for a virtual host. Two versions share the requests"
                        + " of a path by weight, `/=old.war;weight=9` and `/=new.war;weight=1`; `;name=` names a"
                        + " version that is not to be called like its file.")
        List<Mount> app,

        @Setting(
                common = true,
                section = "Application",
                origin = "Tomcat: appBase",
                doc = "A folder of applications, instead of `app`: `.war` files and unpacked ones, served under the"
                        + " paths that Tomcat derives from their names, `ROOT.war` under `/`, `shop.war` under"
                        + " `/shop`, `shop#eu.war` under `/shop/eu`. Of several versions (`shop##2.war`) the highest"
                        + " one is served. A reload looks into the folder again.")
        Optional<Path> webapps,

        @Setting(
                section = "Application",
                computedDefault = "`true` for a single `app`, else `false`",
                origin = "webapp-runner: its default",
                doc = "What an application that cannot be deployed means: with `true`, that the start or the reload"
                        + " fails; with `false`, that its path answers 404 while the others are served, as on Tomcat."
                        + " An application that is being served is not lost to a reload in either case: if its new"
                        + " version cannot be deployed, the reload fails and the old workers go on.")
        Optional<Boolean> failFast,

        @Setting(
                common = true,
                section = "Application",
                syntax = Syntax.CONTEXT_PATH,
                computedDefault = "/",
                origin = "new",
                doc = "The path under which a single application is served: `/`, or `/name`.")
        Optional<String> contextPath,

        @Setting(
                section = "Application",
                split = Split.COLONS,
                origin = "gunicorn: pythonpath",
                doc = "Jars and folders of classes for an application that is given as a class name.")
        List<Path> classPath,

        @Setting(
                common = true,
                section = "Application",
                origin = "webapp-runner: context-xml",
                doc = "A file in the form of Tomcat's `context.xml`, laid over the application's own"
                        + " `META-INF/context.xml`: what both have is taken from this one. With `override=\"true\"` in"
                        + " its `<Context>` the application's is not read. It is read at the start and at each reload.")
        Optional<Path> contextXml,

        @Setting(
                section = "Application",
                byDefault = "auto",
                origin = "Tomcat: jakartaConverter",
                doc = "Whether an application for `javax.servlet` (Java EE 8 and older) is converted to"
                        + " `jakarta.servlet` when it is prepared: `auto` if it is one, `on` whatever it seems to be,"
                        + " `off` to refuse it. A folder is not changed: a converted copy of it is served.")
        JakartaConverter jakartaConverter,

        @Setting(
                section = "Application",
                origin = "Tomcat: conf/web.xml",
                doc = "A file in the form of Tomcat's `conf/web.xml`, laid under the application's own descriptor:"
                        + " servlets, filters, MIME types, welcome files, session time-out, encodings and what else the"
                        + " application does not say itself. What neither says is as in Tomcat's own `conf/web.xml`."
                        + " It is read at the start and at each reload.")
        Optional<Path> defaultWebXml,

        @Setting(
                section = "Application",
                byDefault = "false",
                origin = "Tomcat: JspC",
                doc =
                        "Compile all JSPs when the application is prepared, once for all workers, and refuse the application"
                                + " if one does not compile. Validators and `TagExtraInfo` classes of its tag libraries run in"
                                + " the process that does this. Without it each page is compiled at its first request, by one"
                                + " of the workers for all.")
        boolean precompileJsps,

        @Setting(
                common = true,
                section = "Application",
                split = Split.COLONS,
                origin = "Tomcat: shared.loader",
                doc = "Jars and folders with libraries for every application, such as a JDBC driver; of a folder its"
                        + " jars count, and the classes and resources that lie in it. What an application has itself"
                        + " comes first. They are read at the start and at each reload.")
        List<Path> sharedLib,

        @Setting(
                section = "Application",
                byDefault = "true",
                options = "--preload",
                origin = "gunicorn: preload_app",
                doc = "Share the loaded classes of all workers: they are kept in an archive that each worker maps,"
                        + " which about halves boot time and memory. The application itself is booted by each worker.")
        boolean preloadApp,

        @Setting(
                common = true,
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
        app = List.copyOf(app);
        classPath = List.copyOf(classPath);
        sharedLib = List.copyOf(sharedLib);
        reloadExtraFiles = List.copyOf(reloadExtraFiles);
    }

    /** Whether an application that cannot be deployed fails the start, or the reload, of all. */
    public boolean effectiveFailFast() {
        return failFast.orElse(webapps.isEmpty() && app.size() == 1);
    }

    /** Where an application of {@link #app} is served; of several at one path, each is a version. */
    public Place place(Mount mount) {
        boolean shared = app.stream()
                        .filter(other -> other.host().equals(mount.host())
                                && contextPath(other).equals(contextPath(mount)))
                        .count()
                > 1;
        return new Place(mount.host(), contextPath(mount), shared ? mount.version() : "");
    }

    /** The context path of an application of {@link #app}, as the servlet API spells it. A single one is the root. */
    public String contextPath(Mount mount) {
        return Mount.contextPath(mount.path().or(() -> contextPath).orElse("/"));
    }
}
