/**
 * Listening sockets: where to listen ({@link org.junicorn.launcher.listen.BindAddress}), binding each address once in the
 * supervisor ({@link org.junicorn.launcher.listen.Listeners}), and adopting the inherited descriptors in a worker
 * ({@link org.junicorn.launcher.listen.Adopted}). One listening socket and one kernel queue for all workers: a worker that
 * dies, drains or freezes strands nothing. SO_REUSEPORT was measured and refused: it loses a queue with each worker.
 */
package org.junicorn.launcher.listen;
