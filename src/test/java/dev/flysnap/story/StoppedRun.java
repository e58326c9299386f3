package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.journal.RunEvent;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.recovery.InterruptedRuns;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.world.SimMachine;
import dev.flysnap.time.Interruption;
import dev.flysnap.time.Sleeper;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A process that is asked to stop at a point, and how that ended.
 *
 * @param said empty where it was too late, or nothing had begun
 */
record StoppedRun(Shop shop, RunId run, boolean wasAsked, Optional<Problem> said) {
    /**
     * @param point the how manieth: a journal write or a request
     */
    static StoppedRun at(int point, Shop shop, RunId run, Consumer<RunContext> work) {
        Interruption interruption = new Interruption();
        RunContext process = shop.benchStoppedBy(interruption);
        Optional<Problem> said = Optional.empty();
        shop.cut().at(point, interruption::request);
        try (var _ = process.fly()) {
            work.accept(process);
        } catch (Sleeper.Interrupted beforeTheRun) {
            assertTrue(shop.journal().run(run).isEmpty(), "a run says how it stands");
        } catch (FlysnapException e) {
            said = Optional.of(e.problem());
        }
        boolean wasAsked = !shop.cut().isStillToHappen();
        shop.cut().at(0, () -> {});
        return new StoppedRun(shop, run, wasAsked, said);
    }

    boolean hasBegun() {
        return shop.journal().run(run).isPresent();
    }

    /** What it said, which is true of any run that was asked to stop. */
    String words() {
        Problem problem = said.orElseThrow();
        assertEquals("interrupted", problem.code());
        assertEquals(ExitCode.INTERRUPTED, problem.exit());
        assertTrue(problem.what().startsWith("Interrupted. "), problem.what());
        assertTrue(shop.journal().events(run).contains(new RunEvent.Interrupted()));
        assertFalse(shop.isHeld(), "no writer is held");
        assertTrue(
                shop.sim().view().app("shop").machines().stream()
                        .noneMatch(WorldView.MachineView::leased),
                "no machine is leased");
        return problem.what().substring("Interrupted. ".length());
    }

    /** A later command says the same first, or nothing where nothing is to be done. */
    void isToldLater(String words, boolean isOver) {
        List<Problem> told =
                new InterruptedRuns(shop.bench(shop.cut())).of(Shop.APP, Optional.empty());
        if (isOver) {
            assertEquals(List.of(), told);
            return;
        }
        assertEquals(1, told.size(), told.toString());
        assertTrue(
                told.getFirst()
                        .what()
                        .endsWith(" was interrupted. When it stopped, it said: " + words),
                told.toString());
        assertEquals(said.orElseThrow().next(), told.getFirst().next());
        assertEquals(
                List.of(),
                new InterruptedRuns(shop.bench(shop.cut())).of(Shop.APP, Optional.of(run)),
                "whoever goes on with it knows");
    }

    /** Each sentence about the app and its machines is compared with what there is. */
    void isTrueOfTheWorld(String words) {
        boolean isServed =
                shop.writers().stream()
                        .anyMatch(it -> !it.cordoned() && it.is(SimMachine.State.STARTED));
        if (!words.contains(" may be DOWN: ")) {
            assertEquals(isServed, !words.contains(" is DOWN: "), words);
        }
        SimMachine old = shop.sim().world().machine(shop.machine().value()).orElseThrow();
        String id = shop.machine().value();
        if (words.contains(id + " is stopped")) {
            assertEquals(SimMachine.State.STOPPED, old.state(), words);
        }
        if (words.contains(id + " runs, but gets no requests")) {
            assertTrue(old.is(SimMachine.State.STARTED) && old.cordoned(), words);
        }
        if (words.contains("on the old machine " + id)) {
            assertTrue(old.is(SimMachine.State.STARTED) && !old.cordoned(), words);
        }
        List<SimMachine> replacements =
                shop.writers().stream().filter(it -> !it.id().equals(id)).toList();
        if (words.contains("has not started") || words.contains("there is no new machine")) {
            assertEquals(List.of(), replacements, words);
        }
        if (words.contains(" runs, but gets no requests.")) {
            assertTrue(replacements.stream().allMatch(SimMachine::cordoned), words);
        }
    }
}
