package org.junicorn.launcher.process;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junicorn.launcher.ExitCode;

/**
 * The user and group that workers run as. The change is made by setpriv(1) of util-linux between the spawn and the JVM:
 * posix_spawn cannot, and the supervisor keeps its rights in order to bind and to signal.
 */
record Privileges(Optional<String> user, Optional<String> group) {
    /**
     * The command that a program's command line must be put behind; empty if nothing changes.
     *
     * @throws IOException if there is no such user
     */
    List<String> prefix() throws IOException {
        List<String> command = new ArrayList<>();
        if (change()) {
            command.add("setpriv");
            if (user.isPresent()) {
                Posix.User found = Posix.user(user.get())
                        .orElseThrow(() -> new IOException("user = \"" + user.get() + "\": there is no such user"));
                command.add("--reuid=" + found.id());
                if (group.isEmpty()) {
                    command.addAll(List.of("--regid=" + found.group(), "--init-groups"));
                }
            }
            if (group.isPresent()) {
                command.addAll(List.of("--regid=" + group.get(), "--clear-groups"));
            }
            command.add("--");
        }
        return command;
    }

    /**
     * Checks that the user and the group exist.
     *
     * @throws Refusal if one does not
     */
    void check() throws Refusal {
        UserPrincipalLookupService lookup = FileSystems.getDefault().getUserPrincipalLookupService();
        String key = "user";
        try {
            if (user.isPresent()) {
                lookup.lookupPrincipalByName(user.get());
            }
            key = "group";
            if (group.isPresent()) {
                lookup.lookupPrincipalByGroupName(group.get());
            }
        } catch (IOException e) {
            String name = (key.equals("user") ? user : group).orElseThrow();
            throw new Refusal(
                    ExitCode.CONFIG, key + " = \"" + name + "\": there is no such " + key + " on this machine");
        }
    }

    /** Gives files to the user and the group. */
    void giveAway(Path... files) throws IOException {
        UserPrincipalLookupService lookup = FileSystems.getDefault().getUserPrincipalLookupService();
        for (Path file : files) {
            PosixFileAttributeView view =
                    Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            if (user.isPresent()) {
                UserPrincipal owner = lookup.lookupPrincipalByName(user.get());
                view.setOwner(owner);
            }
            if (group.isPresent()) {
                GroupPrincipal owner = lookup.lookupPrincipalByGroupName(group.get());
                view.setGroup(owner);
            }
        }
    }

    boolean change() {
        return user.isPresent() || group.isPresent();
    }
}
