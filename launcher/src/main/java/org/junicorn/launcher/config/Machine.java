package org.junicorn.launcher.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** What the rules ask of the machine beside files; tests give answers of their own. */
public interface Machine {

    /** Whether this process may change to another user. */
    boolean root();

    /** This process's user, for the name of a folder. */
    String userName();

    /** The user's home folder, existing or not, if the machine knows one. */
    Optional<Path> home();

    /** The system's folder for temporary files. */
    Path temporary();

    /** The feature version of the JDK that runs this process. */
    int feature();

    /** The feature version of the JDK in a folder; empty if the folder does not say it. */
    OptionalInt featureOf(Path javaHome);

    /** The machine that this process runs on. */
    static Machine local() {
        return new LocalMachine();
    }
}
