package org.junicorn.launcher.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junicorn.launcher.config.DumpSettings;
import org.junicorn.launcher.config.ServerSettings;
import org.junicorn.launcher.log.EventLog;

/**
 * Where workers leave what explains their ends: crash reports always, heap dumps and flight recordings on request. Heap
 * dumps hold secrets: the folder is for its owner only, and the JVM makes them with mode 0600. Used by the supervisor's
 * thread when it starts a worker.
 */
final class DumpFolder {
    /** What counts as one kind, of which only the newest are kept. */
    private static final List<Pattern> KINDS = List.of(
            Pattern.compile("hs_err_pid\\d+\\.log"),
            Pattern.compile("replay_pid\\d+\\.log"),
            Pattern.compile("heap-.*\\.hprof(\\.\\d+)?"),
            Pattern.compile("flight-.*\\.jfr"));

    private final DumpSettings settings;
    private final WorkDir workDir;
    private final ServerSettings server;
    private final EventLog log;

    DumpFolder(DumpSettings settings, WorkDir workDir, ServerSettings server, EventLog log) {
        this.settings = settings;
        this.workDir = workDir;
        this.server = server;
        this.log = log;
    }

    /** The JVM's options for one worker, once it is known how large its heap may grow. */
    interface Options {
        Options NONE = heap -> List.of();

        /** @param heapBytes what has to fit on the disk */
        List<String> within(long heapBytes);
    }

    /** Makes the folder, removes what is too old, and says how a worker's JVM is told. */
    Options options(int slot, long worker) {
        Path folder = settings.dumpDir().orElse(workDir.root().resolve("dumps"));
        try {
            make(folder);
            for (Pattern kind : KINDS) {
                prune(folder, kind, settings.maxDumps());
            }
        } catch (IOException e) {
            log.warning("dumps.not_possible", "dump_dir", folder, "reason", e.toString());
            return Options.NONE;
        }
        String name = "slot" + slot + "-worker" + worker + "-" + System.currentTimeMillis() / 1000;
        return heapBytes -> options(folder, name, heapBytes);
    }

    private void make(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Privileges privileges = new Privileges(server.user(), server.group());
            if (privileges.change()) {
                privileges.giveAway(folder);
            }
        }
    }

    private List<String> options(Path folder, String name, long heapBytes) {
        List<String> options = new ArrayList<>();
        String escaped = folder.toString().replace("%", "%%"); // the JVM replaces %p by the pid
        options.add("-XX:ErrorFile=" + escaped + "/hs_err_pid%p.log");
        options.add("-XX:ReplayDataFile=" + escaped + "/replay_pid%p.log");
        if (settings.heapDumpOnOom() && hasRoom(folder, heapBytes)) {
            options.add("-XX:+HeapDumpOnOutOfMemoryError");
            options.add("-XX:HeapDumpPath=" + folder.resolve("heap-" + name + ".hprof"));
        }
        if (settings.flightRecording()) {
            options.add("-XX:StartFlightRecording=name=junicorn,settings=default,disk=true,maxage=1h,maxsize=64m"
                    + ",dumponexit=true,filename=\"" + folder.resolve("flight-" + name + ".jfr") + "\"");
            options.add("-Xlog:jfr+startup=error"); // else each worker begins with a paragraph about it
        }
        return options;
    }

    private boolean hasRoom(Path folder, long heapBytes) {
        Optional<String> reason;
        try {
            long room = Files.getFileStore(folder).getUsableSpace();
            reason = room >= heapBytes
                    ? Optional.empty()
                    : Optional.of("the disk has room for " + room + " bytes, the heap may have " + heapBytes);
        } catch (IOException e) {
            reason = Optional.of(e.toString());
        }
        reason.ifPresent(text ->
                log.warning("dumps.no_heap_dump", "dump_dir", folder, "setting", "heap_dump_on_oom", "reason", text));
        return reason.isEmpty();
    }

    private static void prune(Path folder, Pattern kind, int most) throws IOException {
        List<Path> found;
        try (Stream<Path> files = Files.list(folder)) {
            found = files.filter(
                            file -> kind.matcher(file.getFileName().toString()).matches())
                    .sorted(Comparator.comparing(DumpFolder::age).reversed())
                    .toList();
        }
        for (Path old : found.subList(Math.min(most, found.size()), found.size())) {
            Files.deleteIfExists(old);
        }
    }

    private static FileTime age(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0); // gone meanwhile
        }
    }
}
