package org.junicorn.container.war;

import java.nio.file.Path;
import java.util.List;
import org.junicorn.container.war.WebAppModel.InitializerModel;

/** What {@link AppScanner} found; paths are where the application lay when it was scanned. */
record ScannedApp(
        Descriptor descriptor,
        List<Path> classPath,
        List<Path> sharedLibs,
        List<Path> resourceRoots,
        List<InitializerModel> initializers,
        List<String> orderedLibs,
        TldScan.Found jsp,
        ContextModel context,
        List<String> warnings) {
    ScannedApp {
        classPath = List.copyOf(classPath);
        sharedLibs = List.copyOf(sharedLibs);
        resourceRoots = List.copyOf(resourceRoots);
        initializers = List.copyOf(initializers);
        orderedLibs = orderedLibs == null ? null : List.copyOf(orderedLibs);
        warnings = List.copyOf(warnings);
    }
}
