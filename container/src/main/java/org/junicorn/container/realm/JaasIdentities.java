package org.junicorn.container.realm;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.security.URIParameter;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.jboss.logging.Logger;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.security.DigestProof;
import org.junicorn.container.security.Identities;
import org.junicorn.container.security.Identity;

/**
 * Whoever the application's JAAS modules let in (Tomcat: JAASRealm). Modules are loaded by the thread's context class
 * loader, which is the application's. The user is the first principal of one of the user classes, and its roles are the
 * names of those of the role classes.
 */
final class JaasIdentities implements Identities {
    private static final Logger LOG = Logger.getLogger(JaasIdentities.class);

    private final String entry;
    private final Set<String> userClasses;
    private final Set<String> roleClasses;
    private final Optional<Configuration> configuration;

    private JaasIdentities(
            String entry, Set<String> userClasses, Set<String> roleClasses, Optional<Configuration> configuration) {
        this.entry = entry;
        this.userClasses = userClasses;
        this.roleClasses = roleClasses;
        this.configuration = configuration;
    }

    static JaasIdentities of(Attributes realm) throws DeploymentException {
        Set<String> users = names(realm.required("userClassNames"));
        Optional<String> file = realm.text("configFile");
        return new JaasIdentities(
                realm.text("appName", "Tomcat"),
                users,
                names(realm.text("roleClassNames", "")),
                file.isEmpty() ? Optional.empty() : Optional.of(configuration(realm, file.get())));
    }

    private static Set<String> names(String list) {
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A resource of the application, as on Tomcat, else a file. */
    private static Configuration configuration(Attributes realm, String file) throws DeploymentException {
        try {
            URL resource = Thread.currentThread().getContextClassLoader().getResource(file);
            URI uri = resource == null ? Path.of(file).toAbsolutePath().toUri() : resource.toURI();
            return Configuration.getInstance("JavaLoginConfig", new URIParameter(uri));
        } catch (NoSuchAlgorithmException | URISyntaxException | RuntimeException e) {
            throw realm.error("has a configFile that cannot be used: " + e.getMessage());
        }
    }

    @Override
    public Optional<Identity> verify(String name, String password) {
        try {
            LoginContext login =
                    new LoginContext(entry, new Subject(), new Credentials(name, password), configuration.orElse(null));
            login.login();
            return identity(login.getSubject());
        } catch (LoginException e) {
            LOG.debugf("JAAS does not let a user in: %s", e.toString());
            return Optional.empty();
        } catch (SecurityException e) {
            LOG.errorf("nobody can log in with JAAS: %s", e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Identity> identity(Subject subject) {
        Optional<String> user = subject.getPrincipals().stream()
                .filter(principal -> userClasses.contains(principal.getClass().getName()))
                .map(Principal::getName)
                .findFirst();
        Set<String> roles = new LinkedHashSet<>();
        for (Principal principal : subject.getPrincipals()) {
            if (roleClasses.contains(principal.getClass().getName())) {
                roles.add(principal.getName());
            }
        }
        if (user.isEmpty()) {
            LOG.errorf("JAAS has let a user in who has no principal of userClassNames %s", userClasses);
        }
        return user.map(name -> new Identity(name, roles));
    }

    /** JAAS is given passwords, not digests. */
    @Override
    public Optional<Identity> verify(String name, DigestProof proof) {
        return Optional.empty();
    }

    @Override
    public Optional<Identity> find(String name) {
        return Optional.empty();
    }

    @Override
    public Optional<Identity> recall(Identity known) {
        return Optional.of(known);
    }

    private record Credentials(String name, String password) implements CallbackHandler {
        @Override
        public void handle(Callback[] callbacks) throws IOException, UnsupportedCallbackException {
            for (Callback callback : callbacks) {
                if (callback instanceof NameCallback asked) {
                    asked.setName(name);
                } else if (callback instanceof PasswordCallback asked) {
                    asked.setPassword(password.toCharArray());
                } else {
                    throw new UnsupportedCallbackException(callback);
                }
            }
        }

        @Override
        public String toString() {
            return "Credentials";
        }
    }
}
