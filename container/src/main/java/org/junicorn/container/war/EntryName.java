package org.junicorn.container.war;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rules for names in archives that become names of files, so that none of them leads out of its folder. */
final class EntryName {
    private EntryName() {}

    /** Why no file may get this name, as the end of a sentence that begins with the entry; empty if it may. */
    static Optional<String> objection(String name) {
        if (name.isEmpty()) {
            return Optional.of("has no name");
        }
        if (name.indexOf('\0') >= 0) {
            return Optional.of("holds a NUL character");
        }
        if (name.indexOf('\\') >= 0) {
            // A separator on Windows, a letter on Unix: what one system checks means something else on the other.
            return Optional.of("holds a backslash; entries are separated by \"/\"");
        }
        if (name.startsWith("/")
                || (name.length() > 1 && name.charAt(1) == ':' && Character.isLetter(name.charAt(0)))) {
            return Optional.of("is an absolute path");
        }
        for (String part : name.split("/")) {
            if (part.equals("..")) {
                return Optional.of("leads out of the archive");
            }
        }
        return Optional.empty();
    }

    /** Without "." and empty parts, and without a slash at the end; empty for the root itself. */
    static String normal(String name) {
        List<String> parts = new ArrayList<>();
        for (String part : name.split("/")) {
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return String.join("/", parts);
    }
}
