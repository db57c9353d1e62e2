/**
 * As much of Commons Logging as the connection pool uses, in the log of the container. The library itself would look for
 * a logging framework with the context class loader, and find the application's.
 */
package org.apache.commons.logging;
