package org.junicorn.launcher.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junicorn.launcher.channel.Fact.Answered;
import org.junicorn.launcher.channel.Fact.Answered.Outcome;
import org.junicorn.launcher.channel.Questions.Question;
import org.junit.jupiter.api.Test;

class QuestionsTest {
    private final Questions questions = new Questions();

    @Test
    void handsOnTheAnswerPartByPart() {
        Question question = questions.begin(1).orElseThrow();
        Answered more = new Answered(question.number(), Outcome.MORE, "a");
        Answered last = new Answered(question.number(), Outcome.DONE, "b");
        questions.answered(1, more);
        questions.answered(1, last);
        assertThat(question.parts()).containsExactly(more, last);
    }

    @Test
    void asksAWorkerOneThingAtATime() {
        Question first = questions.begin(1).orElseThrow();
        assertThat(questions.begin(1)).isEmpty();
        assertThat(questions.begin(2)).isPresent();
        questions.answered(1, new Answered(first.number(), Outcome.FAILED, ""));
        assertThat(questions.begin(1)).isPresent();
        questions.withdraw(1);
        assertThat(questions.begin(1)).isPresent();
    }

    @Test
    void takesNoAnswerToAnotherWorkersQuestionNorALateOne() {
        Question first = questions.begin(1).orElseThrow();
        questions.answered(2, new Answered(first.number(), Outcome.DONE, "forged"));
        questions.withdraw(1);
        Question second = questions.begin(1).orElseThrow();
        questions.answered(1, new Answered(first.number(), Outcome.DONE, "late"));
        assertThat(first.parts()).isEmpty();
        assertThat(second.parts()).isEmpty();
    }

    @Test
    void saysThatTheWorkerEnded() {
        Question question = questions.begin(1).orElseThrow();
        questions.gone(1);
        questions.gone(2);
        assertThat(question.parts())
                .containsExactly(
                        new Answered(question.number(), Outcome.FAILED, "the worker ended before it had answered"));
    }
}
