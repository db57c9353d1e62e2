package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junicorn.it.HttpFailure.Phase;
import org.junicorn.it.SessionClient.Answer;

/**
 * Somebody with a session of the sample who knows exactly what it must hold, because nobody else uses it and one thing
 * is asked at a time. A request that got no answer may or may not have had its effect, as a whole: the next look decides
 * which. Anything else is a failure.
 */
final class Shopper {
    private static final Set<Phase> OF_A_KILL = Set.of(Phase.RESET_BEFORE_RESPONSE, Phase.TRUNCATED);

    private final SessionClient client;
    private final String token;
    private final Random random;
    private int total;
    private int mark;
    private int answered;
    private int unanswered;
    private int unansweredWithEffect;

    /** @param token stands in every value of this session and of no other */
    Shopper(SessionClient client, String token, long seed) {
        this.client = client;
        this.token = token;
        this.random = new Random(seed);
    }

    /** Makes the session, while nothing disturbs. */
    void enter() throws HttpFailure {
        checkCart(client.post("/cart?add=" + token), ++total);
        checkMarks(client.post("/attributes?left=" + mark(1) + "&right=" + mark(1)), 0);
        mark = 1;
    }

    private String mark(int number) {
        return number == 0 ? "null" : token + "-" + number;
    }

    /** Adds to the cart, where it is, and thereby to a counter that is set. */
    void add() {
        try {
            checkCart(client.post("/cart?add=" + token), total + 1);
            total++;
            answered++;
        } catch (HttpFailure e) {
            notAnswered(e);
            int now = lookAtCart(total, total + 1);
            unansweredWithEffect += now - total;
            total = now;
        }
    }

    /** Writes two attributes that always have the same value, and reads what was in them. */
    void write() {
        try {
            checkMarks(client.post("/attributes?left=" + mark(mark + 1) + "&right=" + mark(mark + 1)), mark);
            mark++;
            answered++;
        } catch (HttpFailure e) {
            notAnswered(e);
            int now = lookAtMarks(mark, mark + 1);
            unansweredWithEffect += now - mark;
            mark = now;
        }
    }

    /** Does one of the things it can do. */
    void anything() {
        switch (random.nextInt(6)) {
            case 0 -> lookAtCart(total, total);
            case 1 -> lookAtMarks(mark, mark);
            case 2, 3 -> add();
            default -> write();
        }
    }

    /** Looks at everything once more. */
    void leave() {
        lookAtCart(total, total);
        lookAtMarks(mark, mark);
    }

    private void notAnswered(HttpFailure failure) {
        assertThat(failure.phase()).as(token + ": " + failure.getMessage()).isIn(OF_A_KILL);
        unanswered++;
    }

    /** Looks until there is an answer: it changes nothing. */
    private int lookAtCart(int least, int most) {
        Answer answer = look("/cart");
        int found = (int) answer.number("total");
        assertThat(found).as("%s: total in %s", token, answer.response()).isBetween(least, most);
        checkCart(answer, found);
        return found;
    }

    private int lookAtMarks(int least, int most) {
        Answer answer = look("/attributes?name=left&name=right");
        for (int number = least; number <= most; number++) {
            if (answer.value("left").equals(mark(number))) {
                checkMarks(answer, number);
                return number;
            }
        }
        throw new AssertionError(token + ": expected " + mark(least) + " to " + mark(most) + ": " + answer.response());
    }

    private Answer look(String path) {
        while (true) {
            try {
                Answer answer = client.get(path);
                answered++;
                return answer;
            } catch (HttpFailure e) {
                notAnswered(e);
            }
        }
    }

    private void checkCart(Answer answer, int expected) {
        String number = Integer.toString(expected);
        assertThat(answer.values())
                .as("%s: %s", token, answer.response())
                .isEqualTo(Map.of("changes", number, "total", number, "item." + token, number));
    }

    private void checkMarks(Answer answer, int expected) {
        assertThat(answer.values())
                .as("%s: %s", token, answer.response())
                .isEqualTo(Map.of("left", mark(expected), "right", mark(expected)));
    }

    int answered() {
        return answered;
    }

    int unanswered() {
        return unanswered;
    }

    @Override
    public String toString() {
        return token + ": " + answered + " answered, " + unanswered + " not, " + unansweredWithEffect
                + " of them with effect";
    }
}
