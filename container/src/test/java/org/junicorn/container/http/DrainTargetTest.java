package org.junicorn.container.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.junit.jupiter.api.Test;
import org.xnio.channels.Channels;

/** The file that all connections share for what nobody wants. */
class DrainTargetTest {
    @Test
    void staysOpenWhenAThreadUsesItThatIsInterrupted() throws Exception {
        DrainTarget.ignoreInterrupts();
        Field field = Channels.class.getDeclaredField("NULL_FILE_CHANNEL");
        field.setAccessible(true);
        FileChannel shared = (FileChannel) field.get(null);
        Thread.currentThread().interrupt();
        try {
            assertThat(shared.write(ByteBuffer.allocate(3))).isEqualTo(3);
            assertThat(shared.size()).isZero();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(shared.isOpen()).isTrue();
    }
}
