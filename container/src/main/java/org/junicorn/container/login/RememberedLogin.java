package org.junicorn.container.login;

import java.io.Serializable;
import org.junicorn.container.security.Identity;

/**
 * Who has logged in, as a session holds it. Whether he is still one of us, and in which roles, is asked again with each
 * request.
 */
record RememberedLogin(Identity identity, String method) implements Serializable {}
