package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Some of the storms; {@code bin/soak restore} rides a thousand. */
class RestoreStormTest {
    private static final int STORMS = 40;
    private static final long FIRST_SEED = 20261123;

    @TempDir private Path states;

    @Test
    void everyStormEndsInDoneOrUndoneAfterFollowingWhatIsSaid() {
        RestoreStorm storm = new RestoreStorm(states);
        Map<RestoreStorm.End, Integer> ends = new EnumMap<>(RestoreStorm.End.class);
        for (int i = 0; i < STORMS; i++) {
            ends.merge(storm.ride(FIRST_SEED + i), 1, Integer::sum);
        }
        System.out.println("restores in a storm: " + STORMS + ", " + ends);
        assertEquals(RestoreStorm.End.values().length, ends.size(), "each end was seen: " + ends);
        assertTrue(ends.values().stream().allMatch(it -> it >= 3), "several times: " + ends);
    }
}
