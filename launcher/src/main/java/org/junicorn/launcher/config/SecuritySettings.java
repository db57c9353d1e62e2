package org.junicorn.launcher.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Who can log in to the application. Paths are absolute.
 *
 * @param tomcatUsers empty: nobody
 * @param tomcatUsersDigest an algorithm of this Java; empty: passwords are as they are typed
 */
public record SecuritySettings(
        @Setting(
                common = true,
                section = "Security",
                origin = "new",
                doc = "The users who can log in, with their roles: a file in the form of Tomcat's"
                        + " `tomcat-users.xml`. It is read at the start and at each reload. Five failures in a row lock"
                        + " a user out for five minutes, on all workers.")
        Optional<Path> tomcatUsers,

        @Setting(
                section = "Security",
                label = "ALGORITHM",
                computedDefault = "none, passwords are written as they are typed",
                origin = "new",
                doc = "How the passwords in `tomcat_users` are digested, as in the `algorithm` of Tomcat's"
                        + " CredentialHandler: a message digest such as `SHA-256`, or a key derivation such as"
                        + " `PBKDF2WithHmacSHA512`.")
        Optional<String> tomcatUsersDigest) {}
