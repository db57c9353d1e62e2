package org.junicorn.container.deploy;

import io.undertow.server.handlers.resource.Resource;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.jsp.PageCompiler;
import org.junicorn.container.war.InvalidAppException;
import org.junicorn.container.war.SharedLibLoader;
import org.junicorn.container.war.WebAppClassLoader;
import org.junicorn.container.war.WebAppModel;
import org.junicorn.container.war.WebAppModel.ServletModel;

/**
 * Compiles all pages of an application before any worker runs it: files that end in .jsp or .jspx, wherever they lie, what
 * a {@code jsp-property-group} or a mapping of the servlet "jsp" names by an extension or a whole path, the {@code
 * jsp-file}s of servlets, and the tag files that these use. Pages that are only included, .jspf, are compiled with those
 * that include them.
 */
public final class Precompiler {
    /** As many as fit on a screen; who mends them sees the next ones. */
    private static final int SHOWN = 5;

    private final WebAppModel model;
    private final Optional<Path> earlierApi;

    public Precompiler(WebAppModel model) {
        this(model, Optional.empty());
    }

    /** @param earlierApi of an application that was converted from javax, whose workers have it */
    public Precompiler(WebAppModel model, Optional<Path> earlierApi) {
        this.model = model;
        this.earlierApi = earlierApi;
    }

    /**
     * Compiles the pages, several at a time.
     *
     * @param folder of the caller alone, for the time being
     * @param threads at least 1
     * @return how many pages there are
     * @throws InvalidAppException if any does not compile, with what the compiler says about the first ones
     * @throws IOException if the pages cannot be read, or the compiled ones not written
     */
    public int compile(Path folder, int threads) throws InvalidAppException, IOException, InterruptedException {
        AppResources resources = resources(folder);
        Set<String> pages = pages(resources);
        if (pages.isEmpty()) {
            return 0;
        }
        List<Path> classPath = model.classPath().stream().map(Path::of).toList();
        ExecutorService executor = Executors.newFixedThreadPool(Math.min(threads, pages.size()));
        List<Path> sharedLibs = model.sharedLibs().stream().map(Path::of).toList();
        try (EarlierApiLoader api = new EarlierApiLoader(earlierApi, Precompiler.class.getClassLoader());
                SharedLibLoader shared = new SharedLibLoader(sharedLibs, api);
                WebAppClassLoader loader =
                        new WebAppClassLoader(classPath, shared, model.context().delegate());
                PageCompiler compiler = new PageCompiler(model.jsp(), config(resources, loader), loader)) {
            Map<String, Future<Optional<String>>> results = new LinkedHashMap<>();
            pages.forEach(page -> results.put(page, executor.submit(() -> compiler.compile(page))));
            List<String> failures = new ArrayList<>();
            for (Future<Optional<String>> result : results.values()) {
                result.get().ifPresent(failures::add);
            }
            if (!failures.isEmpty()) {
                throw new InvalidAppException(report(failures, pages.size()));
            }
            return pages.size();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the JSP compiler failed", e.getCause());
        } finally {
            executor.shutdownNow();
        }
    }

    private AppResources resources(Path folder) throws InvalidAppException, IOException {
        try {
            return ResourceSets.of(model, folder);
        } catch (DeploymentException e) {
            throw new InvalidAppException(e.getMessage(), e);
        }
    }

    private static String report(List<String> failures, int pages) {
        StringBuilder text = new StringBuilder(failures.size() + " of " + pages + " JSPs "
                + (failures.size() == 1 ? "does" : "do") + " not compile (precompile_jsps):");
        failures.stream().limit(SHOWN).forEach(failure -> text.append("\n  ").append(failure));
        if (failures.size() > SHOWN) {
            text.append("\n  and ").append(failures.size() - SHOWN).append(" more");
        }
        return text.toString();
    }

    private ServletConfig config(AppResources resources, ClassLoader loader) {
        ServletContext context = PageContext.of(model, resources, loader);
        Map<String, String> parameters = new HashMap<>();
        servlet().ifPresent(servlet -> parameters.putAll(servlet.initParams()));
        return PageContext.config(context, "jsp", parameters);
    }

    private Optional<ServletModel> servlet() {
        return model.servlets().stream()
                .filter(servlet -> servlet.name().equals("jsp") && Jsps.owns(servlet))
                .findFirst();
    }

    private Set<String> pages(AppResources resources) {
        Set<String> exact = new TreeSet<>();
        Set<String> extensions = new TreeSet<>(Set.of(".jsp", ".jspx"));
        List<String> patterns = new ArrayList<>();
        model.jsp().groups().forEach(group -> patterns.addAll(group.urlPatterns()));
        for (ServletModel servlet : model.servlets()) {
            if (!servlet.jspFile().isEmpty()) {
                exact.add(servlet.jspFile());
            } else if (Jsps.owns(servlet)) {
                patterns.addAll(servlet.mappings());
            }
        }
        for (String pattern : patterns) {
            if (pattern.startsWith("*.")) {
                extensions.add(pattern.substring(1).toLowerCase(Locale.ROOT));
            } else if (pattern.length() > 1
                    && !pattern.endsWith("/*")
                    && resources
                            .find(pattern)
                            .filter(file -> !file.isDirectory())
                            .isPresent()) {
                exact.add(pattern);
            }
        }
        extensions.removeAll(Set.of(".jspf", ".tag", ".tagx", ".tagf")); // parts of pages
        collect("", resources, extensions, exact);
        return exact;
    }

    private static void collect(String folder, AppResources resources, Set<String> extensions, Set<String> pages) {
        for (Resource child : resources.list(folder)) {
            String path = folder + "/" + child.getName();
            String lower = path.toLowerCase(Locale.ROOT);
            if (child.isDirectory()) {
                if (!lower.equals("/web-inf/classes") && !lower.equals("/web-inf/lib")) {
                    collect(path, resources, extensions, pages);
                }
            } else if (lower.lastIndexOf('.') >= 0 && extensions.contains(lower.substring(lower.lastIndexOf('.')))) {
                pages.add(path);
            }
        }
    }
}
