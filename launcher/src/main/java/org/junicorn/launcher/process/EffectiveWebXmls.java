package org.junicorn.launcher.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junicorn.container.war.EffectiveWebXml;
import org.junicorn.container.war.ModelStore;
import org.junicorn.launcher.ExitCode;
import org.junicorn.launcher.config.Settings;
import org.junicorn.launcher.prepare.Preparation;

/** {@code --print-effective-web-xml}: prepares the applications as a start does, and runs nothing of them. */
public final class EffectiveWebXmls {
    private EffectiveWebXmls() {}

    /**
     * The documents, one for each application; a comment in each names it and its path.
     *
     * @throws Refusal if one cannot be prepared
     */
    public static List<String> of(Settings settings) throws Refusal, InterruptedException {
        Privileges privileges =
                new Privileges(settings.server().user(), settings.server().group());
        privileges.check();
        JavaRuntime java = GenerationFactory.java(settings);
        WorkDir workDir = WorkDir.open(settings.server().workDir(), privileges);
        AppPreparation preparation = Check.preparation(workDir);
        List<String> documents = new ArrayList<>();
        for (ServedApp app : Applications.of(settings).apps()) {
            Preparation.Done done = preparation.prepare(settings, app, java, Check.command(java));
            try {
                documents.add(
                        EffectiveWebXml.of(ModelStore.read(Path.of(done.modelFile())), app.path() + ": " + app.app()));
            } catch (IOException e) {
                throw new Refusal(ExitCode.WORK_DIR, e.getMessage());
            }
        }
        return documents;
    }
}
