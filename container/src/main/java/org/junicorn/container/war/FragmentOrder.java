package org.junicorn.container.war;

import static org.junicorn.container.war.Descriptor.Ordering.OTHERS;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Puts the jars of WEB-INF/lib in the order in which they configure the application (Servlet 6.1, 8.2.2).
 *
 * @param declared true if web.xml or a fragment says anything about the order
 * @param included in order; without those that an absolute ordering leaves out
 */
record FragmentOrder(boolean declared, List<Descriptor> included) {
    FragmentOrder {
        included = List.copyOf(included);
    }

    /**
     * @param fragments one for each jar, in the order of the jars' names
     * @throws InvalidAppException if the fragments' wishes contradict each other, or two of them share a name
     */
    static FragmentOrder of(Descriptor webXml, List<Descriptor> fragments) throws InvalidAppException {
        if (webXml.absoluteOrdering != null) {
            return new FragmentOrder(true, absolute(webXml.absoluteOrdering, fragments));
        }
        if (fragments.stream().allMatch(f -> f.ordering.isEmpty())) {
            return new FragmentOrder(false, fragments);
        }
        return new FragmentOrder(true, new Relative(fragments).sorted());
    }

    private static List<Descriptor> absolute(List<String> names, List<Descriptor> fragments) {
        List<Descriptor> ordered = new ArrayList<>();
        for (String name : names) {
            for (Descriptor fragment : fragments) {
                boolean takes = name.equals(OTHERS)
                        ? fragment.name.isEmpty() || !names.contains(fragment.name)
                        : fragment.name.equals(name);
                if (takes) {
                    ordered.add(fragment);
                }
            }
        }
        return ordered;
    }

    /**
     * Relative ordering. A fragment that comes before others stands at the front, and so does everything that has to
     * come before it; the back is its mirror image. With that, every wish is an edge between two fragments.
     */
    private static final class Relative {
        private final List<Descriptor> fragments;
        private final Map<Descriptor, Set<Descriptor>> predecessors = new LinkedHashMap<>();

        Relative(List<Descriptor> fragments) throws InvalidAppException {
            this.fragments = fragments;
            Map<String, Descriptor> named = named(fragments);
            Set<Descriptor> front = new LinkedHashSet<>();
            Set<Descriptor> back = new LinkedHashSet<>();
            for (Descriptor fragment : fragments) {
                predecessors.put(fragment, new LinkedHashSet<>());
            }
            for (Descriptor fragment : fragments) {
                for (String name : fragment.ordering.before) {
                    if (name.equals(OTHERS)) {
                        front.add(fragment);
                    } else if (named.containsKey(name)) {
                        predecessors.get(named.get(name)).add(fragment);
                    }
                }
                for (String name : fragment.ordering.after) {
                    if (name.equals(OTHERS)) {
                        back.add(fragment);
                    } else if (named.containsKey(name)) {
                        predecessors.get(fragment).add(named.get(name));
                    }
                }
            }
            spread(front, back);
            for (Descriptor fragment : fragments) {
                for (Descriptor other : fragments) {
                    if (front.contains(other) && !front.contains(fragment)
                            || back.contains(fragment) && !back.contains(other)) {
                        predecessors.get(fragment).add(other);
                    }
                }
            }
        }

        private static Map<String, Descriptor> named(List<Descriptor> fragments) throws InvalidAppException {
            Map<String, Descriptor> named = new LinkedHashMap<>();
            for (Descriptor fragment : fragments) {
                Descriptor before = fragment.name.isEmpty() ? null : named.put(fragment.name, fragment);
                if (before != null) {
                    throw new InvalidAppException(before.origin + " and " + fragment.origin
                            + " both have a web fragment of the name \"" + fragment.name
                            + "\", so that they cannot be ordered; remove one jar, or write an <absolute-ordering> into"
                            + " WEB-INF/web.xml");
                }
            }
            return named;
        }

        private void spread(Set<Descriptor> front, Set<Descriptor> back) {
            boolean more = true;
            while (more) {
                more = false;
                for (Descriptor fragment : fragments) {
                    if (front.contains(fragment)) {
                        more |= front.addAll(predecessors.get(fragment));
                    }
                    if (predecessors.get(fragment).stream().anyMatch(back::contains)) {
                        more |= back.add(fragment);
                    }
                }
            }
        }

        /** Among those that may come next, the one whose jar's name comes first. */
        List<Descriptor> sorted() throws InvalidAppException {
            List<Descriptor> sorted = new ArrayList<>();
            List<Descriptor> left = new ArrayList<>(fragments);
            while (!left.isEmpty()) {
                Descriptor next = null;
                for (Descriptor candidate : left) {
                    if (sorted.containsAll(predecessors.get(candidate))) {
                        next = candidate;
                        break;
                    }
                }
                if (next == null) {
                    throw circular(left);
                }
                sorted.add(next);
                left.remove(next);
            }
            return sorted;
        }

        /** What is left waits for the circle or is part of it; what nobody waits for is only behind it. */
        private InvalidAppException circular(List<Descriptor> left) {
            List<Descriptor> circle = left;
            int before;
            do {
                List<Descriptor> current = circle;
                before = current.size();
                circle = current.stream()
                        .filter(f -> current.stream()
                                .anyMatch(g -> predecessors.get(g).contains(f)))
                        .toList();
            } while (circle.size() < before);
            return new InvalidAppException("the web fragments of "
                    + circle.stream().map(f -> f.origin).collect(Collectors.joining(", "))
                    + " ask for an order that contradicts itself; write an <absolute-ordering> into WEB-INF/web.xml");
        }
    }
}
