package org.junicorn.launcher.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How this process was started, in order to start another one the same way: what is at the same paths now may be newer.
 *
 * @param file the program
 * @param argv its arguments, the name it runs under first
 * @param folder where it starts
 */
record OwnCommand(String file, List<String> argv, Path folder) {
    /**
     * As the kernel tells it.
     *
     * @param folder see {@link #startFolder}
     */
    static OwnCommand read(Path folder) throws IOException {
        String line = Files.readString(Path.of("/proc/self/cmdline"), UTF_8);
        List<String> argv =
                Arrays.asList(line.substring(0, Math.max(0, line.length() - 1)).split("\0", -1));
        String file = program(argv.get(0), System.getenv().getOrDefault("PATH", ""), folder)
                .or(() -> ProcessHandle.current().info().command())
                .orElseThrow(() -> new IOException("the program that runs this process cannot be found"));
        return new OwnCommand(file, argv, folder);
    }

    /** The name as it was typed, which may lead to another version now, if there is still such a program. */
    static Optional<String> program(String name, String path, Path cwd) {
        Stream<Path> candidates = name.contains("/")
                ? Stream.of(cwd.resolve(name))
                : Stream.of(path.split(File.pathSeparator))
                        .filter(folder -> !folder.isEmpty())
                        .map(folder -> cwd.resolve(folder).resolve(name));
        return candidates
                .filter(Files::isRegularFile)
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString);
    }

    /**
     * The folder by the name under which the shell knows it (gunicorn does the same): a link in it, {@code current} say,
     * may lead elsewhere when the successor starts. To be asked when this process starts.
     */
    static Path startFolder(Map<String, String> environment) {
        Path cwd = Path.of("").toAbsolutePath();
        String pwd = environment.getOrDefault("PWD", "");
        try {
            return pwd.startsWith("/") && Files.isSameFile(Path.of(pwd), cwd) ? Path.of(pwd) : cwd;
        } catch (IOException | InvalidPathException e) {
            return cwd;
        }
    }
}
