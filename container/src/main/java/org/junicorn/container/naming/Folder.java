package org.junicorn.container.naming;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Names and what they stand for: an {@link Entry} or another folder. It is filled by one thread before others see it, and
 * does not change from then on.
 */
final class Folder {
    private final Map<String, Object> children = new TreeMap<>();

    /** The folder of that name, made if it is not there; null if there is something else. */
    Folder folder(String name) {
        return children.computeIfAbsent(name, n -> new Folder()) instanceof Folder folder ? folder : null;
    }

    /** @return false if the name is taken */
    boolean put(List<String> path, Entry entry) {
        Folder folder = this;
        for (String name : path.subList(0, path.size() - 1)) {
            folder = folder.folder(name);
            if (folder == null) {
                return false;
            }
        }
        return folder.children.putIfAbsent(path.get(path.size() - 1), entry) == null;
    }

    /** The entry or folder there; null if there is nothing. */
    Object find(List<String> path) {
        Object found = this;
        for (String name : path) {
            found = found instanceof Folder folder ? folder.children.get(name) : null;
        }
        return found;
    }

    Map<String, Object> children() {
        return children;
    }
}
