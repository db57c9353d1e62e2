package org.junicorn.container.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.deploy.AppResources.Root;
import org.junicorn.container.war.ContextElements;
import org.junicorn.container.war.ContextModel;
import org.junicorn.container.war.ContextModel.Part;
import org.junicorn.container.war.WebAppModel;

/**
 * Where the files of an application lie: in {@code PreResources}, its own folder, the {@code META-INF/resources} of its
 * jars, {@code JarResources}, {@code PostResources}, in this order (Tomcat: StandardRoot).
 */
final class ResourceSets {
    private final Path temp;

    private ResourceSets(Path temp) {
        this.temp = temp;
    }

    /** @param temp takes the content of jars */
    static AppResources of(WebAppModel model, Path temp) throws DeploymentException, IOException {
        return new ResourceSets(temp).resources(model);
    }

    private AppResources resources(WebAppModel model) throws DeploymentException, IOException {
        ContextModel context = model.context();
        List<Root> roots = new ArrayList<>(mounts(context, "PreResources"));
        roots.add(Root.of(Path.of(model.root())));
        for (String folder : model.resourceRoots()) {
            roots.add(Root.of(Path.of(folder)));
        }
        roots.addAll(mounts(context, "JarResources"));
        roots.addAll(mounts(context, "PostResources"));
        boolean links = context.part("Resources")
                .flatMap(resources -> resources.attribute("allowLinking"))
                .filter("true"::equalsIgnoreCase)
                .isPresent();
        return new AppResources(roots, links);
    }

    private List<Root> mounts(ContextModel context, String element) throws DeploymentException, IOException {
        List<Root> roots = new ArrayList<>();
        for (Part resources : context.parts("Resources")) {
            for (Part set : resources.parts(element)) {
                roots.add(mount(set));
            }
        }
        return roots;
    }

    private Root mount(Part set) throws DeploymentException, IOException {
        String type = ContextElements.shortened(set.attribute("className").orElse(""));
        Path base = base(set);
        String at = set.attribute("webAppMount").orElse("/").replaceFirst("/+$", "");
        if (!at.isEmpty() && (!at.startsWith("/") || at.contains("/../") || at.endsWith("/.."))) {
            throw new DeploymentException(
                    set.where() + ": webAppMount of <" + set.element() + "> is no path; write it as in /images");
        }
        String inside = set.attribute("internalPath").orElse("").replaceFirst("^/+", "");
        switch (type) {
            case "DirResourceSet" -> {
                Path folder = base.resolve(inside).normalize();
                require(set, folder.startsWith(base) && Files.isDirectory(folder), folder, "a folder");
                return mounted(folder, at);
            }
            case "FileResourceSet" -> {
                require(set, Files.isRegularFile(base), base, "a file");
                return mounted(base, at);
            }
            case "JarResourceSet" -> {
                require(set, Files.isRegularFile(base), base, "a jar");
                return mounted(unpacked(base, inside.isEmpty() ? "" : inside + "/"), at);
            }
            default ->
                throw new DeploymentException(set.where() + ": <" + set.element()
                        + "> needs a className: org.apache.catalina.webresources.DirResourceSet, .FileResourceSet or"
                        + " .JarResourceSet");
        }
    }

    /** A folder in which a link stands for what is mounted, at its place in the application. */
    private Root mounted(Path target, String at) throws IOException {
        if (at.isEmpty()) {
            return Root.of(target);
        }
        Path folder = Files.createTempDirectory(temp, "mount-");
        Path link = folder.resolve(at.substring(1));
        Files.createDirectories(link.getParent());
        return new Root(folder, Files.createSymbolicLink(link, target), target);
    }

    private static Path base(Part set) throws DeploymentException {
        try {
            return set.attribute("base")
                    .filter(base -> !base.isEmpty())
                    .map(Path::of)
                    .orElseThrow(() -> new DeploymentException(
                            set.where() + ": <" + set.element() + "> without a base; write base=\"...\""))
                    .toAbsolutePath()
                    .normalize();
        } catch (InvalidPathException e) {
            throw new DeploymentException(set.where() + ": the base of <" + set.element() + "> is no path");
        }
    }

    private static void require(Part set, boolean fits, Path path, String what) throws DeploymentException {
        if (!fits) {
            throw new DeploymentException(
                    set.where() + ": <" + set.element() + "> names " + path + ", which is not " + what);
        }
    }

    /** By each worker for itself: the jar is not part of what is prepared, and may be another tomorrow. */
    private Path unpacked(Path jar, String inside) throws IOException {
        Path folder = Files.createTempDirectory(temp, "jar-");
        try (InputStream in = Files.newInputStream(jar);
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName();
                if (!name.startsWith(inside)) {
                    continue;
                }
                Path file = folder.resolve(name.substring(inside.length())).normalize();
                if (!file.startsWith(folder)) {
                    throw new IOException(jar + ": the entry " + name + " leads out of its folder");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(file.getParent());
                    Files.copy(zip, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        return folder;
    }
}
