package org.junicorn.container.convert;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.apache.tomcat.jakartaee.ClassConverter;
import org.apache.tomcat.jakartaee.TextConverter;

/** Converts the content of one file: a class, a text, or a manifest. Safe for all threads. */
final class ContentConversion {
    /** Far larger than any class or descriptor; a text of that size is data. */
    static final int LARGEST = 8 << 20;

    private static final byte[] MARK = "javax".getBytes(US_ASCII);

    /** Pages and templates that the tool does not know as such. */
    private static final Set<String> MORE_TEXTS = Set.of("inc", "jspi", "ftl", "vm", "yml", "yaml");

    private static final Set<String> STATIC_OR_PAGE = Set.of("html", "htm", "xhtml");
    private static final Pattern SERVICE = Pattern.compile("(.*/)?META-INF/services/[^/]+");

    private final Names names;
    private final Consumer<String> warnings;
    private final ClassConverter classes = new ClassConverter();
    private final TextConverter texts = new TextConverter();

    ContentConversion(Names names, Consumer<String> warnings) {
        this.names = names;
        this.warnings = warnings;
    }

    /** Whether {@link #convert} may change a file of this name. */
    boolean accepts(String name) {
        return isClass(name)
                || isManifest(name)
                || texts.accepts(name)
                || MORE_TEXTS.contains(extension(name))
                || STATIC_OR_PAGE.contains(extension(name))
                || SERVICE.matcher(name).matches();
    }

    /**
     * @param label names the file in warnings
     * @return the new content; empty if it stays as it is
     */
    Optional<byte[]> convert(String name, String label, byte[] content) {
        if (isManifest(name)) {
            return manifest(label, content);
        }
        if (!contains(content, MARK)) {
            return Optional.empty();
        }
        if (isClass(name)) {
            return type(name, label, content);
        }
        if (STATIC_OR_PAGE.contains(extension(name)) && !contains(content, "<%".getBytes(US_ASCII))) {
            return Optional.empty();
        }
        String text = new String(content, ISO_8859_1); // for any encoding that has ASCII in it
        String converted = names.convert(text);
        return converted.equals(text) ? Optional.empty() : Optional.of(converted.getBytes(ISO_8859_1));
    }

    private Optional<byte[]> type(String name, String label, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + content.length / 16);
        try {
            return classes.convert(name, new ByteArrayInputStream(content), out, names)
                    ? Optional.of(out.toByteArray())
                    : Optional.empty();
        } catch (IOException | RuntimeException e) {
            warnings.accept(label + " is not a readable class file (" + e + "); it was not converted");
            return Optional.empty();
        }
    }

    /** Names in values; and no digests, which do not fit any more. */
    private Optional<byte[]> manifest(String label, byte[] content) {
        try {
            Manifest manifest = new Manifest(new ByteArrayInputStream(content));
            boolean changed = values(manifest.getMainAttributes());
            for (Iterator<Map.Entry<String, Attributes>> all =
                            manifest.getEntries().entrySet().iterator();
                    all.hasNext(); ) {
                Attributes attributes = all.next().getValue();
                if (attributes.keySet().stream()
                        .anyMatch(key -> key.toString().toLowerCase(Locale.ROOT).endsWith("-digest"))) {
                    all.remove();
                    changed = true;
                } else {
                    changed |= values(attributes);
                }
            }
            if (!changed) {
                return Optional.empty();
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream(content.length);
            manifest.write(out);
            return Optional.of(out.toByteArray());
        } catch (IOException | RuntimeException e) {
            warnings.accept(label + " is not a readable manifest (" + e.getMessage() + "); it was not converted");
            return Optional.empty();
        }
    }

    private boolean values(Attributes attributes) {
        boolean changed = false;
        for (Map.Entry<Object, Object> attribute : attributes.entrySet()) {
            String value = attribute.getValue().toString();
            String converted = names.convert(value);
            if (!converted.equals(value)) {
                attribute.setValue(converted);
                changed = true;
            }
        }
        return changed;
    }

    private static boolean isClass(String name) {
        return name.endsWith(".class");
    }

    private static boolean isManifest(String name) {
        return name.equals("META-INF/MANIFEST.MF") || name.endsWith("/META-INF/MANIFEST.MF");
    }

    private static String extension(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    static boolean contains(byte[] content, byte[] part) {
        int last = content.length - part.length;
        for (int at = 0; at <= last; at++) {
            int i = 0;
            while (i < part.length && content[at + i] == part[i]) {
                i++;
            }
            if (i == part.length) {
                return true;
            }
        }
        return false;
    }
}
