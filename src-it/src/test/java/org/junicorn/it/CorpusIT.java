package org.junicorn.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Applications that other people published for Tomcat answer here what they answered there. The checks are in {@code
 * corpus/corpus_public.json}; {@code corpus/run.py} fetches the WARs with Maven and runs them, one server after the
 * other.
 */
class CorpusIT {
    private static final Path CORPUS = Path.of("corpus");
    private static final Path CACHE = Path.of("target", "corpus");

    @TestFactory
    Stream<DynamicTest> answersAsItDidOnTomcat() throws IOException, InterruptedException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String line : run(2, "--list").lines().toList()) {
            String name = line.split(" ", 2)[0];
            // A session lives in one worker, and the runner opens a connection for each request.
            int workers = line.contains("session") || line.contains("users") ? 1 : 2;
            tests.add(DynamicTest.dynamicTest(
                    name, () -> assertThat(run(workers, "--only", name)).contains("\n1 passed, 0 failed")));
        }
        assertThat(tests).hasSizeGreaterThan(10);
        return tests.stream();
    }

    /** Runs the runner and returns what it printed. */
    private static String run(int workers, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "python3",
                CORPUS.resolve("run.py").toString(),
                CACHE.toString(),
                "sh {here}/junicorn.sh {war} {port} {context}",
                CORPUS.resolve("corpus_public.json").toString()));
        command.addAll(List.of(options));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectInput(new File("/dev/null"));
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("JUNICORN_"));
        environment.put("JUNICORN_JAR", System.getProperty("it.launcher"));
        environment.put("JAVA", Jdk.underTest().home().resolve("bin/java").toString());
        environment.put("WORKERS", String.valueOf(workers));
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return printed;
    }
}
