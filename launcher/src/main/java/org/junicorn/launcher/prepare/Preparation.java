package org.junicorn.launcher.prepare;

import java.util.List;

/** What the supervisor and the prepare process say to each other, one message each way. */
public sealed interface Preparation {
    /**
     * What to prepare.
     *
     * @param app a path or a class name
     * @param base the folder that relative paths start from
     * @param jakartaConverter the name of a {@link org.junicorn.container.war.JakartaConverter}
     * @param contextFile the name of the operator's context.xml; empty if there is none
     * @param contextXml its content in Base64: the file may be readable for the supervisor alone
     * @param defaultFile the name of the default descriptor; empty if there is none
     * @param defaultWebXml its content in Base64
     * @param handlersFile the name of the file with rules for all requests; empty if there is none
     * @param handlers its content in Base64, which is only looked at for its faults
     * @param precompileJsps whether all pages are to be compiled
     * @param sharedLibs absolute paths
     * @param keep entries of the work directory that are in use
     */
    record Request(
            String app,
            List<String> classPath,
            String base,
            String workDir,
            String jakartaConverter,
            String contextFile,
            String contextXml,
            String defaultFile,
            String defaultWebXml,
            String handlersFile,
            String handlers,
            boolean precompileJsps,
            List<String> sharedLibs,
            List<String> keep)
            implements Preparation {
        public Request {
            classPath = List.copyOf(classPath);
            sharedLibs = List.copyOf(sharedLibs);
            keep = List.copyOf(keep);
        }
    }

    /**
     * It is prepared.
     *
     * @param earlierApi a jar for the front of the workers' class path; empty unless the application was converted from
     *     javax
     * @param compiledJsps how many pages were compiled now
     * @param conversion what was converted now, for the log; empty if nothing was
     * @param pools names of connection pools, and how many connections each may have in a worker ("": no limit), in turn
     */
    record Done(
            String entry,
            String modelFile,
            boolean reused,
            String earlierApi,
            int compiledJsps,
            List<String> conversion,
            List<String> pools,
            List<String> warnings)
            implements Preparation {
        public Done {
            pools = List.copyOf(pools);
            conversion = List.copyOf(conversion);
            warnings = List.copyOf(warnings);
        }
    }

    /** It cannot be prepared. */
    record Refused(String reason) implements Preparation {}
}
