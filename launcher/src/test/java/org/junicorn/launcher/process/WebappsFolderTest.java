package org.junicorn.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebappsFolderTest {
    @TempDir
    Path folder;

    private void war(String name) throws IOException {
        Files.createFile(folder.resolve(name));
    }

    private ServedApp app(String contextPath, String name) {
        return new ServedApp(contextPath, folder.resolve(name).toString());
    }

    @Test
    void pathsFollowFromNamesAsInTomcat() throws IOException {
        war("ROOT.war");
        war("shop.WAR");
        war("shop#eu.war");
        war("readme.txt");
        war(".hidden.war");
        Files.createDirectory(folder.resolve("docs"));
        Files.createDirectory(folder.resolve("WEB-INF"));
        Files.createDirectory(folder.resolve("folder.war"));
        WebappsFolder found = WebappsFolder.read(folder);
        assertThat(found.apps())
                .containsExactly(
                        app("", "ROOT.war"),
                        app("/docs", "docs"),
                        app("/folder.war", "folder.war"),
                        app("/shop", "shop.WAR"),
                        app("/shop/eu", "shop#eu.war"));
        assertThat(found.remarks()).isEmpty();
    }

    @Test
    void theHighestVersionIsServed() throws IOException {
        war("shop.war");
        war("shop##002.war");
        war("shop##010.war");
        WebappsFolder found = WebappsFolder.read(folder);
        assertThat(found.apps()).containsExactly(app("/shop", "shop##010.war"));
        assertThat(found.remarks())
                .containsExactly(
                        "shop##002.war is not served: shop##010.war is a higher version of it",
                        "shop.war is not served: shop##010.war is a higher version of it");
    }

    @Test
    void aWarGoesBeforeTheFolderThatTomcatUnpackedItTo() throws IOException {
        war("shop.war");
        Files.createDirectory(folder.resolve("shop"));
        WebappsFolder found = WebappsFolder.read(folder);
        assertThat(found.apps()).containsExactly(app("/shop", "shop.war"));
        assertThat(found.remarks()).containsExactly("shop is not served: shop.war is the same application");
    }
}
