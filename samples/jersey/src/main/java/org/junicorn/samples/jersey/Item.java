package org.junicorn.samples.jersey;

/** Something to buy. */
public record Item(String name, int cents) {}
