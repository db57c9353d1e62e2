package org.junicorn.container.war;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebAppClassLoaderTest {
    @TempDir
    Path folder;

    private final ClassLoader container = WebAppClassLoader.class.getClassLoader();

    private WebAppClassLoader loader(Path... classPath) {
        return new WebAppClassLoader(List.of(classPath), container);
    }

    private static String text(URL url) throws Exception {
        try (InputStream in = url.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.undertow.Undertow",
                "io.undertow.servlet.Servlets",
                "org.xnio.Xnio",
                "org.jboss.logging.Logger",
                "org.junicorn.container.war.WebAppModel"
            })
    void theContainersOwnClassesAreInvisible(String name) throws Exception {
        assertThat(container.loadClass(name)).isNotNull();
        try (WebAppClassLoader loader = loader()) {
            assertThatThrownBy(() -> loader.loadClass(name)).isInstanceOf(ClassNotFoundException.class);
            assertThatThrownBy(() -> loader.getParent().loadClass(name)).isInstanceOf(ClassNotFoundException.class);
            assertThat(loader.getResource(name.replace('.', '/') + ".class")).isNull();
        }
    }

    @Test
    void theContainersServicesAreInvisible() throws Exception {
        assertThat(container.getResource("META-INF/services/org.xnio.XnioProvider"))
                .isNotNull();
        try (WebAppClassLoader loader = loader()) {
            assertThat(loader.getResource("META-INF/services/org.xnio.XnioProvider"))
                    .isNull();
            assertThat(Collections.list(loader.getResources("META-INF/MANIFEST.MF")))
                    .isEmpty();
        }
    }

    @Test
    void extensionsForAnUndertowThatIsNotHiddenAreNotLoaded() throws Exception {
        Path jar = new Archive()
                .file("META-INF/services/io.undertow.servlet.ServletExtension", "app.NeedsUndertow")
                .write(folder.resolve("weld.jar"));
        try (WebAppClassLoader loader = loader(jar)) {
            Class<?> service = container.loadClass("io.undertow.servlet.ServletExtension");
            assertThat(ServiceLoader.load(service, loader)).isEmpty();
        }
    }

    @Test
    void withDelegateTheSharedLibrariesComeBeforeTheApplication() throws Exception {
        String source = "package app; public class Both { public String toString() { return \"%s\"; } }";
        Path own = new Archive()
                .classes("", Sources.compile(source.formatted("own")))
                .file("both.txt", "own")
                .file("own.txt", "own")
                .write(folder.resolve("own.jar"));
        Path other = new Archive()
                .classes("", Sources.compile(source.formatted("shared")))
                .file("both.txt", "shared")
                .write(folder.resolve("shared.jar"));
        try (SharedLibLoader shared = new SharedLibLoader(List.of(other), container);
                WebAppClassLoader childFirst = new WebAppClassLoader(List.of(own), shared);
                WebAppClassLoader parentFirst = new WebAppClassLoader(List.of(own), shared, true)) {
            for (WebAppClassLoader loader : List.of(childFirst, parentFirst)) {
                String expected = loader == parentFirst ? "shared" : "own";
                assertThat(loader.loadClass("app.Both").getDeclaredConstructor().newInstance())
                        .hasToString(expected);
                assertThat(text(loader.getResource("both.txt"))).isEqualTo(expected);
                assertThat(text(loader.getResources("both.txt").nextElement())).isEqualTo(expected);
                assertThat(Collections.list(loader.getResources("both.txt"))).hasSize(2);
                assertThat(text(loader.getResource("own.txt"))).isEqualTo("own");
            }
            assertThat(parentFirst.loadClass("jakarta.servlet.Servlet"))
                    .isSameAs(container.loadClass("jakarta.servlet.Servlet"));
            assertThatThrownBy(() -> parentFirst.loadClass("io.undertow.Undertow"))
                    .isInstanceOf(ClassNotFoundException.class);
        }
    }

    @Test
    void specificationsAreTheContainersEvenIfTheApplicationBringsThem() throws Exception {
        Path jar = new Archive()
                .file("jakarta/servlet/Servlet.class", "the application's copy")
                .file("jakarta/servlet/jsp/jstl/core/Config.class", "JSTL's API")
                .write(folder.resolve("servlet-api.jar"));
        try (WebAppClassLoader loader = loader(jar)) {
            assertThat(loader.loadClass("jakarta.servlet.Servlet"))
                    .isSameAs(container.loadClass("jakarta.servlet.Servlet"));
            assertThat(loader.loadClass("jakarta.annotation.Resource"))
                    .isSameAs(container.loadClass("jakarta.annotation.Resource"));
            assertThat(Collections.list(loader.getResources("jakarta/servlet/Servlet.class")))
                    .containsExactly(container.getResource("jakarta/servlet/Servlet.class"));
            assertThat(loader.getResource("jakarta/servlet/jsp/jstl/core/Config.class")
                            .toString())
                    .contains("servlet-api.jar");
        }
    }

    @Test
    void aSpecificationThatTheContainerLacksIsTheApplications() throws Exception {
        Map<String, byte[]> api = Sources.compile("package jakarta.websocket; public class Extra {}");
        Path jar = new Archive().classes("", api).write(folder.resolve("api.jar"));
        try (WebAppClassLoader loader = loader(jar)) {
            assertThat(loader.loadClass("jakarta.websocket.Extra").getClassLoader())
                    .isSameAs(loader);
        }
    }

    @Test
    void theApplicationsLibrariesComeBeforeTheContainers() throws Exception {
        Map<String, byte[]> copy = Sources.compile("package org.jboss.logging; public class Logger {}");
        Path jar = new Archive().classes("", copy).write(folder.resolve("logging.jar"));
        try (WebAppClassLoader loader = loader(jar)) {
            Class<?> type = loader.loadClass("org.jboss.logging.Logger");

            assertThat(type.getClassLoader()).isSameAs(loader);
            assertThat(type.getPackage().getName()).isEqualTo("org.jboss.logging");
            assertThat(type.getProtectionDomain().getCodeSource().getLocation())
                    .isEqualTo(jar.toUri().toURL());
        }
    }

    @Test
    void theJdkCannotBeReplaced() throws Exception {
        Path jar = new Archive()
                .file("javax/xml/parsers/SAXParser.class", "not the JDK's")
                .file("java/lang/Evil.class", "not the JDK's")
                .write(folder.resolve("xml.jar"));
        try (WebAppClassLoader loader = loader(jar)) {
            assertThat(loader.loadClass("javax.xml.parsers.SAXParser").getClassLoader())
                    .isNull();
            assertThat(loader.loadClass("java.sql.Driver").getClassLoader())
                    .isSameAs(ClassLoader.getPlatformClassLoader());
            assertThatThrownBy(() -> loader.loadClass("java.lang.Evil")).isInstanceOf(Throwable.class);
        }
    }

    @Test
    void toolsOfTheJdkAreVisible() throws Exception {
        try (WebAppClassLoader loader = loader()) {
            assertThat(loader.loadClass("com.sun.source.tree.Tree")).isNotNull();
        }
    }

    @Test
    void classesComeBeforeJarsAndResourcesKeepTheOrder() throws Exception {
        Path classes = new Archive().file("x.txt", "classes").explode(folder.resolve("classes"));
        Path one = new Archive().file("x.txt", "one").file("y.txt", "one").write(folder.resolve("one.jar"));
        Path two = new Archive().file("x.txt", "two").file("y.txt", "two").write(folder.resolve("two.jar"));
        try (WebAppClassLoader loader = loader(classes, one, two)) {
            assertThat(text(loader.getResource("x.txt"))).isEqualTo("classes");
            assertThat(text(loader.getResource("y.txt"))).isEqualTo("one");
            assertThat(Collections.list(loader.getResources("x.txt"))).hasSize(3);
        }
    }

    @Test
    void servicesOfTheApplicationAreFound() throws Exception {
        Map<String, byte[]> classes =
                Sources.compile("package app; public class Task implements Runnable { public void run() {} }");
        Path jar = new Archive()
                .classes("", classes)
                .file("META-INF/services/java.lang.Runnable", "app.Task")
                .write(folder.resolve("a.jar"));
        try (WebAppClassLoader loader = loader(jar)) {
            assertThat(ServiceLoader.load(Runnable.class, loader))
                    .extracting(r -> r.getClass().getName())
                    .containsExactly("app.Task");
        }
    }

    @Test
    void multiReleaseJarsAndManifestClassPathsAreHonoured() throws Exception {
        new Archive().file("z.txt", "by manifest").write(folder.resolve("other.jar"));
        Path jar = new Archive()
                .file("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nMulti-Release: true\nClass-Path: other.jar\n\n")
                .classes(
                        "",
                        Sources.compile("package app; public class V { public String toString() { return \"8\"; } }"))
                .classes(
                        "META-INF/versions/11/",
                        Sources.compile("package app; public class V { public String toString() { return \"11\"; } }"))
                .write(folder.resolve("a.jar"));
        try (WebAppClassLoader loader = loader(jar)) {
            assertThat(loader.loadClass("app.V").getDeclaredConstructor().newInstance())
                    .hasToString("11");
            assertThat(text(loader.getResource("z.txt"))).isEqualTo("by manifest");
        }
    }

    @Test
    void aClosedLoaderLetsGoOfItsJars() throws Exception {
        Path jar = new Archive().file("x.txt", "x").write(folder.resolve("held.jar"));
        WebAppClassLoader loader = loader(jar);
        assertThat(loader.findResource("x.txt")).isNotNull();
        assertThat(open(jar)).isTrue();

        loader.close();

        assertThat(open(jar)).isFalse();
        assertThat(loader.getResource("x.txt")).isNull();
    }

    private static boolean open(Path file) {
        File[] descriptors = new File("/proc/self/fd").listFiles();
        for (File descriptor : descriptors) {
            try {
                if (Files.readSymbolicLink(descriptor.toPath()).equals(file)) {
                    return true;
                }
            } catch (java.io.IOException e) {
                // the descriptor that listed the folder
            }
        }
        return false;
    }

    @Test
    void manyThreadsLoadOneClassOnce() throws Exception {
        Path jar = new Archive()
                .classes("", Sources.compile("package app; public class A {}"))
                .write(folder.resolve("a.jar"));
        try (WebAppClassLoader loader = loader(jar)) {
            List<Class<?>> loaded = Collections.nCopies(64, "app.A").parallelStream()
                    .<Class<?>>map(name -> {
                        try {
                            return loader.loadClass(name);
                        } catch (ClassNotFoundException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .distinct()
                    .toList();

            assertThat(loaded).hasSize(1);
            assertThat(loader.isRegisteredAsParallelCapable()).isTrue();
        }
    }
}
