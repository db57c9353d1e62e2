package org.junicorn.launcher.listen;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Listening sockets that the service manager has opened for this process (sd_listen_fds(3)): LISTEN_PID says for whom,
 * LISTEN_FDS how many, from descriptor 3 on. They take the place of {@code bind}, as in gunicorn. Clients of those that
 * LISTEN_FDNAMES names {@code https} speak TLS, of those that it names {@code ajp} AJP.
 */
public final class Activation {
    private static final int FIRST = 3;

    private Activation() {}

    /**
     * The inherited sockets; empty if there are none, or if they are meant for another process.
     *
     * @param pid of this process
     */
    public static List<BindAddress> sockets(Map<String, String> environment, long pid) {
        String count = environment.getOrDefault("LISTEN_FDS", "");
        if (!environment.getOrDefault("LISTEN_PID", "").equals(Long.toString(pid)) || !count.matches("\\d{1,4}")) {
            return List.of();
        }
        String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
        return IntStream.range(0, Integer.parseInt(count))
                .<BindAddress>mapToObj(i -> new BindAddress.Fd(FIRST + i, scheme(i < names.length ? names[i] : "")))
                .toList();
    }

    private static Scheme scheme(String name) {
        return name.equals("https") ? Scheme.HTTPS : name.equals("ajp") ? Scheme.AJP : Scheme.HTTP;
    }
}
