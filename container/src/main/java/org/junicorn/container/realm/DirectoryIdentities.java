package org.junicorn.container.realm;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPInterface;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.naming.ldap.Rdn;
import org.jboss.logging.Logger;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.security.DigestProof;
import org.junicorn.container.security.Identities;
import org.junicorn.container.security.IdentitiesUnavailableException;
import org.junicorn.container.security.Identity;
import org.junicorn.container.security.PasswordForm;

/**
 * The users of an LDAP directory (Tomcat: JNDIRealm). A user is found by a pattern of names or by a search, proves the
 * password by a bind or, with {@code userPassword}, by an attribute that is compared here, and has the roles of the own
 * entry and of the groups that a second search finds.
 *
 * <p>What a client sends only ever gets into a filter or a name escaped (RFC 4515, RFC 4514). An empty password is
 * refused: a directory would take the bind for an anonymous one and succeed (RFC 4513, 5.1.2).
 */
final class DirectoryIdentities implements Identities {
    private static final Logger LOG = Logger.getLogger(DirectoryIdentities.class);

    /** What a directory answers when it is the user that is wrong, not the question. */
    private static final Set<ResultCode> REFUSED = Set.of(
            ResultCode.INVALID_CREDENTIALS,
            ResultCode.NO_SUCH_OBJECT,
            ResultCode.INVALID_DN_SYNTAX,
            ResultCode.INAPPROPRIATE_AUTHENTICATION,
            ResultCode.CONSTRAINT_VIOLATION,
            ResultCode.UNWILLING_TO_PERFORM);

    private final DirectorySettings settings;
    private final PasswordForm form;
    private final Directory directory;

    private DirectoryIdentities(DirectorySettings settings, PasswordForm form, Directory directory) {
        this.settings = settings;
        this.form = form;
        this.directory = directory;
    }

    static DirectoryIdentities of(DirectorySettings settings, PasswordForm form) throws DeploymentException {
        return new DirectoryIdentities(settings, form, Directory.of(settings));
    }

    /** A question to the directory. */
    private interface Question {
        Optional<Identity> ask() throws LDAPException;
    }

