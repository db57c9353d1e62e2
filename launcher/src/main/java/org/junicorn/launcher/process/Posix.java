package org.junicorn.launcher.process;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junicorn.launcher.channel.CLibrary;

/**
 * The few functions of the C library that Java has no equivalent for. The supervisor alone uses them; workers need no
 * native code. Every method throws {@link IOException} with the system's message when the call fails.
 */
public final class Posix {
    private static final NativeLibrary C = CLibrary.get();

    static {
        Native.register(Posix.class, C);
    }

    /** posix_spawnattr_setflags: use the signal mask, the default dispositions and the process group given. */
    private static final short SPAWN_FLAGS = 0x02 | 0x04 | 0x08;

    /** Other threads may open descriptors between a look at them and a spawn; they get the lowest free numbers. */
    private static final int OPENED_MEANWHILE = 64;

    // Sizes of glibc's opaque structs, rounded up generously (they are 80, 336 and 128 bytes on x86-64 and aarch64).
    private static final int FILE_ACTIONS_BYTES = 256;
    private static final int ATTRIBUTES_BYTES = 512;
    private static final int SIGSET_BYTES = 128;

    /** Held while the mask is another one for a moment, which a child that is spawned then would keep. */
    private static final Object UMASK = new Object();

    private static final int M_ARENA_MAX = -8;
    private static final int O_CLOEXEC = 02000000;
    private static final int O_NONBLOCK = 04000;
    private static final int EINTR = 4;
    private static final int ECHILD = 10;
    private static final int SOL_SOCKET = 1;
    private static final int SO_ACCEPTCONN = 30;
    private static final int SO_DOMAIN = 39;
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;

    private Posix() {}

    private static native int posix_spawnp(
            IntByReference pid, String file, Pointer actions, Pointer attributes, Pointer argv, Pointer envp);

    private static native int posix_spawn_file_actions_init(Pointer actions);

    private static native int posix_spawn_file_actions_destroy(Pointer actions);

    private static native int posix_spawn_file_actions_adddup2(Pointer actions, int from, int to);

    private static native int posix_spawn_file_actions_addclose(Pointer actions, int descriptor);

    private static native int posix_spawn_file_actions_addchdir_np(Pointer actions, String folder);

    private static native int posix_spawnattr_init(Pointer attributes);

    private static native int posix_spawnattr_destroy(Pointer attributes);

    private static native int posix_spawnattr_setflags(Pointer attributes, short flags);

    private static native int posix_spawnattr_setsigmask(Pointer attributes, Pointer set);

    private static native int posix_spawnattr_setsigdefault(Pointer attributes, Pointer set);

    private static native int posix_spawnattr_setpgroup(Pointer attributes, int group);

    private static native int sigemptyset(Pointer set);

    private static native int sigfillset(Pointer set);

    private static native int pipe2(int[] descriptors, int flags);

    private static native int close(int descriptor);

    private static native int dup2(int from, int to);

    private static native int waitpid(int pid, IntByReference status, int options);

    private static native int kill(int pid, int signal);

    private static native int umask(int mask);

    private static native Pointer signal(int number, Pointer handler);

    private static native int geteuid();

    private static native String strerror(int error);

    private static native int getsockopt(
            int descriptor, int level, int option, IntByReference value, IntByReference size);

    private static native int getsockname(int descriptor, Pointer address, IntByReference size);

    private static native Pointer getpwnam(String name);

    private static native Pointer getpwuid(int id);

    private static native int fcntl(int descriptor, int command, int argument);

    /** A pipe; both ends are closed on exec unless a spawn passes them on. */
    record Pipe(int readEnd, int writeEnd) {}

    /**
     * How a child ended.
     *
     * @param pid whose end it is
     * @param code its exit status, or empty if a signal ended it
     * @param signal the signal's number, or empty
     */
    public record Exit(int pid, Optional<Integer> code, Optional<Integer> signal) {
        /** In words: {@code status 1} or {@code signal 9}. */
        String text() {
            return signal.map(number -> "signal " + number).orElse("status " + code.orElse(0));
        }
    }

    /**
     * What to start and with what.
     *
     * @param file the program; searched in PATH if it holds no slash
     * @param argv its arguments, the name it runs under first
     * @param environment its whole environment
     * @param folder where it starts
     * @param descriptors the only ones that it gets, as its descriptors 0, 1, 2, …
     */
    record Program(
            String file, List<String> argv, Map<String, String> environment, Path folder, List<Integer> descriptors) {}

    static Pipe pipe() throws IOException {
        int[] ends = new int[2];
        if (pipe2(ends, O_CLOEXEC) != 0) {
            throw failure("pipe", Native.getLastError());
        }
        return new Pipe(ends[0], ends[1]);
    }

    /** Closes a descriptor that no Java object owns. */
    public static void closeDescriptor(int descriptor) {
        close(descriptor);
    }

