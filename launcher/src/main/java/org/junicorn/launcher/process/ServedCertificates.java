package org.junicorn.launcher.process;

import java.time.Duration;
import java.time.Instant;
import org.junicorn.container.tls.CertificateFiles;
import org.junicorn.container.tls.Certificates;
import org.junicorn.container.tls.InvalidCertificateException;
import org.junicorn.launcher.log.EventLog;

/**
 * The certificates that the workers of one generation show. They are read here and not by workers, which may have no right
 * to; a worker that is started later gets those that were read last. Safe for all threads.
 */
final class ServedCertificates {
    /** An issuer that renews by itself has done so by then. */
    private static final Duration SOON = Duration.ofDays(14);

    private final CertificateFiles files;
    private final EventLog log;
    private volatile Certificates current;

    private ServedCertificates(CertificateFiles files, Certificates current, EventLog log) {
        this.files = files;
        this.current = current;
        this.log = log;
    }

    /** Reads the files for the first time. */
    static ServedCertificates read(CertificateFiles files, EventLog log) throws InvalidCertificateException {
        CertificateFiles.Contents contents = files.read();
        contents.shown().forEach(shown -> tell(shown, log));
        return new ServedCertificates(files, contents.certificates(), log);
    }

    CertificateFiles files() {
        return files;
    }

    Certificates current() {
        return current;
    }

    /**
     * Reads the files again. If they cannot be used, the log says why and nothing has changed.
     *
     * @return whether there are other certificates now
     */
    synchronized boolean renew() {
        try {
            CertificateFiles.Contents contents = files.read();
            if (contents.certificates().equals(current)) {
                return false;
            }
            current = contents.certificates();
            contents.shown().forEach(shown -> tell(shown, log));
            return true;
        } catch (InvalidCertificateException | RuntimeException e) { // whatever it is, the watch goes on
            String reason = e instanceof InvalidCertificateException ? e.getMessage() : e.toString();
            log.error("certificates.refused", "reason", reason, "effect", "the old ones stay");
            return false;
        }
    }

    private static void tell(CertificateFiles.Shown shown, EventLog log) {
        Instant now = Instant.now();
        EventLog.Fields fields = EventLog.fields(
                "subject", shown.subject(), "names", String.join(" ", shown.names()), "not_after", shown.notAfter());
        if (now.isAfter(shown.notAfter())) {
            log.warning("certificate.expired", fields, "effect", "clients refuse it; renew it");
        } else if (now.isBefore(shown.notBefore())) {
            log.warning("certificate.not_valid_yet", fields, "not_before", shown.notBefore());
        } else if (now.plus(SOON).isAfter(shown.notAfter())) {
            log.warning("certificate.expires_soon", fields, "effect", "clients refuse it then; renew it");
        } else {
            log.info("certificate.served", fields);
        }
    }
}
