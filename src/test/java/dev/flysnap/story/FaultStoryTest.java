package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Points;
import dev.flysnap.sim.settings.Delays;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A create, and a restore with a cutover, with answers of every wrong kind: at each call, from each
 * call on, and at random. {@code bin/soak faults} tells more of the last.
 */
class FaultStoryTest {
    private static final List<FaultyProxy.Kind> KINDS = List.of(FaultyProxy.Kind.values());
    private static final long SEED = 20261129;
    private static final int RANDOM_STORIES = 15 / Points.apart(3);
    private static final int APART = Points.apart(10);

    @TempDir private Path states;

    @Test
    void oneBrokenCallStopsNothing() {
        FaultStory story = new FaultStory(states, Delays.of(Delays.Speed.FAST));
        for (int nth = 1; nth <= story.calls(); nth += APART) {
            for (int turn = 0; turn < 2; turn++) {
                // Each call is broken in two ways, and all calls together often in every way.
                FaultyProxy.Kind kind = KINDS.get((nth * 2 + turn) % KINDS.size());
                var told = story.told(FaultyProxy.Rule.only(nth, kind));
                assertTrue(told.isUnattended(), () -> "\n" + told);
            }
        }
        System.out.println("one broken call: " + story.calls() * 2 / APART + " stories");
    }

    /** Also of the looks that come after the last change. */
    @Test
    void whereFlyFailsFromSomeCallOnTheWordsSayWhatStandsAndLeadToTheEnd() {
        FaultStory story = new FaultStory(states, Delays.of(Delays.Speed.FAST));
        for (int nth = 1; nth <= story.calls(); nth += APART) {
            FaultyProxy.Kind kind = KINDS.get(nth % KINDS.size());
            var told = story.toldWithOneTrouble(FaultyProxy.Rule.from(nth, kind));
            int from = nth;
            assertEquals(List.of(), told.wrong(), () -> kind + " from call " + from + "\n" + told);
        }
        System.out.println("broken from each call on: " + story.calls() / APART + " stories");
    }

    @Test
    void ofTenBrokenCallsInAHundredNearlyNoneNeedsAHuman() {
        FaultStory story = new FaultStory(states, Delays.of(Delays.Speed.REAL));
        int unattended = 0;
        for (int i = 0; i < RANDOM_STORIES; i++) {
            long seed = SEED + i;
            var told = story.told(FaultyProxy.Rule.random(0.1, seed));
            assertEquals(List.of(), told.wrong(), () -> "seed " + seed + "\n" + told);
            unattended += told.isUnattended() ? 1 : 0;
        }
        System.out.printf(
                "10 %% of calls broken, from seed %d: %d of %d without a human%n",
                SEED, unattended, RANDOM_STORIES);
        assertTrue(unattended >= RANDOM_STORIES - 1, unattended + " of " + RANDOM_STORIES);
    }
}
