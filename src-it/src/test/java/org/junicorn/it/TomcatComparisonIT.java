package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The same application, asked the same by raw sockets, answers here as on a Tomcat as it is shipped; or the difference
 * is listed in {@code docs/differences.md}, with its reason. A listed difference that is none any more fails, too.
 */
class TomcatComparisonIT {
    private static final Path QUESTIONS = Path.of("src/test/questions");
    private static final Path DOCUMENT = Path.of("../docs/differences.md");
    private static final String USERS = """
            <tomcat-users>
              <user username="bob" password="secret" roles="reader"/>
              <user username="eve" password="secret" roles="other"/>
              <user username="wim" password="secret" roles="reader,writer"/>
            </tomcat-users>
            """;

    @RegisterExtension
    final Servers servers = new Servers();

    private Tomcat tomcat;

    @AfterEach
    void stopTomcat() {
        if (tomcat != null) {
            tomcat.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> answersAsTomcatDoes() throws IOException {
        List<Question> questions = questions();
        Map<String, Set<String>> listed = Differences.read(DOCUMENT);
        Path war = Wars.sample("compare").resolve("compare.war");
        tomcat = Tomcat.start(servers.directory().resolve("tomcat"), "c", war, USERS);
        Path users = Files.writeString(servers.directory().resolve("tomcat-users.xml"), USERS);
        ServerProcess server = servers.server()
                .app(war)
                .option("--context-path", "/c")
                .option("--tomcat-users", users)
                .workers(2)
                .serve();
        Address here = server.address();
        Address there = tomcat.address();
        Stream<DynamicTest> answers = questions.stream()
                .map(question -> DynamicTest.dynamicTest(
                        question.name(),
                        () -> compare(question, here, there, listed.getOrDefault(question.name(), Set.of()))));
        return Stream.concat(
                Stream.of(DynamicTest.dynamicTest("what is listed is asked", () -> assertThat(listed.keySet())
                        .isSubsetOf(questions.stream().map(Question::name).toList()))),
                answers);
    }

    private static List<Question> questions() throws IOException {
        List<Question> questions = new ArrayList<>();
        try (Stream<Path> files = Files.list(QUESTIONS)) {
            files.sorted().forEach(file -> questions.addAll(Question.read(file)));
        }
        Set<String> names = new HashSet<>();
        for (Question question : questions) {
            assertThat(names.add(question.name()))
                    .as("the name \"%s\" is given once", question.name())
                    .isTrue();
        }
        return questions;
    }

    private static void compare(Question question, Address here, Address there, Set<String> listed) {
        Answers expected = Answers.to(question, there);
        Answers actual = Answers.to(question, here);
        Set<String> different = expected.differences(actual);
        StringBuilder report = new StringBuilder();
        for (String part : different) {
            report.append("\n  ").append(part).append("\n    Tomcat: ").append(expected.part(part));
            report.append("\n    here:   ").append(actual.part(part));
        }
        assertThat(different)
                .as(
                        "parts of the answer that differ from Tomcat's, of which docs/differences.md lists %s:%s%n  asked: %s",
                        listed, report, question.requests())
                .isEqualTo(listed);
    }
}
