package org.junicorn.container.war;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Finds the classes that an initializer's {@code @HandlesTypes} asks for: those that extend or implement a type, over
 * any number of steps, or carry it as an annotation on the class, a field or a method (Servlet 6.1, 8.2.4 and the
 * Javadoc of HandlesTypes).
 */
final class TypeSearch {
    private final Map<String, ClassFile> candidates = new HashMap<>();
    private final Map<String, Set<String>> subTypes = new HashMap<>();
    private final Map<String, Set<String>> annotated = new HashMap<>();

    /**
     * @param candidates the classes that may be found
     * @param others other classes by name, through which a candidate may inherit: of jars that are not searched, of the
     *     JDK, of the specifications
     */
    TypeSearch(Collection<ClassFile> candidates, Function<String, Optional<ClassFile>> others) {
        Deque<String> unknown = new ArrayDeque<>();
        for (ClassFile type : candidates) {
            // Of two classes with one name the first is the one that will be loaded.
            if (this.candidates.putIfAbsent(type.name(), type) == null) {
                type.annotations().forEach(a -> note(annotated, a.type(), type.name()));
                type.memberAnnotations().forEach(a -> note(annotated, a, type.name()));
            }
        }
        for (ClassFile type : this.candidates.values()) {
            superTypes(type, unknown);
        }
        Set<String> seen = new HashSet<>();
        while (!unknown.isEmpty()) {
            String name = unknown.pop();
            if (seen.add(name)) {
                others.apply(name).ifPresent(type -> superTypes(type, unknown));
            }
        }
    }

    private void superTypes(ClassFile type, Deque<String> unknown) {
        superType(type, type.superName(), unknown);
        type.interfaces().forEach(name -> superType(type, name, unknown));
    }

    private void superType(ClassFile type, String name, Deque<String> unknown) {
        if (!name.isEmpty() && !name.equals("java.lang.Object")) {
            note(subTypes, name, type.name());
            if (!candidates.containsKey(name)) {
                unknown.push(name);
            }
        }
    }

    /** @return names, sorted; never the types themselves unless one of them fits another */
    List<String> matching(Collection<String> types) {
        Set<String> matching = new TreeSet<>();
        Set<String> seen = new HashSet<>();
        Deque<String> next = new ArrayDeque<>(types);
        while (!next.isEmpty()) {
            String type = next.pop();
            for (String sub : subTypes.getOrDefault(type, Set.of())) {
                if (seen.add(sub)) {
                    next.push(sub);
                    matching.add(sub);
                }
            }
        }
        types.forEach(type -> matching.addAll(annotated.getOrDefault(type, Set.of())));
        matching.retainAll(candidates.keySet());
        return List.copyOf(matching);
    }

    private static void note(Map<String, Set<String>> map, String key, String value) {
        map.computeIfAbsent(key, k -> new HashSet<>()).add(value);
    }
}
