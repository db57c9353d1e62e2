package org.junicorn.container.naming;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.naming.CompositeName;
import javax.naming.InitialContext;
import javax.naming.Name;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;

/** All names of one application, and the way through them. Any thread, once it is built. */
final class Names {
    private static final String SCHEME = "java:";

    /** More links in a row lead in a circle. */
    private static final int MOST_LINKS = 20;

    private final Folder root = new Folder();
    private final Map<String, String> explanations;

    /** @param explanations what else is known of names below java:comp/env that stand for nothing */
    Names(Map<String, String> explanations) {
        this.explanations = explanations;
        root.folder("comp").folder("env");
    }

    Folder root() {
        return root;
    }

    /** The parts of a name; of one that begins with "java:" those behind it, else those behind {@code base}. */
    static List<String> parts(List<String> base, String name) {
        boolean absolute = name.startsWith(SCHEME);
        List<String> parts = new ArrayList<>(absolute ? List.of() : base);
        for (String part : (absolute ? name.substring(SCHEME.length()) : name).split("/")) {
            if (!part.isEmpty()) {
                parts.add(part);
            }
        }
        return parts;
    }

    static List<String> parts(List<String> base, Name name) {
        List<String> given = new ArrayList<>();
        for (Enumeration<String> all = name.getAll(); all.hasMoreElements(); ) {
            given.add(all.nextElement());
        }
        return parts(base, String.join("/", given));
    }

    /** Of an entry, as descriptors give it. */
    static List<String> ofEntry(String name) {
        return parts(List.of("comp", "env"), name);
    }

    /** Whether the name stands for anything. */
    boolean has(List<String> path) {
        return root.find(path) != null;
    }

    /**
     * What a name stands for.
     *
     * @throws NameNotFoundException if that is nothing; the message says what there is
     * @throws NamingException if the object cannot be made
     */
    Object lookup(List<String> path) throws NamingException {
        List<String> at = path;
        for (int links = 0; links < MOST_LINKS; links++) {
            Object found = root.find(at);
            if (found == null) {
                throw notFound(at);
            }
            if (found instanceof Folder) {
                return new NamingContext(this, at);
            }
            if (!(found instanceof Link link)) {
                return object((Entry) found, at);
            }
            if (link.elsewhere().isPresent()) {
                return InitialContext.doLookup(link.elsewhere().get());
            }
            at = link.target();
        }
        throw new NamingException(text(path) + " is a name for itself: its lookup-name leads in a circle");
    }

    private static Object object(Entry entry, List<String> path) throws NamingException {
        try {
            return entry.get();
        } catch (NamingException e) {
            throw e;
        } catch (Exception | LinkageError e) {
            NamingException failure = new NamingException("the object of " + text(path) + " cannot be made: " + e);
            failure.initCause(e);
            throw failure;
        }
    }

    Folder folder(List<String> path) throws NamingException {
        Object found = root.find(path);
        if (found instanceof Folder folder) {
            return folder;
        }
        throw found == null ? notFound(path) : new javax.naming.NotContextException(text(path) + " is not a context");
    }

    private NameNotFoundException notFound(List<String> path) {
        int known = path.size() - 1;
        while (!(root.find(path.subList(0, known)) instanceof Folder)) {
            known--;
        }
        Folder folder = (Folder) root.find(path.subList(0, known));
        String there = String.join(", ", folder.children().keySet());
        NameNotFoundException failure = new NameNotFoundException(text(path) + " is not bound: "
                + explained(path).map(text -> text + "; ").orElse("") + "in "
                + text(path.subList(0, known)) + " there is " + (there.isEmpty() ? "nothing" : there));
        failure.setRemainingName(remaining(path.subList(known, path.size())));
        return failure;
    }

    private Optional<String> explained(List<String> path) {
        return path.size() > 2 && path.get(0).equals("comp")
                ? Optional.ofNullable(explanations.get(String.join("/", path.subList(2, path.size()))))
                : Optional.empty();
    }

    private static Name remaining(List<String> path) {
        CompositeName name = new CompositeName();
        try {
            for (String part : path) {
                name.add(part);
            }
        } catch (NamingException e) {
            throw new AssertionError("a part of a name is a name", e);
        }
        return name;
    }

    static String text(List<String> path) {
        return SCHEME + String.join("/", path);
    }

    static List<String> sorted(Folder folder) {
        return Collections.unmodifiableList(new ArrayList<>(folder.children().keySet()));
    }
}
