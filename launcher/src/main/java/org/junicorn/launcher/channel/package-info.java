/**
 * What supervisor and workers say to each other: {@link org.junicorn.launcher.channel.Order}s go down the worker's
 * standard input, {@link org.junicorn.launcher.channel.Fact}s come up a pipe, both as one line of text each, and the
 * {@link org.junicorn.launcher.channel.Scoreboard} is memory that all processes map. A message that a side does not know
 * is reported and skipped, since supervisor and workers of different versions meet during an upgrade.
 */
package org.junicorn.launcher.channel;
