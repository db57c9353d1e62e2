/**
 * The container's only public door: {@link org.junicorn.container.Container} takes a prepared application and open
 * listeners, and serves HTTP until it is drained and closed. It knows nothing of processes, supervisors or signals.
 */
package org.junicorn.container;
