package org.junicorn.container.war;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes an application of a servlet class: one servlet for all paths, which says with annotations what it needs. */
final class BareServlet {
    private static final String SERVLET = "jakarta.servlet.Servlet";

    private final AppSource.ServletClass source;
    private final OperatorFiles files;

    /** @param files what the operator lays around it, the only one that there can be */
    BareServlet(AppSource.ServletClass source, OperatorFiles files) {
        this.source = source;
        this.files = files;
    }

    /** @throws InvalidAppException if the class is not in the class path, or cannot be a servlet */
    ScannedApp scan() throws InvalidAppException, IOException {
        List<ClassPathEntry> entries = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        try {
            for (Path path : source.classPath()) {
                if (Files.isDirectory(path)) {
                    entries.add(new FolderEntries(path, path.toString()));
                } else if (Files.isRegularFile(path)) {
                    entries.add(jar(path));
                } else {
                    warnings.add("class_path: " + path + " does not exist; it is left out");
                }
            }
            return scan(entries, new SharedLibs(files.sharedLibs()).classPath(), warnings);
        } finally {
            for (ClassPathEntry entry : entries) {
                entry.close();
            }
        }
    }

    private static ClassPathEntry jar(Path path) throws InvalidAppException {
        try {
            return new JarEntries(path, path.toString());
        } catch (IOException e) {
            throw new InvalidAppException(
                    "class_path: " + path + " is not a readable jar (" + e.getMessage()
                            + "); expected jars and folders of classes",
                    e);
        }
    }

    private ScannedApp scan(List<ClassPathEntry> entries, List<Path> shared, List<String> warnings)
            throws InvalidAppException {
        String name = source.name();
        ClassFinder finder = new ClassFinder(entries);
        ClassFile type = finder.find(name)
                .orElseThrow(
                        () -> new InvalidAppException("app = \"" + name + "\": there is no such class in class_path"
                                + " (" + joined(source.classPath()) + "); expected a file "
                                + name.replace('.', '/') + ".class in one of its folders or jars"));
        if (type.isAbstract()) {
            throw new InvalidAppException(
                    "app = \"" + name + "\": the class is abstract; expected one that can be made an instance of");
        }
        requireServlet(type, finder);
        String where = "class " + name;
        Optional<ClassFile.Annotation> annotation = type.annotation("jakarta.servlet.annotation.WebServlet");
        Descriptor.Servlet servlet =
                annotation.map(a -> AnnotationReader.servlet(type, a, where)).orElseGet(() -> unannotated(name, where));
        AnnotationReader.completeFromClass(servlet, type, AppScanner.withSecurity(finder, name));
        if (servlet.loadOnStartup == null) {
            servlet.loadOnStartup = 0; // so that one that cannot start is found out before it is ready
        }
        Descriptor descriptor = new Descriptor(where);
        descriptor.metadataComplete = true;
        descriptor.securityRoles.addAll(AnnotationReader.declaredRoles(type));
        descriptor.servlets.put(servlet.name, servlet);
        DescriptorMerger.map(descriptor, new Descriptor.ServletMapping(servlet.name, "/*", where));
        NamingAnnotations.resources(type, where, descriptor, warnings::add);
        NamingAnnotations.dataSources(type, where, descriptor, warnings::add);
        List<Path> classPath = entries.stream().map(ClassPathEntry::path).toList();
        ContextModel context = ContextModel.EMPTY;
        if (files.contextXml().isPresent()) {
            ContextFile file = files.contextXml().get();
            context = ContextXmlParser.parse(file.name(), file.content(), true, warnings::add);
            warnings.addAll(ResourceChecks.warnings(context));
        }
        if (files.defaultWebXml().isPresent()) {
            DefaultDescriptor.read(files.defaultWebXml().get(), warnings::add).under(descriptor);
        }
        return new ScannedApp(
                descriptor, classPath, shared, List.of(), List.of(), null, TldScan.Found.NOTHING, context, warnings);
    }

    /** Nothing else could declare that it handles requests asynchronously, and no filter stands in the way. */
    private static Descriptor.Servlet unannotated(String name, String where) {
        Descriptor.Servlet servlet = new Descriptor.Servlet(name, where);
        servlet.className = name;
        servlet.asyncSupported = true;
        return servlet;
    }

    /** A super class that is not found may still be there at run time, so only what is sure is refused. */
    private static void requireServlet(ClassFile type, ClassFinder finder) throws InvalidAppException {
        if (Boolean.FALSE.equals(isServlet(type, finder))) {
            throw new InvalidAppException("app = \"" + type.name() + "\": the class is not a " + SERVLET
                    + "; expected one that extends jakarta.servlet.http.HttpServlet or implements " + SERVLET);
        }
    }

    /** @return null if unknown */
    private static Boolean isServlet(ClassFile type, ClassFinder finder) {
        List<String> superTypes = new ArrayList<>(type.interfaces());
        superTypes.add(type.superName());
        Boolean answer = false;
        for (String name : superTypes) {
            if (name.equals(SERVLET)) {
                return true;
            }
            if (name.equals("java.lang.Object") || name.isEmpty()) {
                continue;
            }
            Optional<ClassFile> superType = finder.find(name).or(() -> ClassFinder.outside(name));
            Boolean inherited = superType.isEmpty() ? null : isServlet(superType.get(), finder);
            if (Boolean.TRUE.equals(inherited)) {
                return true;
            }
            if (inherited == null) {
                answer = null;
            }
        }
        return answer;
    }

    private static String joined(List<Path> paths) {
        return String.join(", ", paths.stream().map(Path::toString).toList());
    }
}
