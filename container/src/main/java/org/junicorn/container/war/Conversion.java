package org.junicorn.container.war;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * That an application was converted from {@code javax} to {@code jakarta}. Kept beside its model.
 *
 * @param evidence what says that it needed that
 * @param archives how many jars were changed
 * @param files how many other files were changed
 * @param took how long it took
 * @param warnings what could not be converted, a sentence each
 */
public record Conversion(String evidence, int archives, int files, Duration took, List<String> warnings) {
    private static final String FILE = "conversion";

    public Conversion {
        warnings = List.copyOf(warnings);
    }

    void write(Path entry) throws IOException {
        Files.writeString(
                entry.resolve(FILE),
                String.join(
                        "\n",
                        evidence,
                        archives + " " + files + " " + took,
                        String.join(
                                "\n",
                                warnings.stream()
                                        .map(warning -> warning.replaceAll("\\R+", " "))
                                        .toList())));
    }

    /** Empty if the application was taken as it is. */
    static Optional<Conversion> read(Path entry) throws IOException {
        try {
            List<String> lines = Files.readAllLines(entry.resolve(FILE));
            String[] numbers = lines.get(1).split(" ");
            return Optional.of(new Conversion(
                    lines.get(0),
                    Integer.parseInt(numbers[0]),
                    Integer.parseInt(numbers[1]),
                    Duration.parse(numbers[2]),
                    lines.subList(2, lines.size()).stream()
                            .filter(line -> !line.isEmpty())
                            .toList()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
