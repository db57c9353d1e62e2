package org.junicorn.launcher.ctl;

import java.io.IOException;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Shows the same again every second: on a terminal in one place, until q is typed; elsewhere one after the other.
 */
final class Watch {
    private final Screen screen;
    private final Source source;
    private final CountDownLatch end = new CountDownLatch(1);

    /** Says what to show. */
    interface Source {
        String text() throws CtlException;
    }

    Watch(Screen screen, Source source) {
        this.screen = screen;
        this.source = source;
    }

    void run() throws CtlException {
        boolean terminal = Screen.isTerminal(1);
        if (terminal && Screen.isTerminal(0)) {
            listenForKeys();
        }
        try {
            do {
                String text = source.text();
                if (terminal) {
                    screen.page(
                            text + "\n" + LocalTime.now().truncatedTo(ChronoUnit.SECONDS) + "  every second; q ends\n");
                } else {
                    screen.print(text);
                }
            } while (!end.await(1, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Keys are heard at once and not shown, until this process ends. */
    private void listenForKeys() {
        stty("-icanon -echo min 1");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stty("sane")));
        Thread keys = new Thread(
                () -> {
                    try {
                        int key = System.in.read();
                        while (key >= 0 && key != 'q' && key != 'Q') {
                            key = System.in.read();
                        }
                    } catch (IOException e) {
                        // then Ctrl-C is left
                        return;
                    }
                    end.countDown();
                },
                "keys");
        keys.setDaemon(true);
        keys.start();
    }

    private static void stty(String mode) {
        try {
            new ProcessBuilder("/bin/sh", "-c", "exec stty " + mode + " </dev/tty 2>/dev/null")
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            // a terminal that cannot be set is typed at with a line end
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