    /** Lets a descriptor lead where another one does, and closes that other one. */
    static void moveDescriptor(int from, int to) throws IOException {
        if (dup2(from, to) < 0) {
            throw failure("dup2", Native.getLastError());
        }
        close(from);
    }

    /**
     * Starts a program in a process group of its own (so that a terminal's Ctrl-C reaches the supervisor alone), with no
     * signal blocked and all of them at their default, and with no descriptor but the given ones: Java's are not
     * close-on-exec.
     */
    static int spawn(Program program) throws IOException {
        synchronized (UMASK) {
            return spawnNow(program);
        }
    }

    private static int spawnNow(Program program) throws IOException {
        Memory actions = new Memory(FILE_ACTIONS_BYTES);
        Memory attributes = new Memory(ATTRIBUTES_BYTES);
        Memory signals = new Memory(SIGSET_BYTES);
        check("posix_spawn_file_actions_init", posix_spawn_file_actions_init(actions));
        try {
            check("posix_spawnattr_init", posix_spawnattr_init(attributes));
            try {
                // The process group stays 0, which makes the child the leader of a new one.
                check("posix_spawnattr_setflags", posix_spawnattr_setflags(attributes, SPAWN_FLAGS));
                check("posix_spawnattr_setpgroup", posix_spawnattr_setpgroup(attributes, 0));
                sigemptyset(signals);
                check("posix_spawnattr_setsigmask", posix_spawnattr_setsigmask(attributes, signals));
                sigfillset(signals);
                check("posix_spawnattr_setsigdefault", posix_spawnattr_setsigdefault(attributes, signals));
                addDescriptors(actions, program.descriptors());
                check(
                        "posix_spawn_file_actions_addchdir_np",
                        posix_spawn_file_actions_addchdir_np(
                                actions, program.folder().toString()));
                IntByReference pid = new IntByReference();
                List<String> environment = new ArrayList<>();
                program.environment().forEach((name, value) -> environment.add(name + "=" + value));
                check(
                        program.file(),
                        posix_spawnp(
                                pid,
                                program.file(),
                                actions,
                                attributes,
                                strings(program.argv()),
                                strings(environment)));
                return pid.getValue();
            } finally {
                posix_spawnattr_destroy(attributes);
            }
        } finally {
            posix_spawn_file_actions_destroy(actions);
        }
    }

    private static void addDescriptors(Pointer actions, List<Integer> descriptors) throws IOException {
        String[] names = new File("/proc/self/fd").list();
        int highest = Stream.of(names == null ? new String[0] : names)
                .mapToInt(Integer::parseInt)
                .reduce(descriptors.size(), Math::max);
        int parking = highest + 1; // while the low numbers are still taken by others
        for (int i = 0; i < descriptors.size(); i++) {
            check("dup2", posix_spawn_file_actions_adddup2(actions, descriptors.get(i), parking + i));
        }
        for (int i = 0; i < descriptors.size(); i++) {
            check("dup2", posix_spawn_file_actions_adddup2(actions, parking + i, i));
        }
        // To close one that is not open does no harm: glibc ignores EBADF here.
        int end = parking + descriptors.size();
        for (int descriptor = descriptors.size(); descriptor < end; descriptor++) {
            check("close", posix_spawn_file_actions_addclose(actions, descriptor));
        }
        for (int descriptor = end; descriptor < end + OPENED_MEANWHILE; descriptor++) {
            posix_spawn_file_actions_addclose(actions, descriptor); // refused beyond the limit, where none can be
        }
    }

    private static Pointer strings(List<String> texts) {
        Memory array = new StringArray(texts);
        return array;
    }

    /** A null-terminated array of C strings that keeps its strings alive as long as itself. */
    private static final class StringArray extends Memory {
        private final List<Memory> texts = new ArrayList<>();

        StringArray(List<String> values) {
            super((values.size() + 1L) * Native.POINTER_SIZE);
            for (int i = 0; i < values.size(); i++) {
                byte[] bytes = Native.toByteArray(values.get(i), "UTF-8");
                Memory text = new Memory(bytes.length);
                text.write(0, bytes, 0, bytes.length);
                texts.add(text);
                setPointer((long) i * Native.POINTER_SIZE, text);
            }
            setPointer((long) values.size() * Native.POINTER_SIZE, Pointer.NULL);
        }
    }

    /** Waits for the end of any child; empty if there is none. */
    static Optional<Exit> awaitAnyExit() throws IOException {
        while (true) {
            IntByReference status = new IntByReference();
            int pid = waitpid(-1, status, 0);
            if (pid > 0) {
                return Optional.of(exit(pid, status.getValue()));
            }
            int error = Native.getLastError();
            if (error == ECHILD) {
                return Optional.empty();
            } else if (error != EINTR) {
                throw failure("waitpid", error);
            }
        }
    }

    static Exit exit(int pid, int status) {
        int signal = status & 0x7f;
        return signal == 0
                ? new Exit(pid, Optional.of((status >> 8) & 0xff), Optional.empty())
                : new Exit(pid, Optional.empty(), Optional.of(signal));
    }

