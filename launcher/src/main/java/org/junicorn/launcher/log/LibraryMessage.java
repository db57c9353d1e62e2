package org.junicorn.launcher.log;

/** What workers send for the log; for {@link org.junicorn.launcher.channel.MessageCodec}. */
public sealed interface LibraryMessage permits LibraryLine {}
