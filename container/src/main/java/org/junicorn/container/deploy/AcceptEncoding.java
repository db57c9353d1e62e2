package org.junicorn.container.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Which content codings a client understands, and which it likes best (RFC 9110, 12.5.3). */
public final class AcceptEncoding {
    private final List<String> codings = new ArrayList<>();

    /** @param headers the values of all headers of that name */
    public AcceptEncoding(Iterable<String> headers) {
        headers.forEach(header -> codings.addAll(List.of(header.split(","))));
    }

    /**
     * Chooses what to send: of equally liked ones the first, and any rather than none.
     *
     * @param coding the name of a choice's coding
     * @return empty if nothing should be coded
     */
    public <T> Optional<T> best(List<T> choices, Function<T, String> coding) {
        Optional<T> best = Optional.empty();
        double quality = codings.stream().anyMatch(name -> named(name, "identity")) ? quality("identity") : 0;
        for (T choice : choices) {
            double own = quality(coding.apply(choice));
            if (own > 0 && (own > quality || own == quality && best.isEmpty())) {
                best = Optional.of(choice);
                quality = own;
            }
        }
        return best;
    }

    private double quality(String wanted) {
        double any = 0;
        for (String coding : codings) {
            if (named(coding, wanted)) {
                return weight(coding);
            } else if (named(coding, "*")) {
                any = weight(coding);
            }
        }
        return any;
    }

    private static boolean named(String coding, String name) {
        int semicolon = coding.indexOf(';');
        return (semicolon < 0 ? coding : coding.substring(0, semicolon)).strip().equalsIgnoreCase(name);
    }

    private static double weight(String coding) {
        int semicolon = coding.indexOf(';');
        String parameter =
                semicolon < 0 ? "" : coding.substring(semicolon + 1).strip().toLowerCase(Locale.ROOT);
        if (!parameter.startsWith("q=")) {
            return 1;
        }
        try {
            double weight = Double.parseDouble(parameter.substring(2).strip());
            return weight > 0 && weight <= 1 ? weight : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
