package org.junicorn.launcher.ctl;

import java.util.ArrayList;
import java.util.List;

/** Rows under headings, as wide as they need to be. Columns whose heading ends in a blank are aligned to the left. */
final class Table {
    private final List<String[]> rows = new ArrayList<>();
    private final boolean[] left;

    Table(String... headings) {
        left = new boolean[headings.length];
        String[] trimmed = new String[headings.length];
        for (int i = 0; i < headings.length; i++) {
            left[i] = headings[i].endsWith(" ");
            trimmed[i] = headings[i].trim();
        }
        rows.add(trimmed);
    }

    /** As many cells as there are headings. */
    void row(String... cells) {
        if (cells.length != left.length) {
            throw new IllegalArgumentException(cells.length + " cells under " + left.length + " headings");
        }
        rows.add(cells);
    }

    @Override
    public String toString() {
        int[] widths = new int[left.length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        StringBuilder out = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                String space = " ".repeat(widths[i] - row[i].length());
                line.append(i == 0 ? "" : "  ").append(left[i] ? row[i] + space : space + row[i]);
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }
}
