package org.junicorn.container.realm;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPURL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junicorn.container.DeploymentException;

/**
 * The attributes of a JNDIRealm.
 *
 * @param servers asked in this order
 * @param userPatterns names of entries with {@code {0}} for what the user has typed
 * @param connectTimeout zero: no limit
 * @param readTimeout zero: no limit
 * @param timeLimit that the server keeps to; zero: none
 */
record DirectorySettings(
        List<LDAPURL> servers,
        Optional<String> connectionName,
        String connectionPassword,
        List<String> userPatterns,
        String userBase,
        Optional<String> userSearch,
        boolean userSubtree,
        Optional<String> userPassword,
        Optional<String> userRoleName,
        Optional<String> userRoleAttribute,
        Optional<String> commonRole,
        String roleBase,
        Optional<String> roleSearch,
        Optional<String> roleName,
        boolean roleSubtree,
        boolean roleNested,
        boolean roleSearchAsUser,
        Duration connectTimeout,
        Duration readTimeout,
        Duration timeLimit,
        int sizeLimit,
        int poolSize,
        boolean startTls,
        boolean followReferrals,
        String derefAliases) {

    private static final Pattern PARENTHESES = Pattern.compile("\\(([^()]*)\\)");
    private static final List<String> DEREFERENCE = List.of("never", "searching", "finding", "always");

    /** Without names of users and passwords. */
    @Override
    public String toString() {
        return "DirectorySettings" + servers;
    }

    static DirectorySettings of(Attributes realm) throws DeploymentException {
        List<LDAPURL> servers = new ArrayList<>();
        servers.add(url(realm, "connectionURL", realm.required("connectionURL")));
        if (realm.text("alternateURL").isPresent()) {
            servers.add(url(realm, "alternateURL", realm.required("alternateURL")));
        }
        List<String> patterns = patterns(realm.text("userPattern", ""));
        Optional<String> search = realm.text("userSearch");
        if (patterns.isEmpty() && search.isEmpty()) {
            throw realm.error("has neither userPattern nor userSearch, so that nobody could be found");
        }
        String referrals = realm.text("referrals", "ignore").toLowerCase(Locale.ROOT);
        if (!List.of("ignore", "follow").contains(referrals)) {
            throw realm.error("with referrals that are not known; write ignore or follow");
        }
        String aliases = realm.text("derefAliases", "always").toLowerCase(Locale.ROOT);
        if (!DEREFERENCE.contains(aliases)) {
            throw realm.error("with derefAliases that is not known; write never, searching, finding or always");
        }
        return new DirectorySettings(
                List.copyOf(servers),
                realm.text("connectionName"),
                realm.text("connectionPassword", ""),
                patterns,
                realm.text("userBase", ""),
                search,
                realm.flag("userSubtree"),
                realm.text("userPassword"),
                realm.text("userRoleName"),
                realm.text("userRoleAttribute"),
                realm.text("commonRole"),
                realm.text("roleBase", ""),
                realm.text("roleSearch"),
                realm.text("roleName"),
                realm.flag("roleSubtree"),
                realm.flag("roleNested"),
                realm.flag("roleSearchAsUser"),
                realm.milliseconds("connectionTimeout", 5000),
                realm.milliseconds("readTimeout", 5000),
                realm.milliseconds("timeLimit", 0),
                realm.number("sizeLimit", 0),
                Math.max(1, realm.number("connectionPoolSize", 8)),
                realm.flag("useStartTls"),
                referrals.equals("follow"),
                aliases);
    }

    private static LDAPURL url(Attributes realm, String attribute, String text) throws DeploymentException {
        try {
            return new LDAPURL(text);
        } catch (LDAPException e) {
            throw realm.error("with " + attribute + " that is no URL of a directory; write it as in"
                    + " ldap://ldap.example:389 or ldaps://ldap.example");
        }
    }

    /** Several stand in parentheses each. */
    private static List<String> patterns(String text) {
        List<String> patterns = new ArrayList<>();
        Matcher matcher = PARENTHESES.matcher(text);
        while (matcher.find()) {
            patterns.add(matcher.group(1));
        }
        return patterns.isEmpty() && !text.isEmpty() ? List.of(text) : List.copyOf(patterns);
    }
}
