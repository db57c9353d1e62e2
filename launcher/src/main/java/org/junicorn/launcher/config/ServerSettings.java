package org.junicorn.launcher.config;

import java.nio.file.Path;
import java.util.Optional;
import org.junicorn.launcher.config.Setting.Syntax;

/**
 * The supervisor as a process among others. Paths are absolute.
 *
 * @param chdir the workers' current folder; empty: the supervisor's
 * @param user a name or a number
 * @param group a name or a number
 * @param umask 0 to 0777; empty: inherited
 */
public record ServerSettings(
        @Setting(
                section = "Server",
                computedDefault = "the current folder",
                origin = "gunicorn: chdir",
                doc = "The workers' current folder; relative paths in other settings start here.")
        Optional<Path> chdir,

        @Setting(
                common = true,
                section = "Server",
                options = {"-p", "--pid"},
                origin = "gunicorn: pidfile",
                doc = "File that holds the supervisor's process id while it runs.")
        Optional<Path> pidfile,

        @Setting(
                common = true,
                section = "Server",
                options = "-u",
                label = "USER",
                origin = "gunicorn: user",
                doc = "Run the workers as this user, a name or a number. Only root can set it.")
        Optional<String> user,

        @Setting(
                section = "Server",
                options = "-g",
                label = "GROUP",
                origin = "gunicorn: group",
                doc = "Run the workers as this group, a name or a number. Only root can set it.")
        Optional<String> group,

        @Setting(
                section = "Server",
                syntax = Syntax.OCTAL,
                max = "0777",
                options = "-m",
                computedDefault = "inherited",
                origin = "gunicorn: umask",
                doc = "Permissions that the workers' new files do not get, in octal.")
        Optional<Integer> umask,

        @Setting(
                section = "Server",
                computedDefault = "a folder in `work_dir`",
                origin = "gunicorn: worker_tmp_dir",
                doc = "Folder for the workers' temporary files; it must exist.")
        Optional<Path> workerTmpDir,

        @Setting(
                common = true,
                section = "Server",
                computedDefault = "`$XDG_CACHE_HOME/junicorn`, else `~/.cache/junicorn` if the home folder can be"
                        + " written, else `junicorn-USER` in the system's folder for temporary files",
                origin = "new",
                doc = "Folder for what is prepared once for all workers: the unpacked application, its index, class"
                        + " archives. It is created if needed, for the owner only.")
        Path workDir,

        @Setting(
                section = "Server",
                byDefault = "junicorn",
                options = {"-n", "--name"},
                label = "NAME",
                origin = "gunicorn: proc_name",
                doc = "Name of this server in process lists and logs.")
        String procName,

        @Setting(
                section = "Server",
                byDefault = "false",
                options = "-D",
                origin = "gunicorn: daemon",
                doc = "Refused: a JVM cannot detach itself. Let systemd or another service manager run the server.")
        boolean daemon) {}
