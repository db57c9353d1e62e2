/**
 * Measures how servers answer requests of many kinds. {@link org.junicorn.bench.http.HttpBench} is the program: it starts
 * the {@link org.junicorn.bench.http.Contestants}, asks each of them what the {@link org.junicorn.bench.http.Cell}s say,
 * first as much as it can do ({@link org.junicorn.bench.http.Wrk}, {@link org.junicorn.bench.http.H2load}), then at a
 * rate that all of them stand ({@link org.junicorn.bench.http.OpenLoop}), and writes a {@link
 * org.junicorn.bench.http.Report} with {@link org.junicorn.bench.http.Plots}.
 */
package org.junicorn.bench.http;
