package org.junicorn.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A headless Chromium with one page, driven over its DevTools protocol. */
final class Browser implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on ws://([^/]+)/");
    private static final Pattern PAGE =
            Pattern.compile("\"webSocketDebuggerUrl\": \"ws://[^/]+(/devtools/page/[^\"]+)\"");

    private final Process process;
    private final Path output;
    private WebSocketClient page;
    private int calls;

    private Browser(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** @param folder for its profile and log, removed by whoever made it */
    static Browser open(Path folder, String url) throws Exception {
        Path output = folder.resolve("chromium.log");
        // Root has no sandbox; the rest keeps it from looking for its maker's hosts.
        Process process = new ProcessBuilder(List.of(
                        "chromium",
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + folder.resolve("profile"),
                        url))
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        Browser browser = new Browser(process, output);
        try {
            browser.connect();
            return browser;
        } catch (Exception | Error e) {
            browser.close();
            throw e;
        }
    }

    private void connect() throws Exception {
        Await.until("Chromium listens", () -> match(LISTENING, Files.readString(output))
                .find());
        Matcher listening = match(LISTENING, Files.readString(output));
        listening.find();
        Address devTools = Address.parse("http://" + listening.group(1));
        Await.until(
                "Chromium has a page",
                () -> match(PAGE, Http.get(devTools, "/json/list").text()).find());
        Matcher found = match(PAGE, Http.get(devTools, "/json/list").text());
        found.find();
        page = WebSocketClient.open(devTools, found.group(1));
    }

    private static Matcher match(Pattern pattern, String text) {
        return pattern.matcher(text);
    }

    /** Evaluates an expression in the page and returns what the protocol answers, a JSON object. */
    String evaluate(String expression) {
        try {
            int id = ++calls;
            page.send("{\"id\":" + id + ",\"method\":\"Runtime.evaluate\",\"params\":{\"returnByValue\":true,"
                    + "\"expression\":\"" + expression.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}}");
            String answer = page.text();
            while (!answer.startsWith("{\"id\":" + id + ",")) {
                answer = page.text();
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits until the text stands somewhere in the page. */
    void awaitText(String text) {
        Await.until("the page shows \"" + text + "\"", () -> evaluate("document.body.innerText")
                .contains(text));
    }

    @Override
    public void close() {
        if (page != null) {
            page.close();
        }
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(each -> each.onExit().join());
    }

    /** What it printed. */
    @Override
    public String toString() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
