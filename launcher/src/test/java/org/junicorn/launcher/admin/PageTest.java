package org.junicorn.launcher.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PageTest {
    private final Page page = Page.dashboard();
    private final String html = new String(page.html(), UTF_8);

    @Test
    void needsNothingFromElsewhere() {
        assertThat(html).doesNotContain("/*STYLE*/", "/*SCRIPT*/", "<link", " src=", "@import", "url(");
        Matcher addresses = Pattern.compile("https?://[^'\"]+").matcher(html);
        while (addresses.find()) {
            assertThat(addresses.group()).isEqualTo("http://www.w3.org/2000/svg"); // a name, never fetched
        }
    }

    @Test
    void allowsItsOwnStyleAndScriptAlone() throws Exception {
        assertThat(page.securityPolicy())
                .startsWith("default-src 'none'; ")
                .contains("style-src " + hash("style"), "script-src " + hash("script"), "connect-src 'self'")
                .doesNotContain("unsafe");
    }

    private String hash(String element) throws Exception {
        Matcher content = Pattern.compile("<" + element + ">(.*?)</" + element + ">", Pattern.DOTALL)
                .matcher(html);
        assertThat(content.find()).isTrue();
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(content.group(1).getBytes(UTF_8));
        return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    }
}
