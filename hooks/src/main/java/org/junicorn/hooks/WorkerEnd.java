package org.junicorn.hooks;

/**
 * How a worker's process ended.
 *
 * @param cause a word, such as {@code ordered}, {@code oom_killer} or {@code system_exit}; see docs/operations.md
 * @param how {@code exit 0} or {@code signal KILL}
 * @param reason why it was told to leave, or {@code unexpected}
 * @param hint what that means and what to do about it, or empty
 * @param requests that it had answered
 */
public record WorkerEnd(String cause, String how, String reason, String hint, long requests) {}