    private Optional<Identity> answer(String name, Question question) {
        if (name.isEmpty() || name.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        try {
            return question.ask();
        } catch (LDAPException e) {
            throw new IdentitiesUnavailableException(
                    "the realm's directory cannot be asked: " + e.getResultCode() + ": "
                            + String.valueOf(e.getMessage())
                                    .replaceAll(", ldapSDKVersion=[^)]*", "")
                                    .replaceAll("\\s+", " "),
                    e);
        }
    }

    @Override
    public Optional<Identity> verify(String name, String password) {
        if (password.isEmpty()) {
            return Optional.empty();
        }
        return answer(
                name,
                () -> settings.userPassword().isPresent()
                        ? compared(name, kept -> form.matches(password, kept))
                        : bound(name, password));
    }

    @Override
    public Optional<Identity> verify(String name, DigestProof proof) {
        return answer(
                name,
                () -> settings.userPassword().isPresent()
                        ? compared(name, kept -> form.matches(name, proof, kept))
                        : Optional.empty());
    }

    @Override
    public Optional<Identity> find(String name) {
        return answer(name, () -> {
            for (Entry user : entries(name)) {
                return Optional.of(identity(directory.searcher(), name, user));
            }
            return Optional.empty();
        });
    }

    /** The directory is not asked with each request, as on Tomcat. */
    @Override
    public Optional<Identity> recall(Identity known) {
        return Optional.of(known);
    }

    @Override
    public void close() {
        directory.close();
    }

    /** Whether a password as it is kept fits. */
    private interface Fits {
        boolean test(String kept);
    }

    private Optional<Identity> compared(String name, Fits fits) throws LDAPException {
        for (Entry user : entries(name)) {
            String[] kept = user.getAttributeValues(settings.userPassword().orElseThrow());
            if (kept != null && Stream.of(kept).anyMatch(fits::test)) {
                return Optional.of(identity(directory.searcher(), name, user));
            }
        }
        return Optional.empty();
    }

    /** With a pattern the entry is read after the bind: many directories show it to nobody else. */
    private Optional<Identity> bound(String name, String password) throws LDAPException {
        if (settings.userPatterns().isEmpty()) {
            for (Entry user : entries(name)) {
                return as(user.getDN(), password, asUser -> identity(asUser, name, user));
            }
            return Optional.empty();
        }
        for (String dn : names(name)) {
            Optional<Identity> identity = as(dn, password, asUser -> {
                Entry user = speaksOfRoles() ? asUser.getEntry(dn, attributes()) : null;
                return identity(asUser, name, user == null ? new Entry(dn) : user);
            });
            if (identity.isPresent()) {
                return identity;
            }
        }
        return Optional.empty();
    }

    /** What is done with a connection that is bound as the user. */
    private interface AsUser {
        Identity ask(LDAPInterface asUser) throws LDAPException;
    }

    private Optional<Identity> as(String dn, String password, AsUser then) throws LDAPException {
        LDAPConnection connection = directory.take();
        boolean bound = false;
        try {
            connection = directory.bind(connection, dn, password);
            bound = true;
            return Optional.of(then.ask(connection));
        } catch (LDAPException e) {
            if (bound || !REFUSED.contains(e.getResultCode())) {
                throw e;
            }
            LOG.debugf("the directory refuses a user: %s", e.getResultCode());
            return Optional.empty();
        } finally {
            directory.giveBack(connection);
        }
    }

    private List<String> names(String name) {
        String escaped = Rdn.escapeValue(name);
        return settings.userPatterns().stream()
                .map(pattern -> absolute(pattern.replace("{0}", escaped)))
                .toList();
    }

    /** The entries that a user of that name may have; by a search one at most. */
    private List<? extends Entry> entries(String name) throws LDAPException {
        if (!settings.userPatterns().isEmpty()) {
            List<Entry> found = new ArrayList<>();
            for (String dn : names(name)) {
                Entry entry = directory.searcher().getEntry(dn, attributes());
                if (entry != null) {
                    found.add(entry);
                }
            }
            return found;
        }
        String filter = settings.userSearch().orElseThrow().replace("{0}", Filter.encodeValue(name));
        List<SearchResultEntry> found = search(
                directory.searcher(), absolute(settings.userBase()), settings.userSubtree(), filter, attributes());
        if (found.size() > 1) {
            LOG.warn("the realm's userSearch finds several entries for one name; none of them can log in");
            return List.of();
        }
        return found;
    }

    private boolean speaksOfRoles() {
        return settings.userRoleName().isPresent()
                || settings.userRoleAttribute().isPresent();
    }

    /** That are needed of a user; an empty list would mean all. */
    private String[] attributes() {
        String[] names = Stream.of(settings.userPassword(), settings.userRoleName(), settings.userRoleAttribute())
                .flatMap(Optional::stream)
                .toArray(String[]::new);
        return names.length == 0 ? new String[] {SearchRequest.NO_ATTRIBUTES} : names;
    }

    private Identity identity(LDAPInterface asUser, String name, Entry user) throws LDAPException {
        Set<String> roles = new LinkedHashSet<>();
        settings.userRoleName().map(user::getAttributeValues).ifPresent(values -> roles.addAll(List.of(values)));
        settings.commonRole().ifPresent(roles::add);
        if (settings.roleSearch().isPresent() && settings.roleName().isPresent()) {
            LDAPInterface searcher = settings.roleSearchAsUser() ? asUser : directory.searcher();
            roles.addAll(groups(searcher, name, user).values());
        }
        return new Identity(name, roles);
    }

    /** Names of the groups by where they are; nested ones are followed until there is no new one. */
    private Map<String, String> groups(LDAPInterface searcher, String name, Entry user) throws LDAPException {
        String base = roleBase(user.getDN());
        String attribute =
                settings.userRoleAttribute().map(user::getAttributeValue).orElse("");
        Map<String, String> groups = new LinkedHashMap<>(groupsOf(searcher, base, user.getDN(), name, attribute));
        Deque<Map.Entry<String, String>> open = new ArrayDeque<>(groups.entrySet());
        while (settings.roleNested() && !open.isEmpty()) {
            Map.Entry<String, String> group = open.remove();
            groupsOf(searcher, base, group.getKey(), group.getValue(), group.getValue())
                    .forEach((dn, role) -> {
                        if (groups.putIfAbsent(dn, role) == null) {
                            open.add(Map.entry(dn, role));
                        }
                    });
        }
        return groups;
    }

    private Map<String, String> groupsOf(LDAPInterface searcher, String base, String dn, String name, String attribute)
            throws LDAPException {
        String filter = filled(
                settings.roleSearch().orElseThrow(),
                Filter.encodeValue(dn),
                Filter.encodeValue(name),
                Filter.encodeValue(attribute));
        String roleName = settings.roleName().orElseThrow();
        Map<String, String> groups = new LinkedHashMap<>();
        for (SearchResultEntry group : search(searcher, base, settings.roleSubtree(), filter, roleName)) {
            Attribute role = group.getAttribute(roleName);
            if (role != null && role.getValue() != null) {
                groups.put(group.getDN(), role.getValue());
            }
        }
        return groups;
    }

    /** All at once, so that a value that looks like a place for another is left alone. */
    private static String filled(String pattern, String... values) {
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            boolean place = pattern.startsWith("{", i)
                    && i + 2 < pattern.length()
                    && Character.isDigit(pattern.charAt(i + 1))
                    && pattern.charAt(i + 2) == '}';
            int number = place ? pattern.charAt(i + 1) - '0' : -1;
            if (place && number < values.length) {
                result.append(values[number]);
                i += 2;
            } else {
                result.append(pattern.charAt(i));
            }
        }
        return result.toString();
    }

