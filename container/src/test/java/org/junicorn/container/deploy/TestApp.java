package org.junicorn.container.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junicorn.container.ContainerSettings;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.ProxyRules;
import org.junicorn.container.RequestRules;
import org.junicorn.container.security.InvalidUsersException;
import org.junicorn.container.security.LoginBoard;
import org.junicorn.container.security.Realm;
import org.junicorn.container.security.UsersFile;
import org.junicorn.container.session.SessionSettings;
import org.junicorn.container.shaping.ShapingOptions;
import org.junicorn.container.war.AppSource;
import org.junicorn.container.war.ContextFile;
import org.junicorn.container.war.ContextModel;
import org.junicorn.container.war.InvalidAppException;
import org.junicorn.container.war.JspModel;
import org.junicorn.container.war.NamingModel;
import org.junicorn.container.war.OperatorFiles;
import org.junicorn.container.war.Preparer;
import org.junicorn.container.war.WebAppModel;
import org.junicorn.container.war.WebAppModel.ErrorPageModel;
import org.junicorn.container.war.WebAppModel.FilterMapping;
import org.junicorn.container.war.WebAppModel.FilterModel;
import org.junicorn.container.war.WebAppModel.InitializerModel;
import org.junicorn.container.war.WebAppModel.LoginModel;
import org.junicorn.container.war.WebAppModel.MultipartModel;
import org.junicorn.container.war.WebAppModel.RoleLink;
import org.junicorn.container.war.WebAppModel.SecurityConstraintModel;
import org.junicorn.container.war.WebAppModel.ServletModel;
import org.junicorn.container.war.WebAppModel.ServletSecurityModel;
import org.junicorn.container.war.WebAppModel.SessionModel;

/** An application in the making: files, classes compiled from source, and the model that the prepare step would write. */
final class TestApp {
    private static final SessionModel SESSION =
            new SessionModel(null, List.of(), "", "", "", null, null, null, Map.of());

    private final Path folder;
    private final List<Path> sources = new ArrayList<>();
    private final List<ServletModel> servlets = new ArrayList<>();
    private final List<FilterModel> filters = new ArrayList<>();
    private final List<FilterMapping> filterMappings = new ArrayList<>();
    private final List<String> listeners = new ArrayList<>();
    private final List<InitializerModel> initializers = new ArrayList<>();
    private final List<String> welcomeFiles = new ArrayList<>();
    private final List<ErrorPageModel> errorPages = new ArrayList<>();
    private final List<SecurityConstraintModel> constraints = new ArrayList<>();
    private final List<Path> resourceRoots = new ArrayList<>();
    private final List<String> roles = new ArrayList<>();
    private final List<String> orderedLibs = new ArrayList<>();
    private final Map<String, String> contextParams = new LinkedHashMap<>();
    private final Map<String, String> mimeMappings = new LinkedHashMap<>();
    private boolean metadataComplete;
    private boolean denyUncovered;
    private String requestEncoding = "";
    private String responseEncoding = "";
    private SessionModel session = SESSION;
    private LoginModel login;
    private ContextModel context = ContextModel.EMPTY;
    private List<String> contextWarnings = List.of();
    private NamingModel naming = NamingModel.EMPTY;
    private final List<Path> classPath = new ArrayList<>();
    private final List<Path> sharedLibs = new ArrayList<>();
    private Realm realm = Realm.empty();
    private RequestRules rules = RequestRules.ofTomcat();
    private ShapingOptions shaping = ShapingOptions.none();
    private SessionSettings sessions = SessionSettings.memory();
    private ProxyRules proxies = ProxyRules.none();
    private boolean distributable;

