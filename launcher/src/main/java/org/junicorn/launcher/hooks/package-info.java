/**
 * Calls the hooks of users, in the supervisor and in workers. Nothing of this package is loaded as long as no hook is
 * configured. In the supervisor they follow what the event log says, on a thread of their own: the supervisor's loop does
 * not wait for them.
 */
package org.junicorn.launcher.hooks;