    /** May hold parts of the user's name, counted from its end. */
    private String roleBase(String dn) throws LDAPException {
        if (settings.roleBase().indexOf('{') < 0) {
            return absolute(settings.roleBase());
        }
        RDN[] parts = new DN(dn).getRDNs();
        String[] values = new String[parts.length];
        for (int i = 0; i < parts.length; i++) {
            values[i] = parts[parts.length - 1 - i].toString();
        }
        return absolute(filled(settings.roleBase(), values));
    }

    private List<SearchResultEntry> search(
            LDAPInterface searcher, String base, boolean subtree, String filter, String... attributes)
            throws LDAPException {
        SearchRequest request =
                new SearchRequest(base, subtree ? SearchScope.SUB : SearchScope.ONE, Filter.create(filter), attributes);
        request.setSizeLimit(settings.sizeLimit());
        request.setTimeLimitSeconds(
                (int) Math.min(Integer.MAX_VALUE, (settings.timeLimit().toMillis() + 999) / 1000));
        request.setDerefPolicy(
                switch (settings.derefAliases()) {
                    case "never" -> DereferencePolicy.NEVER;
                    case "searching" -> DereferencePolicy.SEARCHING;
                    case "finding" -> DereferencePolicy.FINDING;
                    default -> DereferencePolicy.ALWAYS;
                });
        try {
            return searcher.search(request).getSearchEntries();
        } catch (LDAPSearchException e) {
            if (e.getResultCode().equals(ResultCode.REFERRAL) && e.getSearchEntries() != null) {
                return e.getSearchEntries(); // what other servers have is left out (Tomcat: adCompat)
            }
            if (e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)) {
                LOG.warnf("the realm's directory has no entry \"%s\" to search in", base);
                return List.of();
            }
            throw e;
        }
    }

    /** Below the name in the URL, as with JNDI. */
    private String absolute(String dn) {
        String below = settings.servers().get(0).getBaseDN().toString();
        if (below.isEmpty()) {
            return dn;
        }
        return dn.isEmpty() ? below : dn + "," + below;
    }
}
