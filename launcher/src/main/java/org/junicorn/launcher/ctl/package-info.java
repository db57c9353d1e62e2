/**
 * {@code java -jar launcher.jar ctl …}: looks at a running server and acts on it, over its control socket
 * ({@link org.junicorn.launcher.control}). A process of its own that shall be quick: it loads neither the settings nor
 * a library. {@link org.junicorn.launcher.ctl.Verb} lists what can be asked for, {@link org.junicorn.launcher.ctl.Views}
 * shows the answers to people.
 *
 * <p>Without {@code -s} the instance is found in the kernel's own list of Unix sockets: there is no registry that could
 * be wrong, and it does not matter which {@code work_dir} the server has.
 */
package org.junicorn.launcher.ctl;
