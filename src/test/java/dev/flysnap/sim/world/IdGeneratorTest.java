package dev.flysnap.sim.world;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdGeneratorTest {
    /** A machine's agent would answer whoever asks for the other world's. */
    @Test
    void machinesOfTwoWorldsHaveNoAddressInCommon() {
        Set<String> addresses = new HashSet<>();
        for (long seed : new long[] {84, 84 + 250L * 1000}) {
            for (int number = 1; number <= 100; number++) {
                addresses.add(new IdGenerator(seed, number).address());
            }
        }
        assertEquals(200, addresses.size());
    }
}
