package org.junicorn.launcher.config;

import java.util.ArrayList;
import java.util.List;

/** Splits a text into words as a POSIX shell does (POSIX.1-2017, 2.2 Quoting), without expanding anything. */
final class ShellWords {

    private ShellWords() {}

    /** @throws IllegalArgumentException if a quote is not closed or the text ends in a backslash */
    static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c)) {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                }
                inWord = false;
                continue;
            }
            inWord = true;
            if (c == '\'') {
                i = single(text, i, word);
            } else if (c == '"') {
                i = doubled(text, i, word);
            } else if (c == '\\') {
                if (++i == text.length()) {
                    throw new IllegalArgumentException("it ends in a backslash; write \\\\ for the character itself");
                }
                word.append(text.charAt(i));
            } else {
                word.append(c);
            }
        }
        if (inWord) {
            words.add(word.toString());
        }
        return words;
    }

    private static int single(String text, int open, StringBuilder word) {
        int close = text.indexOf('\'', open + 1);
        if (close < 0) {
            throw unclosed(open);
        }
        word.append(text, open + 1, close);
        return close;
    }

    private static int doubled(String text, int open, StringBuilder word) {
        for (int i = open + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                return i;
            }
            // within double quotes a backslash protects only these (POSIX.1-2017, 2.2.3)
            if (c == '\\' && i + 1 < text.length() && "$`\"\\".indexOf(text.charAt(i + 1)) >= 0) {
                c = text.charAt(++i);
            }
            word.append(c);
        }
        throw unclosed(open);
    }

    private static IllegalArgumentException unclosed(int open) {
        return new IllegalArgumentException("the quote at character " + (open + 1) + " is not closed");
    }

    /** The word in quotes if it needs them. */
    static String quoted(String word) {
        boolean plain = !word.isEmpty()
                && word.chars().allMatch(c -> Character.isLetterOrDigit(c) || "-_=+:,./@%*".indexOf(c) >= 0);
        return plain ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
