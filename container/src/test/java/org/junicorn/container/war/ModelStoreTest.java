package org.junicorn.container.war;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junicorn.container.war.ContextModel.EnvironmentModel;
import org.junicorn.container.war.ContextModel.ParameterModel;
import org.junicorn.container.war.ContextModel.Part;
import org.junicorn.container.war.ContextModel.ResourceLinkModel;
import org.junicorn.container.war.ContextModel.ResourceModel;
import org.junicorn.container.war.JspModel.PropertyGroupModel;
import org.junicorn.container.war.JspModel.TaglibModel;
import org.junicorn.container.war.JspModel.TldModel;
import org.junicorn.container.war.WebAppModel.ErrorPageModel;
import org.junicorn.container.war.WebAppModel.FilterMapping;
import org.junicorn.container.war.WebAppModel.FilterModel;
import org.junicorn.container.war.WebAppModel.InitializerModel;
import org.junicorn.container.war.WebAppModel.LoginModel;
import org.junicorn.container.war.WebAppModel.MultipartModel;
import org.junicorn.container.war.WebAppModel.ResourceCollection;
import org.junicorn.container.war.WebAppModel.RoleLink;
import org.junicorn.container.war.WebAppModel.RoleRule;
import org.junicorn.container.war.WebAppModel.SecurityConstraintModel;
import org.junicorn.container.war.WebAppModel.ServletModel;
import org.junicorn.container.war.WebAppModel.ServletSecurityModel;
import org.junicorn.container.war.WebAppModel.SessionModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStoreTest {
    @TempDir
    Path folder;

    /** Every text differs from every other, and no flag is like its neighbour, so that nothing can be mixed up. */
    private static WebAppModel full() {
        return new WebAppModel(
                "/root",
                List.of("/c1", "/c2"),
                List.of("/shared"),
                List.of("/r1"),
                "display",
                5,
                4,
                true,
                false,
                true,
                "/context",
                "UTF-8",
                "ISO-8859-1",
                Map.of("p", "1", "q", "x".repeat(100_000)),
                List.of(
                        new ServletModel(
                                "s",
                                "S",
                                "",
                                List.of("/s", ""),
                                Map.of("i", "ü"),
                                7,
                                true,
                                false,
                                new MultipartModel("/tmp", 1, 2, 3),
                                "run",
                                List.of(new RoleLink("a", "b")),
                                new ServletSecurityModel(
                                        new RoleRule(true, false, List.of("r")),
                                        Map.of("GET", new RoleRule(false, true, List.of())))),
                        new ServletModel(
                                "t", "", "/t.jsp", List.of(), Map.of(), null, false, true, null, "", List.of(), null)),
                List.of(new FilterModel("f", "F", Map.of("j", "2"), true)),
                List.of(new FilterMapping("f", List.of("/f"), List.of("s"), List.of("ERROR"))),
                List.of("L"),
                List.of(new InitializerModel("I", true, List.of("T"))),
                List.of("w"),
                List.of(new ErrorPageModel(404, "", "/404"), new ErrorPageModel(0, "E", "/e")),
                Map.of("foo", "text/foo"),
                Map.of("ja", "Shift_JIS"),
                new SessionModel(30, List.of("URL"), "n", "d", "/p", true, false, 60, Map.of("SameSite", "Lax")),
                new JspModel(
                        "/work",
                        true,
                        List.of(new TaglibModel("uri", "/l.tld")),
                        List.of(new PropertyGroupModel(
                                List.of("*.v"),
                                "1",
                                "2",
                                "3",
                                "4",
                                "5",
                                List.of("6"),
                                List.of("7"),
                                "8",
                                "9",
                                "10",
                                "11",
                                "12")),
                        List.of(new TldModel("u", "/lib.jar", "/WEB-INF/lib/lib.jar", "META-INF/t.tld")),
                        List.of("TL")),
                List.of(
                        new SecurityConstraintModel(
                                List.of(new ResourceCollection(List.of("/x"), List.of("GET"), List.of("PUT"))),
                                new RoleRule(false, true, List.of("boss")),
                                true),
                        new SecurityConstraintModel(List.of(), null, false)),
                new LoginModel("FORM", "realm", "/in", "/bad"),
                List.of("boss"),
                new ContextModel(
                        Map.of("path", "/ctx"),
                        List.of(new ResourceModel("jdbc/a", "DS", "Container", "desc", Map.of("k", "v"), "w1")),
                        List.of(new EnvironmentModel("e", "et", "ev", true, "ed", "w2")),
                        List.of(new ResourceLinkModel("l", "lg", "lt", "lf", Map.of("lk", "lv"), "w3")),
                        List.of(new ParameterModel("pn", "pv", true, "w4")),
                        List.of(new Part(
                                "Realm",
                                Map.of("className", "x"),
                                "body",
                                List.of(new Part("Nested", Map.of("y", "z"), "", List.of(), "w6")),
                                "w5"))),
                new NamingModel(
                        List.of(new NamingModel.NamedEntry(
                                NamingModel.Kind.EJB_REF,
                                "en",
                                "ent",
                                true,
                                "env",
                                "enl",
                                List.of(new NamingModel.InjectionTarget("tc", "tm")),
                                "w7")),
                        List.of(new NamingModel.DataSourceModel("dn", Map.of("da", "dv"), "w8")),
                        List.of(
                                new NamingModel.CallbackModel(true, "cc", "cm"),
                                new NamingModel.CallbackModel(false, "cc2", "cm2"))),
                List.of("a.jar"),
                List.of("odd"));
    }

    @Test
    void everyPartOfAModelComesBack() throws Exception {
        Path file = folder.resolve("model");

        ModelStore.write(full(), file);

        assertThat(ModelStore.read(file)).isEqualTo(full());
        assertThat(folder.toFile().list()).containsExactly("model");
    }

    @Test
    void whatIsNotGivenStaysSo() throws Exception {
        WebAppModel bare = new ModelAssembler(new ScannedApp(
                        new Descriptor("x"),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        null,
                        TldScan.Found.NOTHING,
                        ContextModel.EMPTY,
                        List.of()))
                .assemble(folder, folder, path -> path);
        Path file = folder.resolve("model");

        ModelStore.write(bare, file);

        assertThat(ModelStore.read(file)).isEqualTo(bare);
        assertThat(bare.login()).isNull();
        assertThat(bare.session().httpOnly()).isNull();
    }

    @Test
    void theSameModelGivesTheSameBytes() throws Exception {
        ModelStore.write(full(), folder.resolve("one"));
        ModelStore.write(full(), folder.resolve("two"));

        assertThat(folder.resolve("one")).hasSameBinaryContentAs(folder.resolve("two"));
    }

    @Test
    void aMissingFileIsSaid() {
        Path file = folder.resolve("model");

        assertThatThrownBy(() -> ModelStore.read(file))
                .hasMessage("the application model " + file + " is missing; prepare the application again");
    }

    @Test
    void damageIsSaid() throws Exception {
        Path file = folder.resolve("model");
        ModelStore.write(full(), file);
        byte[] whole = Files.readAllBytes(file);
        String message = "the application model " + file + " is damaged: %s; prepare the application again";

        Files.write(file, Arrays.copyOf(whole, 100));
        assertThatThrownBy(() -> ModelStore.read(file))
                .hasMessage(message, "it ends after 80 of " + (whole.length - 20) + " bytes");

        Files.write(file, Arrays.copyOf(whole, 3));
        assertThatThrownBy(() -> ModelStore.read(file)).hasMessage(message, "it ends within its head");

        Files.writeString(file, "something else");
        assertThatThrownBy(() -> ModelStore.read(file)).hasMessage(message, "it does not begin as one");

        whole[500]++;
        Files.write(file, whole);
        assertThatThrownBy(() -> ModelStore.read(file)).hasMessage(message, "its checksum does not match");
    }

    @Test
    void anotherVersionIsSaid() throws Exception {
        Path file = folder.resolve("model");
        ModelStore.write(full(), file);
        byte[] bytes = Files.readAllBytes(file);
        bytes[7] = 99;
        Files.write(file, bytes);

        assertThatThrownBy(() -> ModelStore.read(file))
                .hasMessage("the application model " + file + " has version 99, this program reads version "
                        + ModelStore.VERSION + "; prepare the application again");
    }
}
