package org.junicorn.container.http;

import java.util.BitSet;
import org.junicorn.container.PathRules;

/**
 * Which characters a request's target may have although they should have been escaped. Undertow's parser knows only all
 * of them or none, so they are escaped before it sees them.
 */
final class RelaxedTarget {
    private final BitSet path;
    private final BitSet query;

    RelaxedTarget(PathRules rules) {
        path = set(rules.relaxedPathChars());
        if (rules.backslash()) {
            path.set('\\');
        }
        query = set(rules.relaxedQueryChars());
    }

    /** Where nothing is to be escaped. */
    static RelaxedTarget none() {
        return new RelaxedTarget(new PathRules(PathRules.EncodedSolidus.REJECT, false, "", ""));
    }

    private static BitSet set(String characters) {
        BitSet set = new BitSet(128);
        characters.chars().forEach(set::set);
        return set;
    }

    boolean isEmpty() {
        return path.isEmpty() && query.isEmpty();
    }

    boolean inPath(int character) {
        return path.get(character);
    }

    boolean inQuery(int character) {
        return query.get(character);
    }
}
