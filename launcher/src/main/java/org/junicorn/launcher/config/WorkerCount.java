package org.junicorn.launcher.config;

/**
 * How many workers there shall be: a number, or as many as the load needs between two numbers.
 *
 * @param least at least 1; with this many the server starts
 * @param most at least {@code least}; the same if the number is fixed
 */
public record WorkerCount(int least, int most) {
    static final int LIMIT = 1024;

    public WorkerCount {
        if (least < 1 || most < least || most > LIMIT) {
            throw new IllegalArgumentException("not from 1 to " + LIMIT + ": " + least + ":" + most);
        }
    }

    public static WorkerCount of(int number) {
        return new WorkerCount(number, number);
    }

    /** Whether the number follows the load. */
    public boolean elastic() {
        return most > least;
    }

    /** As it is written: {@code 4} or {@code 2:8}. */
    @Override
    public String toString() {
        return elastic() ? least + ":" + most : "" + least;
    }
}
