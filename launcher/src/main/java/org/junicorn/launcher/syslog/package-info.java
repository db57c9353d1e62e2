/**
 * Messages for a syslog server (RFC 5424), which is never waited for: they are put into a bounded queue, and a thread of
 * its own sends them. Used by the supervisor for events and by workers for the access log, and loaded only if switched
 * on. Messages and the transports UDP and TCP are those of syslog-java-client; Unix sockets, which it does not have, are
 * ours.
 */
package org.junicorn.launcher.syslog;
