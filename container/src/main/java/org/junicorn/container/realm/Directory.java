package org.junicorn.container.realm;

import com.unboundid.ldap.sdk.FailoverServerSet;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPInterface;
import com.unboundid.ldap.sdk.LDAPURL;
import com.unboundid.ldap.sdk.ServerSet;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.SingleServerSet;
import com.unboundid.ldap.sdk.StartTLSPostConnectProcessor;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import org.junicorn.container.DeploymentException;

/**
 * Connections to a directory, kept and used again. None is opened before the first is asked for; one that has broken is
 * replaced by a new one, to the alternate server if need be. Certificates are checked with Java's own trust store, and
 * must be for the host's name.
 */
final class Directory implements AutoCloseable {
    private final LDAPConnectionPool pool;

    private Directory(LDAPConnectionPool pool) {
        this.pool = pool;
    }

    static Directory of(DirectorySettings settings) throws DeploymentException {
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setUseSynchronousMode(true);
        options.setConnectTimeoutMillis((int) settings.connectTimeout().toMillis());
        options.setResponseTimeoutMillis(settings.readTimeout().toMillis());
        options.setFollowReferrals(settings.followReferrals());
        options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(true));
        try {
            SSLContext tls = SSLContext.getDefault();
            List<ServerSet> servers = new ArrayList<>();
            for (LDAPURL url : settings.servers()) {
                SocketFactory sockets =
                        url.getScheme().equals("ldaps") ? tls.getSocketFactory() : SocketFactory.getDefault();
                servers.add(new SingleServerSet(url.getHost(), url.getPort(), sockets, options));
            }
            ServerSet all = servers.size() == 1 ? servers.get(0) : new FailoverServerSet(servers);
            LDAPConnectionPool pool = new LDAPConnectionPool(
                    all,
                    settings.connectionName()
                            .map(name -> new SimpleBindRequest(name, settings.connectionPassword()))
                            .orElse(null),
                    0,
                    settings.poolSize(),
                    settings.startTls() ? new StartTLSPostConnectProcessor(tls.getSocketFactory()) : null);
            pool.setConnectionPoolName("realm");
            pool.setRetryFailedOperationsDueToInvalidConnections(true);
            return new Directory(pool);
        } catch (LDAPException | NoSuchAlgorithmException e) {
            throw new DeploymentException("the realm's directory cannot be used: " + e.getMessage(), e);
        }
    }

    /** Asks as {@code connectionName}, or as nobody. */
    LDAPInterface searcher() {
        return pool;
    }

    /** A connection to be given back. */
    LDAPConnection take() throws LDAPException {
        return pool.getConnection();
    }

    /**
     * Binds as a user; a connection that the server has closed meanwhile is replaced.
     *
     * @return the connection that is bound, in the place of the given one
     */
    LDAPConnection bind(LDAPConnection connection, String dn, String password) throws LDAPException {
        try {
            connection.bind(dn, password);
            return connection;
        } catch (LDAPException e) {
            if (e.getResultCode().isConnectionUsable()) {
                throw e;
            }
        }
        LDAPConnection fresh = pool.replaceDefunctConnection(connection);
        fresh.bind(dn, password);
        return fresh;
    }

    /** The next one who takes it is not who was bound. */
    void giveBack(LDAPConnection connection) {
        if (connection.isConnected()) {
            pool.releaseAndReAuthenticateConnection(connection);
        } else {
            pool.discardConnection(connection);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
