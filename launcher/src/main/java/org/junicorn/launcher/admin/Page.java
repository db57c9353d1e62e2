package org.junicorn.launcher.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The dashboard: one document that holds its style and its script, so that a browser needs nothing else for it, and
 * takes no style and no script but these (Content Security Policy Level 3, hashes). Made when somebody asks for it.
 *
 * @param html in UTF-8
 * @param securityPolicy value of the header {@code Content-Security-Policy} that belongs to it
 */
record Page(byte[] html, String securityPolicy) {
    static Page dashboard() {
        String style = resource("dashboard.css");
        String script = resource("dashboard.js");
        String html = resource("dashboard.html").replace("/*STYLE*/", style).replace("/*SCRIPT*/", script);
        String policy = "default-src 'none'; style-src " + hash(style) + "; script-src " + hash(script)
                + "; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        return new Page(html.getBytes(UTF_8), policy);
    }

    private static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