    TestApp(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(classes());
            Files.createDirectories(temp());
            Files.createDirectories(folder.resolve("src"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path root() {
        return folder.resolve("app");
    }

    Path temp() {
        return folder.resolve("temp");
    }

    private Path classes() {
        return root().resolve("WEB-INF/classes");
    }

    TestApp file(String path, String content) {
        return file(root().resolve(path), content);
    }

    private TestApp file(Path file, String content) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A library's {@code META-INF/resources} with one file. */
    TestApp libraryFile(String library, String path, String content) {
        Path root = folder.resolve("resources").resolve(library);
        if (!resourceRoots.contains(root)) {
            resourceRoots.add(root);
        }
        return file(root.resolve(path), content);
    }

    /** A class of package {@code app}; the usual imports are added. */
    TestApp source(String name, String body) {
        Path file = folder.resolve("src").resolve(name + ".java");
        sources.add(file);
        return file(
                file,
                "package app; import jakarta.servlet.*; import jakarta.servlet.http.*; import jakarta.annotation.*;"
                        + " import java.io.*; import java.util.*;\n" + body);
    }

    /** A servlet whose {@code service} has that body, with {@code request} and {@code response}. */
    TestApp servlet(String name, String pattern, String body) {
        source(
                name,
                "public class " + name + " extends HttpServlet { protected void service(HttpServletRequest request,"
                        + " HttpServletResponse response) throws ServletException, IOException {" + body + "} }");
        return map(servletModel(name, pattern), s -> s);
    }

    static ServletModel servletModel(String name, String... patterns) {
        return new ServletModel(
                name, "app." + name, "", List.of(patterns), Map.of(), null, true, true, null, "", List.of(), null);
    }

    TestApp map(ServletModel servlet, UnaryOperator<ServletModel> change) {
        servlets.removeIf(s -> s.name().equals(servlet.name()));
        servlets.add(change.apply(servlet));
        return this;
    }

    static ServletModel eager(ServletModel s, int loadOnStartup) {
        return new ServletModel(
                s.name(),
                s.className(),
                s.jspFile(),
                s.mappings(),
                s.initParams(),
                loadOnStartup,
                s.asyncSupported(),
                s.enabled(),
                s.multipart(),
                s.runAs(),
                s.roleLinks(),
                s.security());
    }

    static ServletModel multipart(ServletModel s, MultipartModel multipart) {
        return new ServletModel(
                s.name(),
                s.className(),
                s.jspFile(),
                s.mappings(),
                s.initParams(),
                s.loadOnStartup(),
                s.asyncSupported(),
                s.enabled(),
                multipart,
                s.runAs(),
                s.roleLinks(),
                s.security());
    }

    static ServletModel secured(ServletModel s, ServletSecurityModel security) {
        return new ServletModel(
                s.name(),
                s.className(),
                s.jspFile(),
                s.mappings(),
                s.initParams(),
                s.loadOnStartup(),
                s.asyncSupported(),
                s.enabled(),
                s.multipart(),
                s.runAs(),
                s.roleLinks(),
                security);
    }

    static ServletModel linked(ServletModel s, RoleLink... links) {
        return new ServletModel(
                s.name(),
                s.className(),
                s.jspFile(),
                s.mappings(),
                s.initParams(),
                s.loadOnStartup(),
                s.asyncSupported(),
                s.enabled(),
                s.multipart(),
                "runner",
                List.of(links),
                s.security());
    }

    TestApp filter(String name, List<String> patterns, List<String> servletNames, String... dispatchers) {
        filters.removeIf(f -> f.name().equals(name));
        filters.add(new FilterModel(name, "app." + name, Map.of("who", name), true));
        filterMappings.add(new FilterMapping(name, patterns, servletNames, List.of(dispatchers)));
        return this;
    }

    /** A filter of any class for all paths; names and values of parameters in turn. */
    TestApp filterOf(String className, String... params) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < params.length; i += 2) {
            map.put(params[i], params[i + 1]);
        }
        filters.add(new FilterModel(className, className, map, true));
        filterMappings.add(new FilterMapping(className, List.of("/*"), List.of(), List.of()));
        return this;
    }

    /** A servlet of any class; names and values of parameters in turn. */
    TestApp servletOf(String name, String className, List<String> patterns, String... params) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < params.length; i += 2) {
            map.put(params[i], params[i + 1]);
        }
        servlets.add(new ServletModel(name, className, "", patterns, map, null, true, true, null, "", List.of(), null));
        return this;
    }

    TestApp listener(String name) {
        listeners.add("app." + name);
        return this;
    }

    TestApp initializer(String name, String... types) {
        initializers.add(new InitializerModel("app." + name, types.length > 0, List.of(types)));
        return this;
    }

    TestApp welcome(String... files) {
        welcomeFiles.addAll(List.of(files));
        return this;
    }

    TestApp errorPage(int code, String exception, String location) {
        errorPages.add(new ErrorPageModel(code, exception, location));
        return this;
    }

    TestApp constraint(SecurityConstraintModel constraint) {
        constraints.add(constraint);
        return this;
    }

    TestApp roles(String... names) {
        roles.addAll(List.of(names));
        return this;
    }

    TestApp login(String method, String realm) {
        login = new LoginModel(method, realm, "/login.html", "/error.html");
        return this;
    }

    /** Elements of a tomcat-users.xml. */
    TestApp users(String elements) {
        Path users = folder.resolve("users.xml");
        file(users, "<tomcat-users>" + elements + "</tomcat-users>");
        try {
            realm = Realm.of(
                    UsersFile.read(users, "users.xml", Optional.empty()).identities(), LoginBoard.alone());
            return this;
        } catch (InvalidUsersException e) {
            throw new IllegalArgumentException(e);
        }
    }

    TestApp rules(RequestRules others) {
        rules = others;
        return this;
    }

    TestApp denyUncovered() {
        denyUncovered = true;
        return this;
    }

    TestApp session(SessionModel model) {
        session = model;
        return this;
    }

    TestApp contextParam(String name, String value) {
        contextParams.put(name, value);
        return this;
    }

    TestApp mime(String extension, String type) {
        mimeMappings.put(extension, type);
        return this;
    }

    TestApp metadataComplete() {
        metadataComplete = true;
        return this;
    }

    TestApp orderedLibs(String... jars) {
        orderedLibs.addAll(List.of(jars));
        return this;
    }

    TestApp encodings(String request, String response) {
        requestEncoding = request;
        responseEncoding = response;
        return this;
    }

    /** As the root application. */
    Running start() throws DeploymentException {
        return start("");
    }

    Running start(String contextPath) throws DeploymentException {
        return Running.start(model(), settings(contextPath));
    }

    ContainerSettings settings(String contextPath) {
        return new ContainerSettings(
                        contextPath,
                        temp(),
                        1,
                        8,
                        false,
                        1000,
                        Duration.ofSeconds(20),
                        Duration.ZERO,
                        Duration.ZERO,
                        Optional.empty(),
                        realm,
                        rules,
                        sessions)
                .with(shaping)
                .with(proxies);
    }

    TestApp behind(ProxyRules rules) {
        proxies = rules;
        return this;
    }

    TestApp shaping(ShapingOptions options) {
        shaping = options;
        return this;
    }

    TestApp sessions(SessionSettings settings) {
        sessions = settings;
        return this;
    }

    TestApp distributable() {
        distributable = true;
        return this;
    }

    /** What the operator's context.xml says, in {@code <Context>}. */
    TestApp context(String elements) {
        return context("", elements);
    }

    TestApp context(String attributes, String elements) {
        String xml = "<Context " + attributes + ">" + elements + "</Context>";
        try {
            Path app = Files.createDirectories(folder.resolve("context"));
            Files.writeString(Files.createDirectories(app.resolve("WEB-INF")).resolve("web.xml"), "<web-app/>");
            WebAppModel prepared = new Preparer()
                    .prepare(
                            new AppSource.Directory(app),
                            new OperatorFiles(
                                    Optional.of(new ContextFile("context.xml", xml.getBytes(StandardCharsets.UTF_8))),
                                    Optional.empty()),
                            folder.resolve("work"))
                    .model();
            context = prepared.context();
            contextWarnings = prepared.warnings();
            return this;
        } catch (IOException | InvalidAppException e) {
            throw new IllegalStateException(e);
        }
    }

    List<String> contextWarnings() {
        return contextWarnings;
    }

    /** What elements of a web.xml say of names; nothing else of them counts. */
    TestApp naming(String elements) {
        try {
            Path app = Files.createDirectories(folder.resolve("naming"));
            Files.writeString(
                    Files.createDirectories(app.resolve("WEB-INF")).resolve("web.xml"),
                    "<web-app>" + elements + "</web-app>");
            naming = new Preparer()
                    .prepare(new AppSource.Directory(app), folder.resolve("work"))
                    .model()
                    .naming();
            return this;
        } catch (IOException | InvalidAppException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A jar or folder of the application's class path. */
    TestApp lib(Path path) {
        classPath.add(path);
        return this;
    }

    /** A jar or folder of the shared libraries. */
    TestApp sharedLib(Path path) {
        sharedLibs.add(path);
        return this;
    }

    WebAppModel model() {
        compile();
        return new WebAppModel(
                root().toString(),
                Stream.concat(Stream.of(classes()), classPath.stream())
                        .map(Path::toString)
                        .toList(),
                sharedLibs.stream().map(Path::toString).toList(),
                resourceRoots.stream().map(Path::toString).toList(),
                "test app",
                6,
                1,
                metadataComplete,
                distributable,
                denyUncovered,
                "",
                requestEncoding,
                responseEncoding,
                contextParams,
                servlets,
                filters,
                filterMappings,
                listeners,
                initializers,
                welcomeFiles,
                errorPages,
                mimeMappings,
                Map.of(),
                session,
                new JspModel(folder.resolve("jsp").toString(), true, List.of(), List.of(), List.of(), List.of()),
                constraints,
                login,
                roles,
                context,
                naming,
                orderedLibs.isEmpty() ? null : orderedLibs,
                List.of());
    }

    /** The model that the prepare step makes of the folder, which needs a web.xml if it is to have any servlets. */
    WebAppModel prepared() {
        compile();
        try {
            return new Preparer()
                    .prepare(new AppSource.Directory(root()), folder.resolve("work"))
                    .model();
        } catch (InvalidAppException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The library that holds the class, as one of the application's. */
    TestApp library(Class<?> member) {
        try {
            Path jar = Path.of(
                    member.getProtectionDomain().getCodeSource().getLocation().toURI());
            Files.createDirectories(root().resolve("WEB-INF/lib"));
            Files.copy(jar, root().resolve("WEB-INF/lib").resolve(jar.getFileName()));
            return this;
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A library of texts: names and contents in turn. */
    TestApp library(String jar, String... files) {
        try {
            Path lib = Files.createDirectories(root().resolve("WEB-INF/lib"));
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(lib.resolve(jar)))) {
                for (int i = 0; i < files.length; i += 2) {
                    out.putNextEntry(new ZipEntry(files[i]));
                    out.write(files[i + 1].getBytes(StandardCharsets.UTF_8));
                }
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void compile() {
        if (sources.isEmpty()) {
            return;
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of(
                    "-d", classes().toString(), "-proc:none", "-classpath", System.getProperty("java.class.path"));
            boolean compiled = compiler.getTask(
                            null, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
            if (!compiled) {
                throw new IllegalStateException("the test's application does not compile, see above");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
