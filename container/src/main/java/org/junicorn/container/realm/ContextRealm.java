package org.junicorn.container.realm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.security.Identities;
import org.junicorn.container.security.InvalidUsersException;
import org.junicorn.container.security.LockOut;
import org.junicorn.container.security.PasswordForm;
import org.junicorn.container.security.Passwords;
import org.junicorn.container.security.Realm;
import org.junicorn.container.security.StoredIdentities;
import org.junicorn.container.security.UsersFile;
import org.junicorn.container.war.ContextElements;
import org.junicorn.container.war.ContextModel;
import org.junicorn.container.war.ContextModel.Part;
import org.junicorn.container.war.ContextModel.ResourceModel;

/**
 * Builds the realm that a context.xml asks for. It takes the place of the server's own users ({@code tomcat_users}), as a
 * Realm of a Context does on Tomcat. A realm that does not say how it locks out does so with the defaults.
 */
public final class ContextRealm {
    private static final Logger LOG = Logger.getLogger(ContextRealm.class);

    private final ContextModel context;
    private final Realm server;
    private final String scope;
    private final DataSources dataSources;
    private boolean locksOut;

    ContextRealm(ContextModel context, Realm server, String scope, DataSources dataSources) {
        this.context = context;
        this.server = server;
        this.scope = scope;
        this.dataSources = dataSources;
    }

    /**
     * @param server the realm of an application that has none; its board counts log-ins for all
     * @param contextPath of the application, whose names are counted apart from those of others
     * @return {@code server}, if the context has no realm
     * @throws DeploymentException if the realm cannot be what it asks for; the message names the line
     */
    public static Realm of(ContextModel context, Realm server, String contextPath) throws DeploymentException {
        return new ContextRealm(context, server, contextPath.isEmpty() ? "/" : contextPath, DataSources.OF_JNDI)
                .build();
    }

    Realm build() throws DeploymentException {
        Optional<Part> realm = context.part("Realm");
        if (realm.isEmpty()) {
            return server;
        }
        Identities identities = identities(realm.get());
        return server.with(identities, !locksOut, scope);
    }

    private Identities identities(Part part) throws DeploymentException {
        Attributes realm = new Attributes(part);
        String type = ContextElements.shortened(realm.text("className", ""));
        return switch (type) {
            case "UserDatabaseRealm" -> database(realm);
            case "MemoryRealm" -> file(realm, realm.text("pathname", "conf/tomcat-users.xml"));
            case "DataSourceRealm" -> new StoredIdentities(new DataSourceStore(realm, dataSources), form(part));
            case "JNDIRealm" -> DirectoryIdentities.of(DirectorySettings.of(realm), form(part));
            case "JAASRealm" -> JaasIdentities.of(realm);
            case "CombinedRealm" -> Identities.anyOf(nested(part));
            case "LockOutRealm" -> lockOut(realm);
            case "NullRealm" -> Identities.none();
            default -> throw realm.error("is not known");
        };
    }

    private List<Identities> nested(Part part) throws DeploymentException {
        List<Identities> all = new ArrayList<>();
        for (Part child : part.parts("Realm")) {
            all.add(identities(child));
        }
        return all;
    }

    private Identities lockOut(Attributes realm) throws DeploymentException {
        int failures = realm.number("failureCount", 5);
        int seconds = realm.number("lockOutTime", 300);
        Identities inner = Identities.anyOf(nested(realm.part()));
        locksOut = true;
        if (failures < 1) {
            throw realm.error("with failureCount 0, which would lock out everybody; write 1 or more");
        }
        if (failures > LockOut.HIGHEST_COUNT) {
            LOG.warnf(
                    "%s: failureCount is more than can be counted; %d failures lock a user out",
                    realm.part().where(), LockOut.HIGHEST_COUNT);
        }
        return LockOut.of(
                inner, server.board(), scope, Math.min(failures, LockOut.HIGHEST_COUNT), Duration.ofSeconds(seconds));
    }

    /** The users that the resource of that name has, else the server's own: its server.xml would have named them. */
    private Identities database(Attributes realm) throws DeploymentException {
        String name = realm.text("resourceName", "UserDatabase");
        Optional<ResourceModel> resource =
                context.resources().stream().filter(r -> r.name().equals(name)).findFirst();
        if (resource.isPresent()) {
            return file(realm, resource.get().attributes().getOrDefault("pathname", "conf/tomcat-users.xml"));
        }
        if (server.configured()) {
            // Locked out by the server's own realm.
            locksOut = true;
            return server.identities();
        }
        throw realm.error("names the user database \"" + name + "\", which is neither a <Resource> of this file nor"
                + " the server's own; name a file of users with --tomcat-users");
    }

    private static Identities file(Attributes realm, String pathname) throws DeploymentException {
        try {
            Path file = Path.of(pathname.startsWith("file:") ? pathname.substring(5) : pathname);
            UsersFile.Content content = UsersFile.read(file.toAbsolutePath(), file.toString(), form(realm.part()));
            content.warnings().forEach(LOG::warn);
            return content.identities();
        } catch (InvalidUsersException e) {
            throw realm.error("cannot be used: " + e.getMessage());
        }
    }

    /** How passwords are kept: as the handler in the realm says, else as they are typed. */
    private static PasswordForm form(Part realm) throws DeploymentException {
        List<PasswordForm> forms = forms(realm);
        return forms.isEmpty() ? Passwords.form(Optional.empty()) : forms.get(forms.size() - 1);
    }

    private static List<PasswordForm> forms(Part parent) throws DeploymentException {
        List<PasswordForm> forms = new ArrayList<>();
        for (Part part : parent.parts("CredentialHandler")) {
            Attributes handler = new Attributes(part);
            forms.add(
                    switch (ContextElements.shortened(handler.text("className", "MessageDigestCredentialHandler"))) {
                        case "MessageDigestCredentialHandler" -> form(handler, handler.text("algorithm"));
                        case "SecretKeyCredentialHandler" ->
                            form(handler, Optional.of(handler.text("algorithm", "PBKDF2WithHmacSHA1")));
                        case "NestedCredentialHandler" -> Passwords.anyOf(forms(part));
                        default -> throw handler.error("is not known");
                    });
        }
        return forms;
    }

    private static PasswordForm form(Attributes handler, Optional<String> algorithm) throws DeploymentException {
        if (algorithm.isPresent() && !Passwords.isAlgorithm(algorithm.get())) {
            throw handler.error("has an algorithm that this Java does not know; write a message digest such as SHA-256,"
                    + " or a key derivation such as PBKDF2WithHmacSHA512");
        }
        return Passwords.form(algorithm);
    }
}
