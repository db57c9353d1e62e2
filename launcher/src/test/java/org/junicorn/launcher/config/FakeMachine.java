package org.junicorn.launcher.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** A machine with fixed answers: an ordinary user on Java 17 without a home folder. */
record FakeMachine(boolean root, int feature, OptionalInt otherFeature, Optional<Path> home) implements Machine {

    FakeMachine() {
        this(false, 17, OptionalInt.empty(), Optional.empty());
    }

    FakeMachine asRoot() {
        return new FakeMachine(true, feature, otherFeature, home);
    }

    FakeMachine onJava(int version) {
        return new FakeMachine(root, version, otherFeature, home);
    }

    FakeMachine withOtherJava(int version) {
        return new FakeMachine(root, feature, OptionalInt.of(version), home);
    }

    FakeMachine withHome(Path folder) {
        return new FakeMachine(root, feature, otherFeature, Optional.of(folder));
    }

    @Override
    public String userName() {
        return "ann";
    }

    @Override
    public Path temporary() {
        return Path.of("/var/tmp");
    }

    @Override
    public OptionalInt featureOf(Path javaHome) {
        return otherFeature;
    }
}
