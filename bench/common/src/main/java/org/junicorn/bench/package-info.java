/**
 * What the benchmarks share: {@link org.junicorn.bench.Server} starts a server and tells its CPU time and memory, {@link
 * org.junicorn.bench.Tomcat} is the one that all compare with, {@link org.junicorn.bench.Histogram} and {@link
 * org.junicorn.bench.Spread} do the arithmetic, and {@link org.junicorn.bench.Section} keeps the newest report in a
 * document.
 */
package org.junicorn.bench;
