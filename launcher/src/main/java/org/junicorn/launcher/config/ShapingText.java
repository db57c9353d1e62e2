package org.junicorn.launcher.config;

import java.nio.file.Path;
import org.junicorn.container.deploy.ErrorPages;
import org.junicorn.container.shaping.ShapingSyntax;
import org.junicorn.launcher.config.Setting.Syntax;

/** The texts of {@link ShapingSettings}: they stay texts, checked, with absolute paths. */
final class ShapingText {
    private ShapingText() {}

    static Scalar of(Syntax syntax) {
        return switch (syntax) {
            case NETWORK -> new Scalar.Checked("NETWORK", (text, directory) -> ShapingSyntax.checkNetwork(text));
            case HEADER -> new Scalar.Checked("NAME: VALUE", (text, directory) -> ShapingSyntax.checkHeader(text));
            case HEADER_NAME -> new Scalar.Checked("NAME", (text, directory) -> ShapingSyntax.checkName(text));
            case TOKEN -> new Scalar.Checked("TOKEN", (text, directory) -> ShapingSyntax.checkToken(text));
            case ERROR_PAGE -> new Scalar.Checked("STATUS=FILE", ShapingText::errorPage);
            case ORIGIN -> new Scalar.Checked("ORIGIN", (text, directory) -> ShapingSyntax.checkOrigin(text));
            case CODING -> new Scalar.Checked("CODING", (text, directory) -> ShapingSyntax.checkCoding(text));
            case STATIC ->
                new Scalar.Checked(
                        "/PATH=FOLDER",
                        (text, directory) -> ShapingSyntax.checkStatic(
                                text, folder -> Scalar.path(folder, directory).toString()));
            case FILTER -> new Scalar.Checked("RULE", (text, directory) -> ShapingSyntax.checkFilter(text));
            default -> throw new AssertionError("not one of these: " + syntax);
        };
    }

    private static String errorPage(String text, Path directory) {
        ErrorPages.Source source = ErrorPages.parse(text);
        return source.when() + "=" + Scalar.path(source.file(), directory);
    }
}
