package dev.flysnap.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What follows from a machine's state, decided once. */
class MachineStateTest {
    @ParameterizedTest
    @CsvSource({
        // state, at rest, proven stopped, has ended, dead
        "created, true, true, false, false",
        "starting, false, false, false, false",
        "started, false, false, false, false",
        "stopping, false, false, false, false",
        "stopped, true, true, true, false",
        "suspending, false, false, false, false",
        "suspended, false, false, true, false",
        "failed, true, false, true, false",
        "launch_failed, true, false, true, false",
        "replacing, false, false, false, false",
        "destroying, false, false, true, true",
        "destroyed, false, false, true, true",
        "migrated, false, false, true, true",
        "heard-of-by-nobody, false, false, false, false"
    })
    void aStateSaysWhetherTheMachineCanWrite(
            String name, boolean atRest, boolean provenStopped, boolean ended, boolean dead) {
        MachineState state = new MachineState(name);
        assertEquals(atRest, state.isAtRest(), "at rest");
        assertEquals(provenStopped, state.isProvenStopped(), "proven stopped");
        assertEquals(ended, state.hasEnded(), "has ended");
        assertEquals(dead, state.isDead(), "dead");
    }
}
