package org.junicorn.launcher.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What workers leave behind for those who look for the cause of an end.
 *
 * @param dumpDir as written; empty: {@code dumps} in {@code work_dir}
 */
public record DumpSettings(
        @Setting(
                section = "Workers",
                computedDefault = "`dumps` in `work_dir`",
                origin = "java: ErrorFile, HeapDumpPath",
                doc = "The folder for crash reports of the JVM (`hs_err_pid*.log`), heap dumps and flight recordings of"
                        + " workers. It is made for the workers' user alone if it does not exist.")
        Optional<Path> dumpDir,

        @Setting(
                section = "Workers",
                byDefault = "false",
                origin = "java: HeapDumpOnOutOfMemoryError",
                doc =
                        "Let a worker that runs out of memory write its heap into `dump_dir` before it ends. The file is as"
                                + " large as what the heap holds, holds everything that the application has in memory, and"
                                + " takes seconds to write. Workers are started without this while the disk has no room for"
                                + " their largest heap.")
        boolean heapDumpOnOom,

        @Setting(
                section = "Workers",
                byDefault = "false",
                origin = "java: StartFlightRecording",
                doc = "Let the JVM of each worker record what it does (Java Flight Recorder, its `default` profile, the"
                        + " last hour, at most 64 MB), and write the recording into `dump_dir` when it ends by itself or"
                        + " as told. Costs about one percent of speed.")
        boolean flightRecording,

        @Setting(
                section = "Workers",
                byDefault = "3",
                min = "1",
                max = "1000",
                origin = "new",
                doc =
                        "Files of each kind that are kept in `dump_dir`. The oldest are removed when a worker is started.")
        int maxDumps) {}
