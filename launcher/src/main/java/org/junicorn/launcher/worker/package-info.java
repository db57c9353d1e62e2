/**
 * The worker's side of a process: {@link org.junicorn.launcher.worker.WorkerMain} boots the container, reports, follows
 * orders and leaves. It decides nothing by itself but one thing: when the supervisor is gone it drains and leaves.
 */
package org.junicorn.launcher.worker;
