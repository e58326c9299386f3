package dev.flysnap.saga;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.journal.ApiIdentity;
import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunKind;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonName;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.time.Interruption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runner on a saga that lays bricks in a row, in a world that is a list. */
class SagaRunnerTest {
    private static final int BRICKS = 3;
    private static final CutAt NO_CUT = new CutAt(Integer.MAX_VALUE);

    sealed interface Step {
        @JsonName("lay")
        record Lay(int number) implements Step {}

        @JsonName("take")
        record Take(int number) implements Step {}
    }

    sealed interface Effect {
        @JsonName("laid")
        record Laid(int number) implements Effect {}

        @JsonName("taken")
        record Taken(int number) implements Effect {}
    }

    /** A power cut. */
    static final class Cut extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @TempDir private Path directory;
    private final List<Duration> pauses = new ArrayList<>();
    private final Interruption interruption = new Interruption();
    private int journals;

    @Test
    void aCutAnywhereEndsInTheSameWorldOnceContinued() {
        int points = 0;
        for (int cutAt = 1; ; cutAt++) {
            List<Integer> wall = new ArrayList<>();
            try (Journal journal = freshJournal()) {
                CutAt cut = new CutAt(cutAt);
                boolean happened = false;
                try {
                    assertEquals(BRICKS, runner(journal, wall, cut).forward());
                } catch (Cut e) {
                    happened = true;
                }
                if (!happened) {
                    break;
                }
                points++;
                assertEquals(BRICKS, runner(journal, wall, new CutAt(Integer.MAX_VALUE)).forward());
                assertEquals(List.of(1, 2, 3), wall, "after a cut at point " + cutAt);
            }
        }
        // Before and after each of three bricks, after each of six journal writes, after it was
        // taken up.
        assertEquals(20, points);
    }

    @Test
    void aCutAnywhereCanBeUndone() {
        for (int cutAt = 1; cutAt <= 20; cutAt++) {
            List<Integer> wall = new ArrayList<>();
            try (Journal journal = freshJournal()) {
                CutAt cut = new CutAt(cutAt);
                assertThrows(Cut.class, () -> runner(journal, wall, cut).forward());
                assertEquals(0, runner(journal, wall, new CutAt(Integer.MAX_VALUE)).back());
                assertEquals(List.of(), wall, "after a cut at point " + cutAt);
            }
        }
    }

    @Test
    void anUnclearStepStopsTheRunForAnOperator() {
        List<Integer> wall = new ArrayList<>();
        try (Journal journal = freshJournal()) {
            assertThrows(Cut.class, () -> runner(journal, wall, new CutAt(4)).forward());
            wall.add(7);
            FlysnapException stopped =
                    assertThrows(
                            FlysnapException.class,
                            () -> runner(journal, wall, new CutAt(Integer.MAX_VALUE)).forward());
            assertEquals(ExitCode.NEEDS_OPERATOR, stopped.problem().exit());
            assertTrue(stopped.problem().why().contains("a brick of somebody else's"));
            assertEquals(List.of(7), wall);
        }
    }

    @Test
    void aLostAnswerIsLookedIntoInTheSameRun() {
        for (Answer lost : List.of(Answer.LOST_BEFORE, Answer.LOST_AFTER)) {
            List<Integer> wall = new ArrayList<>();
            try (Journal journal = freshJournal()) {
                var answers = new ArrayDeque<>(List.of(Answer.COMES, lost, Answer.COMES));
                assertEquals(BRICKS, runner(journal, wall, NO_CUT, answers).forward());
                assertEquals(List.of(1, 2, 3), wall, lost + ": each brick is laid once");
            }
        }
    }

    @Test
    void aStepWhoseAnswersAreAlwaysLostIsTriedThreeTimes() {
        List<Integer> wall = new ArrayList<>();
        try (Journal journal = freshJournal()) {
            var answers = new ArrayDeque<>(Collections.nCopies(9, Answer.LOST_BEFORE));
            FlysnapException stopped =
                    assertThrows(
                            FlysnapException.class,
                            () -> runner(journal, wall, NO_CUT, answers).forward());
            assertEquals("answer-lost", stopped.problem().code());
            assertEquals(6, answers.size(), "three of nine were used");
        }
    }

    @Test
    void whatGivesSomethingBackIsTriedLongestWithGrowingPauses() {
        List<Integer> wall = new ArrayList<>();
        try (Journal journal = freshJournal()) {
            assertEquals(BRICKS, runner(journal, wall, NO_CUT).forward());
            var answers = new ArrayDeque<>(Collections.nCopies(9, Answer.NOT_SEEN));
            assertEquals(0, runner(journal, wall, NO_CUT, answers).back());
            assertEquals(List.of(), wall);
            assertEquals(9, pauses.size());
            long seconds = pauses.stream().mapToLong(Duration::toSeconds).sum();
            assertTrue(seconds >= 70 && seconds <= 230, pauses::toString);
        }
    }

    @Test
    void aStepThatIsNotWorthAFailureIsLeftOut() {
        List<Integer> wall = new ArrayList<>();
        try (Journal journal = freshJournal()) {
            var answers = new ArrayDeque<>(List.of(Answer.COMES, Answer.NOT_NEEDED, Answer.COMES));
            assertEquals(BRICKS, runner(journal, wall, NO_CUT, answers).forward());
            assertEquals(List.of(1, 3), wall);
        }
    }

