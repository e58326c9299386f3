package dev.flysnap.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.NeedsTool;
import dev.flysnap.Points;
import dev.flysnap.model.sqlite.CopyMethod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Copies of a database that is written to all the time. */
@Timeout(300)
class CopyRoundsTest {
    private static final long DATABASE = (50L << 20) / Points.apart(5);
    private static final int ROUNDS = 20 / Points.apart(6);

    @TempDir(factory = MemoryDirectory.class)
    private Path work;

    private CopyRounds rounds() {
        return new CopyRounds(work, line -> {}, Duration.ZERO, Traffic.gapInBuild());
    }

    @ParameterizedTest
    @EnumSource
    @NeedsTool("sqlite3")
    void eachWayToTakeOneIsAsGood(CopyWay way) throws Exception {
        CopyRounds.Result result = way.run(rounds(), work, CopyMethod.BACKUP, DATABASE / 4, 2);
        assertEquals(List.of(), result.losses());
        assertTrue(result.commitsMeanwhile() > 0, result.toString());
    }

    @ParameterizedTest
    @EnumSource
    void aCopyIsOneStateAndHoldsEveryCommitAcknowledgedBeforeIt(CopyMethod method)
            throws Exception {
        CopyRounds.Result result = CopyWay.FILE.run(rounds(), work, method, DATABASE, ROUNDS);
        assertEquals(List.of(), result.losses());
        assertTrue(result.commitsMeanwhile() > ROUNDS, result.toString());
    }

    /** The judge would see it. */
    @Test
    void aPlainCopyOfTheFileIsNone() throws Exception {
        CopyRounds.Result result =
                rounds().run("cp", DATABASE, 3, (database, target) -> Files.copy(database, target));
        assertFalse(result.losses().isEmpty(), result.toString());
    }
}
