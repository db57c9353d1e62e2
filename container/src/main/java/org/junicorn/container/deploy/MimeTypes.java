package org.junicorn.container.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/** File name extensions and their media types, Tomcat's list (conf/web.xml) and on top of it the application's own. */
public final class MimeTypes {
    private MimeTypes() {}

    /** @return lower-case extensions, without a dot */
    public static Map<String, String> with(Map<String, String> mappings) {
        Properties known = new Properties();
        try (InputStream data = MimeTypes.class.getResourceAsStream("mime-types.properties")) {
            known.load(data);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the media types that are part of this program", e);
        }
        Map<String, String> types = new HashMap<>();
        known.forEach((extension, type) -> types.put((String) extension, (String) type));
        mappings.forEach((extension, type) -> types.put(extension.toLowerCase(Locale.ROOT), type));
        return types;
    }
}
