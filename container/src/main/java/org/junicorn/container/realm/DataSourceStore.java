package org.junicorn.container.realm;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.naming.NamingException;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.security.IdentitiesUnavailableException;
import org.junicorn.container.security.StoredIdentities;

/** Users and roles in tables (Tomcat: DataSourceRealm). Tables and columns are named by the operator, as they are. */
final class DataSourceStore implements StoredIdentities.Store {
    private final String name;
    private final DataSources sources;
    private final String passwordQuery;
    private final Optional<String> roleQuery;

    DataSourceStore(Attributes realm, DataSources sources) throws DeploymentException {
        this.name = realm.required("dataSourceName");
        this.sources = sources;
        String user = realm.required("userNameCol");
        this.passwordQuery = "SELECT " + realm.required("userCredCol") + " FROM " + realm.required("userTable")
                + " WHERE " + user + " = ?";
        Optional<String> table = realm.text("userRoleTable");
        this.roleQuery = realm.text("roleNameCol")
                .filter(column -> table.isPresent())
                .map(column -> "SELECT " + column + " FROM " + table.get() + " WHERE " + user + " = ?");
    }

    @Override
    public Optional<String> password(String user) {
        return texts(passwordQuery, user).stream().findFirst();
    }

    @Override
    public Set<String> roles(String user) {
        return roleQuery.isEmpty() ? Set.of() : new LinkedHashSet<>(texts(roleQuery.get(), user));
    }

    private List<String> texts(String query, String user) {
        try (Connection connection = sources.named(name).getConnection();
                PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, user);
            List<String> texts = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Optional.ofNullable(rows.getString(1)).map(String::trim).ifPresent(texts::add);
                }
            }
            return texts;
        } catch (SQLException | NamingException e) {
            throw new IdentitiesUnavailableException(
                    "the realm's data source \"" + name + "\" cannot be asked: " + e.getMessage(), e);
        }
    }
}
