package org.junicorn.container.http;

import java.lang.reflect.Field;
import java.nio.channels.FileChannel;
import org.jboss.logging.Logger;
import org.xnio.channels.Channels;

/**
 * The one open file to which XNIO discards what nobody wants of all connections. A {@code FileChannel} is closed when a
 * thread uses it that is interrupted: a single request whose thread was interrupted at the wrong moment, or whose
 * application has left the interrupt pending, would end the connections of all later requests with an unread body,
 * unanswered. So it is made to ignore interrupts, for which only the JDK's own class has a method.
 */
final class DrainTarget {
    private static final Logger LOG = Logger.getLogger(DrainTarget.class);

    private DrainTarget() {}

    /** Before the first request. Needs {@code --add-opens java.base/sun.nio.ch=ALL-UNNAMED}. */
    static void ignoreInterrupts() {
        try {
            Field field = Channels.class.getDeclaredField("NULL_FILE_CHANNEL");
            field.setAccessible(true);
            FileChannel shared = (FileChannel) field.get(null);
            var method = shared.getClass().getMethod("setUninterruptible");
            method.setAccessible(true);
            method.invoke(shared);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.warn("a request whose thread is interrupted may end connections of others: " + e);
        }
    }
}
