package org.junicorn.container.war;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junicorn.container.war.WebAppModel.InitializerModel;

/**
 * Reads an exploded application from web.xml to the last annotation, in the order of Servlet 6.1, 8: descriptors, order
 * of the fragments, initializers, annotations, merge. Used once.
 */
final class AppScanner {
    private static final String CLASSES = "WEB-INF/classes";
    private static final String LIB = "WEB-INF/lib";
    private static final String WEB_XML = "WEB-INF/web.xml";

    private final Path app;
    private final OperatorFiles files;
    private final List<String> warnings = new ArrayList<>();
    private final List<ClassPathEntry> opened = new ArrayList<>();

    /** After the application's own, as in the class path. */
    private final List<ClassPathEntry> shared = new ArrayList<>();

    private final Map<String, Descriptor> fragments = new LinkedHashMap<>();
    private final Map<String, ClassPathEntry> jars = new HashMap<>();

    AppScanner(Path app, OperatorFiles files) {
        this.app = app;
        this.files = files;
    }

    /**
     * @param resources an empty folder that takes the jars' META-INF/resources
     * @param budget bounds what the jars' resources unpack to
     * @throws InvalidAppException if the application contradicts itself or its descriptors are not valid
     * @throws IOException if a file cannot be read, or the resources cannot be written
     */
    ScannedApp scan(Path resources, UnpackBudget budget) throws InvalidAppException, IOException {
        if (!Files.isDirectory(app.resolve("WEB-INF"))) {
            withoutWebInf();
        }
        try {
            open();
            shared.addAll(SharedLibs.open(new SharedLibs(files.sharedLibs()).classPath()));
            return scanOpened(resources, budget);
        } finally {
            for (ClassPathEntry entry : everything()) {
                entry.close();
            }
        }
    }

    private List<ClassPathEntry> everything() {
        List<ClassPathEntry> all = new ArrayList<>(opened);
        all.addAll(shared);
        return all;
    }

    private void withoutWebInf() throws InvalidAppException {
        if (Files.isDirectory(app.resolve("BOOT-INF"))) {
            throw new InvalidAppException(
                    "it has BOOT-INF and no WEB-INF: an executable jar, which serves itself; build"
                            + " the application as a WAR (<packaging>war</packaging>)");
        }
        warnings.add("there is no WEB-INF: only static files are served");
    }