    /** Sends a signal; a process that is gone already is no error. */
    static void signal(int pid, Signal signal) {
        kill(pid, signal.number);
    }

    /** Kills a process that leads a group, as all that {@link #spawn} has started do, and the rest of the group. */
    static void killGroup(int pid) {
        kill(-pid, Signal.KILL.number);
    }

    /** Sets the file mode creation mask of this process and of all that it spawns; returns the old one. */
    public static int setUmask(int mask) {
        return umask(mask);
    }

    /** Something that makes a file. */
    @FunctionalInterface
    public interface Making {
        void run() throws IOException;
    }

    /** Makes a file under another mask. Files that other threads make at this moment come under it too, children not. */
    public static void underUmask(int mask, Making making) throws IOException {
        synchronized (UMASK) {
            int before = umask(mask);
            try {
                making.run();
            } finally {
                umask(before);
            }
        }
    }

    /**
     * Lets the C library's allocator keep two pools instead of eight per processor: each of the short-lived threads that
     * read pipes would otherwise warm up another one. Does nothing where the library is not glibc.
     */
    static void keepFewMemoryPools() {
        try {
            C.getFunction("mallopt").invokeInt(new Object[] {M_ARENA_MAX, 2});
        } catch (UnsatisfiedLinkError e) {
            // musl has no such pools
        }
    }

    /** Whether this process may do everything. */
    public static boolean isRoot() {
        return geteuid() == 0;
    }

    /** A user of this machine and the group that it belongs to first. */
    public record User(int id, int group) {}

    /** Looks a user up by name or number; empty if there is none. */
    public static Optional<User> user(String nameOrNumber) {
        Pointer found =
                nameOrNumber.matches("\\d{1,9}") ? getpwuid(Integer.parseInt(nameOrNumber)) : getpwnam(nameOrNumber);
        // struct passwd begins with two pointers, then the user's id, then the group's.
        int ids = 2 * Native.POINTER_SIZE;
        return Optional.ofNullable(found).map(entry -> new User(entry.getInt(ids), entry.getInt(ids + Integer.BYTES)));
    }

    /** The families of listening sockets. */
    public enum Family {
        INET,
        INET6,
        UNIX
    }

    /**
     * The family of an inherited listening socket.
     *
     * @throws IOException if the descriptor is not open, no socket, not a stream, or not listening
     */
    public static Family listeningFamily(int descriptor) throws IOException {
        if (socketOption(descriptor, SO_ACCEPTCONN) == 0) {
            throw new IOException("descriptor " + descriptor + " is a socket that does not listen");
        }
        int domain = socketOption(descriptor, SO_DOMAIN);
        return switch (domain) {
            case 1 -> Family.UNIX;
            case 2 -> Family.INET;
            case 10 -> Family.INET6;
            default -> throw new IOException("descriptor " + descriptor + " has the unknown socket family " + domain);
        };
    }

    private static int socketOption(int descriptor, int option) throws IOException {
        IntByReference value = new IntByReference();
        if (getsockopt(descriptor, SOL_SOCKET, option, value, new IntByReference(Integer.BYTES)) != 0) {
            throw failure("descriptor " + descriptor, Native.getLastError());
        }
        return value.getValue();
    }

    /** The path that a Unix socket is bound to; "@name" in the abstract namespace. */
    public static String unixPath(int descriptor) throws IOException {
        Memory address = new Memory(SIGSET_BYTES);
        IntByReference size = new IntByReference((int) address.size());
        if (getsockname(descriptor, address, size) != 0) {
            throw failure("getsockname", Native.getLastError());
        }
        byte[] path = address.getByteArray(2, Math.max(0, size.getValue() - 2));
        int end = path.length;
        while (end > 0 && path[end - 1] == 0) {
            end--;
        }
        return new String(path, 0, end, StandardCharsets.UTF_8).replace('\0', '@');
    }

    /** Clears O_NONBLOCK, which all processes that share the socket would see. */
    public static void makeBlocking(int descriptor) throws IOException {
        int flags = fcntl(descriptor, F_GETFL, 0);
        if (flags < 0 || fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK) < 0) {
            throw failure("fcntl", Native.getLastError());
        }
    }

    /**
     * Gives a signal its default action back. A process that a script has started with {@code &} ignores INT, and one
     * under nohup HUP; the JVM would leave it at that, even where a handler is registered.
     */
    static void unignore(Signal signal) {
        signal(signal.number, Pointer.NULL);
    }

    /** Signals by their numbers on Linux (x86-64 and aarch64 agree on these). */
    enum Signal {
        HUP(1),
        INT(2),
        QUIT(3),
        KILL(9),
        TERM(15),
        CONT(18);

        private final int number;

        Signal(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    private static void check(String what, int error) throws IOException {
        if (error != 0) {
            throw failure(what, error);
        }
    }

    private static IOException failure(String what, int error) {
        return new IOException(what + ": " + strerror(error));
    }
}
