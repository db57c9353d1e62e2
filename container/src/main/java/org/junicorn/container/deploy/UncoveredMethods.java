package org.junicorn.container.deploy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junicorn.container.war.WebAppModel;
import org.junicorn.container.war.WebAppModel.ResourceCollection;
import org.junicorn.container.war.WebAppModel.RoleRule;
import org.junicorn.container.war.WebAppModel.SecurityConstraintModel;
import org.junicorn.container.war.WebAppModel.ServletModel;

/**
 * What {@code <deny-uncovered-http-methods>} denies: of each pattern that has a constraint, the methods that none of its
 * constraints speaks of (Servlet 6.1, 13.8.4). Paths without a constraint stay open; Undertow would close them.
 */
final class UncoveredMethods {
    private final Map<String, List<ResourceCollection>> byPattern = new LinkedHashMap<>();

    private UncoveredMethods() {}

    /** The constraints of the descriptors, and what has to be added to them; the same if it is not asked for. */
    static List<SecurityConstraintModel> denied(WebAppModel model) {
        if (!model.denyUncoveredHttpMethods()) {
            return model.securityConstraints();
        }
        UncoveredMethods uncovered = new UncoveredMethods();
        model.securityConstraints()
                .forEach(constraint -> constraint.collections().forEach(uncovered::add));
        Set<String> ofDescriptors = Set.copyOf(uncovered.byPattern.keySet());
        for (ServletModel servlet : model.servlets()) {
            List<String> patterns = new ArrayList<>(servlet.mappings());
            patterns.removeAll(ofDescriptors); // as with the annotation itself (13.4.1)
            if (servlet.security() != null) {
                List<String> methods = List.copyOf(servlet.security().methods().keySet());
                RoleRule all = servlet.security().all();
                boolean said = !all.permitEmpty() || !all.roles().isEmpty() || all.confidential();
                if (said) {
                    uncovered.add(new ResourceCollection(patterns, List.of(), methods));
                }
                if (!methods.isEmpty()) {
                    uncovered.add(new ResourceCollection(patterns, methods, List.of()));
                }
            }
        }
        List<SecurityConstraintModel> constraints = new ArrayList<>(model.securityConstraints());
        uncovered.byPattern.forEach((pattern, collections) -> deny(pattern, collections, constraints));
        return constraints;
    }

    private void add(ResourceCollection collection) {
        collection.urlPatterns().forEach(pattern -> byPattern
                .computeIfAbsent(pattern, none -> new ArrayList<>())
                .add(collection));
    }

    private static void deny(
            String pattern, List<ResourceCollection> collections, List<SecurityConstraintModel> constraints) {
        Set<String> named = new LinkedHashSet<>();
        Set<String> omitted = null; // by all that speak of every method but some
        for (ResourceCollection collection : collections) {
            if (!collection.methods().isEmpty()) {
                named.addAll(collection.methods());
            } else if (omitted == null) {
                omitted = new LinkedHashSet<>(collection.methodOmissions());
            } else {
                omitted.retainAll(collection.methodOmissions());
            }
        }
        List<String> methods = List.of();
        if (omitted != null) {
            omitted.removeAll(named);
            if (omitted.isEmpty()) {
                return;
            }
            methods = List.copyOf(omitted);
        }
        List<String> omissions = omitted == null ? List.copyOf(named) : List.of();
        constraints.add(new SecurityConstraintModel(
                List.of(new ResourceCollection(List.of(pattern), methods, omissions)),
                new RoleRule(false, false, List.of()),
                false));
    }
}
