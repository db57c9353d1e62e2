package org.junicorn.container.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallbacksTest {
    static class Base {
        final List<String> calls = new ArrayList<>();

        @PostConstruct
        private void begin() {
            calls.add("base begins");
        }

        @PreDestroy
        void end() {
            calls.add("base ends");
        }
    }

    static class Derived extends Base {
        @PostConstruct
        private void begin() {
            calls.add("derived begins");
        }

        @Override
        void end() {
            calls.add("never: it is not annotated any more");
        }
    }

    static class Overriding extends Base {
        @Override
        @PreDestroy
        void end() {
            calls.add("overriding ends");
        }
    }

    static class Two {
        @PostConstruct
        void a() {}

        @PostConstruct
        void b() {}
    }

    static class WithArgument {
        @PostConstruct
        void begin(String argument) {}
    }

    static class Failing {
        @PostConstruct
        void begin() throws IOException {
            throw new IOException("no");
        }
    }

    @Test
    void callsPrivateMethodsOfSuperclassesFirst() throws Exception {
        Derived derived = new Derived();
        new Callbacks(List.of(), true).postConstruct(derived);
        assertThat(derived.calls).containsExactly("base begins", "derived begins");
    }

    @Test
    void doesNotCallWhatIsOverriddenAndCallsTheOverridingMethodOnce() throws Exception {
        Derived derived = new Derived();
        new Callbacks(List.of(), true).preDestroy(derived);
        assertThat(derived.calls).isEmpty();
        Overriding overriding = new Overriding();
        new Callbacks(List.of(), true).preDestroy(overriding);
        assertThat(overriding.calls).containsExactly("overriding ends");
    }

    @Test
    void refusesMethodsThatCannotBeCallbacks() {
        assertThatThrownBy(() -> new Callbacks(List.of(), true).postConstruct(new Two()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("only one method of a class may");
        assertThatThrownBy(() -> new Callbacks(List.of(), true).postConstruct(new WithArgument()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("@PostConstruct " + WithArgument.class.getName()
                        + ".begin must take no arguments and not be static");
    }

    @Test
    void throwsWhatTheMethodThrew() {
        assertThatThrownBy(() -> new Callbacks(List.of(), true).postConstruct(new Failing()))
                .isInstanceOf(IOException.class)
                .hasMessage("no");
    }
}
