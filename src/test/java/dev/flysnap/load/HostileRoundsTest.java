package dev.flysnap.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Ability;
import dev.flysnap.Needs;
import dev.flysnap.hook.client.HookTimeouts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/soak hostile} tries each attack by itself, with more clients and a strict limit. */
@Needs(Ability.PROC)
@Timeout(600)
class HostileRoundsTest {
    private static final int EACH = 60;
    private static final int ROUNDS = 10;
    private static final int AS_MANY_AS_FLYSNAP = 3;

    /** Much for a computer that is busy with other tests, and no longer than any client waits. */
    private static final Duration LONGEST = HookTimeouts.DEFAULT.quick();

    @TempDir private Path work;

    @Test
    void whoHasATokenIsServedWhateverOthersHold() throws Exception {
        HostileRounds.Result result =
                new HostileRounds(work, AS_MANY_AS_FLYSNAP)
                        .run(
                                Arrays.stream(HostileClients.Attack.values())
                                        .filter(it -> it != HostileClients.Attack.COMES_AND_GOES)
                                        .toList(),
                                EACH,
                                ROUNDS);
        assertEquals(List.of(), result.calls().failures());
        assertTrue(result.calls().longestMs() < LONGEST.toMillis(), result::toString);
        assertTrue(result.after().isNoMoreThan(result.before()), result::toString);
    }
}
