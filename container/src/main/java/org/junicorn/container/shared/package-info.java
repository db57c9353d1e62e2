/** What all workers of a machine share: files that they map as memory. */
package org.junicorn.container.shared;