    @Test
    void aRefusalIsNotLookedInto() {
        List<Integer> wall = new ArrayList<>();
        try (Journal journal = freshJournal()) {
            var answers = new ArrayDeque<>(List.of(Answer.REFUSED, Answer.COMES));
            FlysnapException refused =
                    assertThrows(
                            FlysnapException.class,
                            () -> runner(journal, wall, NO_CUT, answers).forward());
            assertEquals("refused", refused.problem().code());
            assertEquals(1, answers.size());
        }
    }

    @Test
    void anUnclearOutcomeStopsTheRunForAnOperator() {
        List<Integer> wall = new ArrayList<>(List.of(7));
        try (Journal journal = freshJournal()) {
            var answers = new ArrayDeque<>(List.of(Answer.LOST_AFTER));
            FlysnapException stopped =
                    assertThrows(
                            FlysnapException.class,
                            () -> runner(journal, wall, NO_CUT, answers).forward());
            assertEquals(ExitCode.NEEDS_OPERATOR, stopped.problem().exit());
        }
    }

    /** What becomes of the answer to a step; none left: it comes. */
    private enum Answer {
        COMES,
        LOST_BEFORE,
        LOST_AFTER,
        REFUSED,
        /** A look of the step failed, which may pass. */
        NOT_SEEN,
        /** The run can do without the step. */
        NOT_NEEDED
    }

    private static FlysnapException failure(String code) {
        return new Problem(code, ExitCode.FAILED, "It failed.", "A test.", "Nothing.").exception();
    }

    private Journal freshJournal() {
        return Journal.open(
                directory.resolve("j" + journals++), ApiIdentity.FLY_IO, InstantSource.system());
    }

    private SagaRunner<Step, Effect, Integer> runner(
            Journal journal, List<Integer> wall, CutAt cut) {
        return runner(journal, wall, cut, new ArrayDeque<>());
    }

    private SagaRunner<Step, Effect, Integer> runner(
            Journal journal, List<Integer> wall, CutAt cut, Queue<Answer> answers) {
        RunId run = new RunId("run_0000000001");
        if (journal.run(run).isEmpty()) {
            journal.start(run, RunKind.CREATE, new AppName("shop"), Json.Obj.empty());
        }
        return new SagaRunner<>(
                new Wall(wall, cut, answers),
                new RunLog<>(journal, run, Step.class, Effect.class, cut),
                new StepListener<>() {
                    @Override
                    public void begins(Step step) {}

                    @Override
                    public void outcomeUnknown(Step step, Problem failure) {}
                },
                pauses::add,
                InstantSource.system(),
                interruption);
    }

    private static final class CutAt implements CutPoint {
        private int left;

        CutAt(int point) {
            left = point;
        }

        @Override
        public void passed() {
            left--;
            if (left == 0) {
                throw new Cut();
            }
        }
    }

    private record Wall(List<Integer> bricks, CutAt cut, Queue<Answer> answers)
            implements Saga<Step, Effect, Integer> {
        @Override
        public Integer start() {
            return 0;
        }

        @Override
        public Integer after(Integer state, Effect effect) {
            return switch (effect) {
                case Effect.Laid(int number) -> number;
                case Effect.Taken(int number) -> number - 1;
            };
        }

        @Override
        public Integer takenUp(Integer state, int attempt) {
            return state;
        }

        @Override
        public Optional<Step> forward(Integer state) {
            return state < BRICKS ? Optional.of(new Step.Lay(state + 1)) : Optional.empty();
        }

        @Override
        public Optional<Step> back(Integer state) {
            return state > 0 ? Optional.of(new Step.Take(state)) : Optional.empty();
        }

        @Override
        public Effect apply(Step step) {
            cut.passed();
            Answer answer = answers.isEmpty() ? Answer.COMES : answers.remove();
            switch (answer) {
                case COMES, LOST_AFTER -> {}
                case LOST_BEFORE -> throw failure("answer-lost");
                case REFUSED -> throw failure("refused");
                case NOT_SEEN -> throw failure("not-seen");
                case NOT_NEEDED -> throw failure("not-needed");
            }
            Effect effect =
                    switch (step) {
                        case Step.Lay(int number) -> {
                            bricks.add(number);
                            yield new Effect.Laid(number);
                        }
                        case Step.Take(int number) -> {
                            bricks.removeIf(it -> it == number);
                            yield new Effect.Taken(number);
                        }
                    };
            cut.passed();
            if (answer == Answer.LOST_AFTER) {
                throw failure("answer-lost");
            }
            return effect;
        }

        @Override
        public boolean isTransient(Step step, FlysnapException failure) {
            return List.of("answer-lost", "not-seen").contains(failure.problem().code());
        }

        @Override
        public boolean isTriedLongest(Step step) {
            return step instanceof Step.Take;
        }

        @Override
        public Optional<Effect> without(Step step, FlysnapException failure) {
            return step instanceof Step.Lay(int number)
                            && failure.problem().code().equals("not-needed")
                    ? Optional.of(new Effect.Laid(number))
                    : Optional.empty();
        }

        @Override
        public Probe<Effect> probe(Step step) {
            if (bricks.contains(7)) {
                return new Probe.Unclear<>("There is a brick of somebody else's.");
            }
            return switch (step) {
                case Step.Lay(int number) ->
                        bricks.contains(number)
                                ? new Probe.Present<>(new Effect.Laid(number))
                                : new Probe.Absent<>();
                case Step.Take(int number) ->
                        bricks.contains(number)
                                ? new Probe.Absent<>()
                                : new Probe.Present<>(new Effect.Taken(number));
            };
        }
    }
}
