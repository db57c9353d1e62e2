package org.junicorn.hooks;

import java.time.Duration;

/**
 * How a request was answered.
 *
 * @param bytes of the body
 * @param duration from its head to the end of the response
 */
public record ResponseInfo(int status, long bytes, Duration duration) {}
