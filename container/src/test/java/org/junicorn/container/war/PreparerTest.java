package org.junicorn.container.war;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junicorn.container.war.Preparer.Prepared;
import org.junicorn.container.war.WebAppModel.ServletModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparerTest {
    @TempDir
    Path folder;

    private final Preparer preparer = new Preparer();

    private static Archive app(String text) {
        return new Archive()
                .file("index.html", text)
                .file("WEB-INF/web.xml", "<web-app><display-name>" + text + "</display-name></web-app>")
                .jar("a.jar", new Archive().file("META-INF/resources/a.txt", "a"));
    }

    private Path war(String text) throws Exception {
        return app(text).write(folder.resolve(text + ".war"));
    }

    private Path work() {
        return folder.resolve("work");
    }

    private Prepared prepare(Path war) throws InvalidAppException {
        return preparer.prepare(new AppSource.WarFile(war), work());
    }

    private List<String> entries() throws Exception {
        try (Stream<Path> all = Files.list(work().resolve("apps"))) {
            return all.map(p -> p.getFileName().toString())
                    .filter(n -> !n.equals(".stamps"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aWarIsUnpackedScannedAndStored() throws Exception {
        Prepared prepared = prepare(war("shop"));

        assertThat(prepared.reused()).isFalse();
        assertThat(prepared.directory().getParent()).isEqualTo(work().resolve("apps"));
        assertThat(prepared.modelFile()).isEqualTo(prepared.directory().resolve("model"));
        assertThat(ModelStore.read(prepared.modelFile())).isEqualTo(prepared.model());
        assertThat(prepared.model().displayName()).isEqualTo("shop");
        assertThat(Path.of(prepared.model().root(), "index.html")).hasContent("shop");
        assertThat(prepared.model().classPath()).allMatch(p -> Files.isRegularFile(Path.of(p)));
        assertThat(Path.of(prepared.model().resourceRoots().get(0), "a.txt")).hasContent("a");
        assertThat(entries()).containsExactly(prepared.directory().getFileName().toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(work())))
                .isEqualTo("rwx------");
    }

    @Test
    void theSameWarIsPreparedOnce() throws Exception {
        Prepared first = prepare(war("shop"));
        Path writtenByTheApp = Files.writeString(Path.of(first.model().root(), "index.html"), "changed by the app");

        Prepared again = prepare(war("shop"));
        Prepared copy = prepare(Files.copy(war("shop"), folder.resolve("copy.war")));

        assertThat(again.reused()).isTrue();
        assertThat(again.model()).isEqualTo(first.model());
        assertThat(copy.reused()).isTrue();
        assertThat(writtenByTheApp).hasContent("changed by the app");
    }

    @Test
    void aNewWarOfTheSameNameGetsAnEntryOfItsOwn() throws Exception {
        Path war = folder.resolve("app.war");
        Prepared first = prepare(app("one").write(war));
        Prepared second = prepare(app("two").write(war));

        assertThat(second.reused()).isFalse();
        assertThat(Path.of(first.model().root(), "index.html")).hasContent("one");
        assertThat(Path.of(second.model().root(), "index.html")).hasContent("two");
    }

    @Test
    void anIncompleteEntryIsMadeAgain() throws Exception {
        Prepared first = prepare(war("shop"));
        Files.writeString(first.modelFile(), "damaged");

        Prepared again = prepare(war("shop"));

        assertThat(again.reused()).isFalse();
        assertThat(again.directory()).isEqualTo(first.directory());
        assertThat(ModelStore.read(again.modelFile())).isEqualTo(first.model());
        assertThat(entries()).hasSize(1);
    }

    @Test
    void manyPreparationsAtATimeAgreeOnOneEntry() throws Exception {
        Path war = war("shop");
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Prepared>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                calls.add(() -> new Preparer().prepare(new AppSource.WarFile(war), work()));
            }
            List<Prepared> all = new ArrayList<>();
            for (Future<Prepared> future : pool.invokeAll(calls)) {
                all.add(future.get());
            }

            assertThat(all).extracting(Prepared::model).containsOnly(all.get(0).model());
            assertThat(all).filteredOn(p -> !p.reused()).hasSize(1);
            assertThat(entries()).hasSize(1);
            assertThat(Path.of(all.get(0).model().root(), "index.html")).hasContent("shop");
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aFolderIsServedInPlaceAndScannedEachTime() throws Exception {
        Path app = app("one").explode(folder.resolve("app"));
        AppSource source = new AppSource.Directory(app);
        Prepared first = preparer.prepare(source, work());
        Files.writeString(app.resolve("WEB-INF/web.xml"), "<web-app><display-name>two</display-name></web-app>");
        Prepared second = preparer.prepare(source, work());

        assertThat(first.model().root()).isEqualTo(app.toRealPath().toString());
        assertThat(second.directory()).isEqualTo(first.directory());
        assertThat(second.reused()).isFalse();
        assertThat(second.model().displayName()).isEqualTo("two");
        assertThat(ModelStore.read(second.modelFile())).isEqualTo(second.model());
        assertThat(Path.of(second.model().resourceRoots().get(0), "a.txt")).hasContent("a");
        assertThat(entries()).hasSize(1);
    }

    @Test
    void newJarsInAFolderDoNotDisturbTheOldResources() throws Exception {
        Path app = app("one").explode(folder.resolve("app"));
        Prepared first = preparer.prepare(new AppSource.Directory(app), work());
        new Archive().file("META-INF/resources/a.txt", "new").write(app.resolve("WEB-INF/lib/a.jar"));
        Prepared second = preparer.prepare(new AppSource.Directory(app), work());

        assertThat(Path.of(first.model().resourceRoots().get(0), "a.txt")).hasContent("a");
        assertThat(Path.of(second.model().resourceRoots().get(0), "a.txt")).hasContent("new");
    }

    @Test
    void aServletClassBecomesAnApplication() throws Exception {
        Path classes = new Archive()
                .classes(
                        "",
                        Sources.compile("package app; public class Hello extends jakarta.servlet.http.HttpServlet"
                                + " { static final long serialVersionUID = 1; }"))
                .explode(folder.resolve("classes"));

        Prepared prepared = preparer.prepare(
                new AppSource.ServletClass("app.Hello", List.of(classes, folder.resolve("missing"))), work());

        assertThat(prepared.model().servlets())
                .containsExactly(new ServletModel(
                        "app.Hello",
                        "app.Hello",
                        "",
                        List.of("/*"),
                        Map.of(),
                        0,
                        true,
                        true,
                        null,
                        "",
                        List.of(),
                        null));
        assertThat(prepared.model().classPath()).containsExactly(classes.toString());
        assertThat(Path.of(prepared.model().root())).isEmptyDirectory();
        assertThat(prepared.model().warnings())
                .containsExactly("class_path: " + folder.resolve("missing") + " does not exist; it is left out");
        assertThat(ModelStore.read(prepared.modelFile())).isEqualTo(prepared.model());
    }

    @Test
    void aServletClassMayDeclareWhatItNeeds() throws Exception {
        Path jar = new Archive()
                .classes(
                        "",
                        Sources.compile("package app; import jakarta.servlet.annotation.*; @WebServlet(name = \"h\","
                                + " value = \"/other\", loadOnStartup = 3, initParams = @WebInitParam(name = \"x\","
                                + " value = \"1\")) @MultipartConfig public class Hello extends"
                                + " jakarta.servlet.http.HttpServlet { static final long serialVersionUID = 1; }"))
                .write(folder.resolve("app.jar"));

        ServletModel servlet = preparer.prepare(new AppSource.ServletClass("app.Hello", List.of(jar)), work())
                .model()
                .servlets()
                .get(0);

        assertThat(servlet.name()).isEqualTo("h");
        assertThat(servlet.mappings()).containsExactly("/*");
        assertThat(servlet.loadOnStartup()).isEqualTo(3);
        assertThat(servlet.asyncSupported()).isFalse();
        assertThat(servlet.initParams()).containsEntry("x", "1");
        assertThat(servlet.multipart()).isNotNull();
    }

    @Test
    void aClassThatIsMissingOrNoServletIsRefused() throws Exception {
        Path classes = new Archive()
                .classes(
                        "",
                        Sources.compile(
                                "package app; public class Plain extends Thread {}",
                                "package app; public abstract class Half extends jakarta.servlet.GenericServlet"
                                        + " { static final long serialVersionUID = 1; }"))
                .explode(folder.resolve("classes"));

        assertThatThrownBy(() -> preparer.prepare(new AppSource.ServletClass("app.Gone", List.of(classes)), work()))
                .isInstanceOf(InvalidAppException.class)
                .hasMessage("app = \"app.Gone\": there is no such class in class_path (" + classes
                        + "); expected a file app/Gone.class in one of its folders or jars");
        assertThatThrownBy(() -> preparer.prepare(new AppSource.ServletClass("app.Plain", List.of(classes)), work()))
                .hasMessage("app = \"app.Plain\": the class is not a jakarta.servlet.Servlet; expected one that extends"
                        + " jakarta.servlet.http.HttpServlet or implements jakarta.servlet.Servlet");
        assertThatThrownBy(() -> preparer.prepare(new AppSource.ServletClass("app.Half", List.of(classes)), work()))
                .hasMessage("app = \"app.Half\": the class is abstract; expected one that can be made an instance of");
    }

    @Test
    void afterAFailureNothingIsLeft() throws Exception {
        Path war = new Archive()
                .file("WEB-INF/web.xml", "<web-app>\n<servlet/></web-app>")
                .write(folder.resolve("bad.war"));

        assertThatThrownBy(() -> prepare(war))
                .isInstanceOf(InvalidAppException.class)
                .hasMessage(war + ": WEB-INF/web.xml, line 2: <servlet> has no <servlet-name>");
        assertThat(entries()).isEmpty();
    }

    @Test
    void aMissingWarIsSaid() {
        Path war = folder.resolve("gone.war");

        assertThatThrownBy(() -> prepare(war)).hasMessage(war + ": the file does not exist");
    }

    @Test
    void aWorkDirectoryThatCannotBeWrittenIsSaid() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> preparer.prepare(new AppSource.WarFile(war("shop")), file))
                .isInstanceOf(InvalidAppException.class)
                .hasMessageStartingWith("work_dir " + file + ": cannot be written (")
                .hasMessageEndingWith("); give a folder that can be");
    }

    @Test
    void pruningKeepsWhatIsInUseAndTheTwoThatWerePreparedLast() throws Exception {
        List<Prepared> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Prepared prepared = prepare(war("app" + i));
            Files.setLastModifiedTime(
                    prepared.directory(), FileTime.from(Instant.now().minusSeconds(1000 - i)));
            all.add(prepared);
        }
        Path abandoned = Files.createDirectory(work().resolve("apps/.new-abandoned"));
        Files.createDirectory(work().resolve("apps/.new-busy"));
        Files.setLastModifiedTime(abandoned, FileTime.from(Instant.now().minusSeconds(7200)));

        preparer.prune(work(), Set.of(all.get(0).directory()));

        assertThat(entries())
                .containsExactlyInAnyOrder(
                        ".new-busy",
                        all.get(0).directory().getFileName().toString(),
                        all.get(3).directory().getFileName().toString(),
                        all.get(4).directory().getFileName().toString());
        assertThat(prepare(war("app3")).reused()).isTrue();
    }

    @Test
    void pruningDoesNotFollowLinks() throws Exception {
        Path precious =
                Files.createFile(Files.createDirectory(folder.resolve("data")).resolve("precious"));
        for (int i = 0; i < 3; i++) {
            Prepared prepared = prepare(war("app" + i));
            Files.createSymbolicLink(Path.of(prepared.model().root(), "data"), precious.getParent());
        }

        preparer.prune(work(), Set.of());

        assertThat(entries()).hasSize(2);
        assertThat(precious).exists();
    }
}
