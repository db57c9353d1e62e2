package org.junicorn.launcher.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.List;
import org.junicorn.launcher.prepare.Preparation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCodecTest {
    @ParameterizedTest
    @ValueSource(classes = {Order.class, Fact.class, Preparation.class, Handover.class})
    void readsBackEveryMessageThatItWrites(Class<?> messages) throws ReflectiveOperationException {
        check(messages);
    }

    private static <M> void check(Class<M> messages) throws ReflectiveOperationException {
        MessageCodec<M> codec = new MessageCodec<>(messages);
        for (Class<?> type : messages.getPermittedSubclasses()) {
            RecordComponent[] components = type.getRecordComponents();
            Object[] values = new Object[components.length];
            Class<?>[] types = new Class<?>[components.length];
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                values[i] = example(types[i], i);
            }
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            M message = messages.cast(constructor.newInstance(values));
            String line = codec.encode(message);
            assertThat(line).doesNotContain("\n", "\r");
            assertThat(codec.decode(line)).isEqualTo(message);
        }
    }

    private static Object example(Class<?> type, int i) {
        if (type == String.class) {
            return i % 2 == 0 ? "" : "a b\n%=,+é😀";
        } else if (type == int.class) {
            return -i;
        } else if (type == long.class) {
            return Long.MIN_VALUE + i;
        } else if (type == boolean.class) {
            return i % 2 == 0;
        } else if (type == Duration.class) {
            return Duration.ofMillis(1500L * i);
        } else if (type == List.class) {
            return i % 2 == 0 ? List.of("x", "a,b c") : List.of();
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[i % type.getEnumConstants().length];
        } else if (type.isRecord()) {
            return record(type, i);
        }
        throw new AssertionError("no example of a " + type);
    }

    private static Object record(Class<?> type, int seed) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = example(types[i], seed + i);
        }
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void namesAMessageThatItDoesNotKnow() {
        assertThatThrownBy(() -> new MessageCodec<>(Fact.class).decode("teleport to=mars"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown message: teleport");
    }

    @Test
    void ignoresAComponentThatANewerSideHasAdded() {
        assertThat(new MessageCodec<>(Fact.class).decode("signalled signal=TERM urgency=9"))
                .isEqualTo(new Fact.Signalled("TERM"));
    }

    @Test
    void refusesAMessageThatLacksAComponent() {
        assertThatThrownBy(() -> new MessageCodec<>(Fact.class).decode("failed application=true"))
                .hasMessage("failed without reason");
    }

    sealed interface Picky {
        record Odd(int number, String text) implements Picky {
            public Odd {
                if (number % 2 == 0) {
                    throw new IllegalStateException(number + " is even");
                }
            }
        }
    }

    @Test
    void saysWhichRecordRefusedItsValues() {
        MessageCodec<Picky> codec = new MessageCodec<>(Picky.class);
        assertThat(codec.decode("odd number=3 text=x")).isEqualTo(new Picky.Odd(3, "x"));
        assertThatThrownBy(() -> codec.decode("odd number=4 text=x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cannot make Odd from: odd number=4 text=x")
                .hasCauseInstanceOf(InvocationTargetException.class)
                .hasRootCauseMessage("4 is even");
    }

    @Test
    void makesNoClassesForConstructorsWhereTheJdkWould() {
        assertThat(NativeConstruction.available()).isEqualTo(Runtime.version().feature() >= 22);
    }
}