    private void open() throws IOException {
        Path classes = app.resolve(CLASSES);
        if (Files.isDirectory(classes)) {
            opened.add(new FolderEntries(classes, CLASSES));
        }
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(app.resolve(LIB))) {
            try (DirectoryStream<Path> lib = Files.newDirectoryStream(app.resolve(LIB), "*.jar")) {
                lib.forEach(files::add);
            }
        }
        // The order of a folder differs from machine to machine; names do not.
        files.sort((a, b) -> a.getFileName().compareTo(b.getFileName()));
        for (Path file : files) {
            String label = LIB + "/" + file.getFileName();
            if (!Files.isRegularFile(file)) {
                continue;
            }
            try {
                ClassPathEntry jar = new JarEntries(file, label);
                opened.add(jar);
                jars.put(label, jar);
            } catch (IOException e) {
                warnings.add(label + ": not a readable jar (" + e.getMessage() + "); it is left out");
            }
        }
    }

    private ScannedApp scanOpened(Path resources, UnpackBudget budget) throws InvalidAppException, IOException {
        ContextModel context = ContextXmlParser.read(app, files.contextXml(), warnings::add);
        warnings.addAll(ResourceChecks.warnings(context));
        Descriptor webXml = webXml();
        for (ClassPathEntry jar : opened) {
            if (jars.containsKey(jar.label())) {
                fragments.put(jar.label(), fragment(jar));
            }
        }
        FragmentOrder order = FragmentOrder.of(webXml, List.copyOf(fragments.values()));
        List<Descriptor> sharedFragments = new ArrayList<>();
        for (ClassPathEntry entry : shared) {
            sharedFragments.add(fragment(entry));
        }
        ClassFinder everywhere = new ClassFinder(everything());
        Initializers initializers = Initializers.of(searched(order, true), everywhere);
        List<ClassFile> candidates = classes(webXml, order, initializers.handleTypes());
        if (!initializers.handleTypes() && WebSocketTypes.needAllClasses(candidates)) {
            candidates = allClasses(order);
        }
        if (!webXml.metadataComplete) {
            // As on Tomcat those of shared libraries come first, and no order of the application concerns them.
            sharedFragments.addAll(order.included());
            new DescriptorMerger(webXml, sharedFragments).merge();
            completeFromClasses(webXml);
        }
        if (files.defaultWebXml().isPresent()) {
            DefaultDescriptor.read(files.defaultWebXml().get(), warnings::add).under(webXml);
        }
        warnings.addAll(TomcatServletParams.check(webXml.servlets.values()));
        List<Path> resourceRoots =
                new ArrayList<>(new JarResources(resources, budget, warnings).extract(jarsInOrder()));
        for (int i = 0; i < shared.size(); i++) {
            Path folder = resources.resolve("shared-" + i); // since two may have the same name
            resourceRoots.addAll(new JarResources(folder, budget, warnings).extract(List.of(shared.get(i))));
        }
        return new ScannedApp(
                webXml,
                opened.stream().map(ClassPathEntry::path).toList(),
                shared.stream().map(ClassPathEntry::path).toList(),
                resourceRoots,
                initializers(initializers, candidates, everywhere),
                orderedLibs(order),
                new TldScan(app, warnings).scan(webXml.taglibs, resourceRoots, everything()),
                context,
                warnings);
    }

    private Descriptor webXml() throws InvalidAppException, IOException {
        Path file = app.resolve(WEB_XML);
        if (!Files.isRegularFile(file)) {
            return new Descriptor(WEB_XML);
        }
        return WebXmlParser.parse(WEB_XML, Files.readAllBytes(file), warnings::add);
    }

    /** A jar without a descriptor is a fragment too, one that says nothing and is in nobody's way. */
    private Descriptor fragment(ClassPathEntry jar) throws InvalidAppException, IOException {
        Optional<byte[]> file = jar.read(WebFragmentParser.FILE);
        if (file.isPresent()) {
            return WebFragmentParser.parse(jar.label(), file.get(), warnings::add);
        }
        Descriptor fragment = new Descriptor(jar.label());
        fragment.distributable = true;
        return fragment;
    }

    /** WEB-INF/classes and the jars that the order includes; the others neither initialise nor are searched. */
    private List<ClassPathEntry> searched(FragmentOrder order, boolean withShared) {
        List<ClassPathEntry> searched = new ArrayList<>(withShared ? shared : List.of());
        opened.stream().filter(e -> e.label().equals(CLASSES)).forEach(searched::add);
        order.included().forEach(fragment -> searched.add(jars.get(fragment.origin)));
        return searched;
    }

    private List<ClassPathEntry> jarsInOrder() {
        return opened.stream().filter(e -> jars.containsKey(e.label())).toList();
    }

    /**
     * Pours annotations into the descriptors: those of WEB-INF/classes into web.xml's, those of a jar into its
     * fragment's.
     *
     * @return every class, if {@code everything}; else at least those that say something of WebSockets
     */
    private List<ClassFile> classes(Descriptor webXml, FragmentOrder order, boolean everything)
            throws InvalidAppException {
        List<ClassScan.Task> tasks = new ArrayList<>();
        for (ClassPathEntry entry : searched(order, false)) {
            Descriptor fragment = fragments.getOrDefault(entry.label(), webXml);
            boolean declarations = !webXml.metadataComplete && !fragment.metadataComplete;
            tasks.add(new ClassScan.Task(entry, declarations, WebSocketTypes.MENTIONED, everything));
        }
        if (everything) {
            // What shared libraries declare with annotations does not count, as on Tomcat; initializers get their
            // classes.
            shared.forEach(entry -> tasks.add(new ClassScan.Task(entry, false, List.of(), true)));
        }
        List<ClassScan.Result> results = ClassScan.run(tasks);
        AnnotationReader reader = new AnnotationReader(warnings::add);
        List<ClassFile> all = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            String label = tasks.get(i).entry().label();
            ClassScan.Result result = results.get(i);
            warnings.addAll(result.warnings());
            for (ClassFile type : result.declaring()) {
                reader.declare(type, label, fragments.getOrDefault(label, webXml));
            }
            all.addAll(result.all());
        }
        return all;
    }

    private List<ClassFile> allClasses(FragmentOrder order) throws InvalidAppException {
        List<ClassScan.Task> tasks = searched(order, true).stream()
                .map(entry -> new ClassScan.Task(entry, false, List.of(), true))
                .toList();
        return ClassScan.run(tasks).stream()
                .flatMap(result -> result.all().stream())
                .toList();
    }

    /** The container's own comes first, as on Tomcat. */
    private static List<InitializerModel> initializers(
            Initializers ofTheApplication, List<ClassFile> candidates, ClassFinder finder) {
        List<InitializerModel> all = new ArrayList<>(
                WebSocketTypes.initializer(candidates, finder).stream().toList());
        all.addAll(ofTheApplication.models(candidates, finder));
        return all;
    }

    /** Classes of jars that are metadata-complete are taken by their descriptor's word alone. */
    private void completeFromClasses(Descriptor webXml) {
        ClassFinder finder = new ClassFinder(everything().stream()
                .filter(e -> !fragments.getOrDefault(e.label(), webXml).metadataComplete)
                .toList());
        List<String> declaring = new ArrayList<>(webXml.listeners);
        for (Descriptor.Filter filter : webXml.filters.values()) {
            declaring.add(filter.className);
        }
        for (Descriptor.Servlet servlet : webXml.servlets.values()) {
            declaring.add(servlet.className);
            if (servlet.className != null) {
                finder.find(servlet.className)
                        .ifPresent(type -> AnnotationReader.completeFromClass(
                                servlet, type, withSecurity(finder, servlet.className)));
            }
        }
        for (String name : declaring) {
            if (name != null) {
                finder.find(name).ifPresent(type -> {
                    webXml.securityRoles.addAll(AnnotationReader.declaredRoles(type));
                    NamingAnnotations.resources(type, "class " + name, webXml, warnings::add);
                });
            }
        }
    }

    static Optional<ClassFile> withSecurity(ClassFinder finder, String className) {
        Optional<ClassFile> type = finder.find(className);
        while (type.isPresent() && AnnotationReader.security(type.get()).isEmpty()) {
            type = finder.find(type.get().superName());
        }
        return type;
    }

    /** @return null if nobody said anything about the order, which an empty absolute ordering does */
    private static List<String> orderedLibs(FragmentOrder order) {
        return order.declared()
                ? order.included().stream()
                        .map(f -> f.origin.substring(LIB.length() + 1))
                        .toList()
                : null;
    }
}
