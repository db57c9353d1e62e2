package org.junicorn.container.war;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junicorn.container.war.WebAppModel.InitializerModel;

/**
 * The application's {@code ServletContainerInitializer}s in the order of their call (Servlet 6.1, 8.2.4). Those of the
 * container itself would stand before them.
 */
final class Initializers {
    private static final String SERVICE = "META-INF/services/jakarta.servlet.ServletContainerInitializer";
    /** Of a Tomcat that an application brings along; the container does their work, as Tomcat's own would. */
    private static final Set<String> SUPERSEDED =
            Set.of("org.apache.jasper.servlet.JasperInitializer", "org.apache.tomcat.websocket.server.WsSci");

    private static final String HANDLES_TYPES = "jakarta.servlet.annotation.HandlesTypes";

    /** Class names, with the types each one handles; empty if it has no {@code @HandlesTypes}. */
    private final Map<String, Optional<List<String>>> handled;

    private Initializers(Map<String, Optional<List<String>>> handled) {
        this.handled = handled;
    }

    /**
     * @param providers shared libraries, WEB-INF/classes and the jars that may provide one, in fragment order
     * @param finder finds the initializers' classes
     */
    static Initializers of(List<ClassPathEntry> providers, ClassFinder finder) throws InvalidAppException, IOException {
        Map<String, Optional<List<String>>> handled = new LinkedHashMap<>();
        for (ClassPathEntry provider : providers) {
            Optional<byte[]> file = provider.read(SERVICE);
            if (file.isEmpty()) {
                continue;
            }
            for (String name : names(file.get())) {
                if (SUPERSEDED.contains(name)) {
                    continue;
                }
                ClassFile type = finder.find(name)
                        .orElseThrow(() -> new InvalidAppException(provider.label() + "!/" + SERVICE + " names "
                                + name + ", which is neither in WEB-INF/classes nor in a jar of WEB-INF/lib (or its"
                                + " class file is damaged); add the jar that holds it"));
                handled.putIfAbsent(name, type.annotation(HANDLES_TYPES).map(a -> a.texts("value")));
            }
        }
        return new Initializers(handled);
    }

    private static Set<String> names(byte[] file) {
        Set<String> names = new LinkedHashSet<>();
        for (String line : new String(file, StandardCharsets.UTF_8).split("\\R")) {
            int comment = line.indexOf('#');
            String name = (comment < 0 ? line : line.substring(0, comment)).trim();
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return names;
    }

    boolean isEmpty() {
        return handled.isEmpty();
    }

    /** Whether any of them asks for classes, so that all of the application's have to be looked at. */
    boolean handleTypes() {
        return handled.values().stream()
                .anyMatch(types -> types.isPresent() && !types.get().isEmpty());
    }

    /**
     * @param candidates every class that may be handed to an initializer
     * @param finder the application's other classes
     */
    List<InitializerModel> models(Collection<ClassFile> candidates, ClassFinder finder) {
        boolean outside = handled.values().stream()
                .flatMap(Optional::stream)
                .flatMap(List::stream)
                .anyMatch(type -> finder.find(type).isEmpty());
        // Nothing outside the application can inherit from a type of the application.
        TypeSearch search = new TypeSearch(candidates, name -> {
            Optional<ClassFile> own = finder.find(name);
            return own.isPresent() || !outside ? own : ClassFinder.outside(name);
        });
        List<InitializerModel> models = new ArrayList<>();
        handled.forEach((name, types) ->
                models.add(new InitializerModel(name, types.isPresent(), search.matching(types.orElse(List.of())))));
        return models;
    }
}
