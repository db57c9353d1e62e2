package org.junicorn.container.war;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppSourceTest {
    @TempDir
    Path base;

    @Test
    void aFileIsAWarWhateverItsNameEndsIn() throws Exception {
        Path file = Files.createFile(base.resolve("shop.zip"));

        assertThat(AppSource.of("shop.zip", List.of(), base)).isEqualTo(new AppSource.WarFile(file));
    }

    @Test
    void aFolderIsAnExplodedApplication() throws Exception {
        Path folder = Files.createDirectory(base.resolve("shop"));

        assertThat(AppSource.of("./shop/", List.of(), base)).isEqualTo(new AppSource.Directory(folder));
    }

    @Test
    void aClassNameWithAClassPathIsAServlet() throws Exception {
        AppSource source = AppSource.of("org.example.Hello", List.of(Path.of("target/classes")), base);

        assertThat(source)
                .isEqualTo(new AppSource.ServletClass("org.example.Hello", List.of(base.resolve("target/classes"))));
        assertThat(source.contextPath()).isEmpty();
    }

    @Test
    void aFileIsMeantBeforeAClassOfTheSameName() throws Exception {
        Path file = Files.createFile(base.resolve("org.example.Hello"));

        assertThat(AppSource.of("org.example.Hello", List.of(base), base)).isEqualTo(new AppSource.WarFile(file));
    }

    @Test
    void aMissingWarIsNotTakenForAClass() {
        assertThatThrownBy(() -> AppSource.of("shop.war", List.of(base), base))
                .isInstanceOf(InvalidAppException.class)
                .hasMessage("app = \"shop.war\": no file or folder " + base.resolve("shop.war")
                        + "; give a .war file, an exploded folder, or a servlet's class name together with class_path");
    }

    @Test
    void aClassNameWithoutAClassPathIsAnError() {
        assertThatThrownBy(() -> AppSource.of("org.example.Hello", List.of(), base))
                .isInstanceOf(InvalidAppException.class)
                .hasMessage("app = \"org.example.Hello\": no file or folder " + base.resolve("org.example.Hello")
                        + ", and no class path to find a servlet class of that name in; give a .war file, an exploded"
                        + " folder, or the class name together with class_path");
    }

    @ParameterizedTest
    @CsvSource({
        "ROOT.war, ''",
        "shop.war, /shop",
        "shop.WAR, /shop",
        "a#b.war, /a/b",
        "shop##2.war, /shop",
        "a#b##2024.1.war, /a/b",
        "ROOT##2.war, ''",
        "##2.war, ''",
        "my.shop.war, /my.shop"
    })
    void theContextPathIsTomcats(String name, String contextPath) {
        assertThat(new AppSource.WarFile(Path.of("/apps", name)).contextPath()).isEqualTo(contextPath);
    }

    @Test
    void theContextPathOfAFolderKeepsAnExtension() {
        assertThat(new AppSource.Directory(Path.of("/apps/shop.old")).contextPath())
                .isEqualTo("/shop.old");
        assertThat(new AppSource.Directory(Path.of("/")).contextPath()).isEmpty();
    }
}
