package org.junicorn.container.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Chooses the certificate for the name that a client asks for (RFC 6066, 3): one with that name, else one that covers it
 * with an asterisk, else the first one. Among several for the same name JSSE chooses by the kind of key. Immutable; called
 * by any thread.
 */
final class ServerKeys extends X509ExtendedKeyManager {
    private final List<Identity> identities;

    /** Those that clients are shown who ask for no name that anybody has. */
    private final List<Identity> others;

    ServerKeys(List<Identity> identities) {
        this.identities = List.copyOf(identities);
        this.others = this.identities.stream()
                .filter(identity -> identity.names().equals(identities.get(0).names()))
                .toList();
    }

    /** Those that may be shown to a client that asks for this name; empty: it asks for none. */
    List<Identity> candidates(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        List<Identity> exact = among(identity -> identity.has(name));
        if (!exact.isEmpty()) {
            return exact;
        }
        List<Identity> covering = among(identity -> identity.covers(name));
        return covering.isEmpty() ? others : covering;
    }

    private List<Identity> among(Predicate<Identity> condition) {
        return identities.stream().filter(condition).toList();
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return candidates(requestedName(engine.getHandshakeSession())).stream()
                .filter(identity -> identity.keyType().equals(keyType))
                .findFirst()
                .map(identity -> Integer.toString(identities.indexOf(identity)))
                .orElse(null);
    }

    private static String requestedName(SSLSession session) {
        if (session instanceof ExtendedSSLSession extended) {
            for (SNIServerName name : extended.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName();
                }
            }
        }
        return "";
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return identities.get(Integer.parseInt(alias)).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return identities.get(Integer.parseInt(alias)).key();
    }

    // For sockets and for clients, which are not what this is for

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
        return null;
    }
}
