package org.junicorn.samples.session;

/** An attribute that cannot be serialized: it stays in the worker that has it. */
final class Seat {
    private final String number;

    Seat(String number) {
        this.number = number;
    }

    @Override
    public String toString() {
        return number;
    }
}
