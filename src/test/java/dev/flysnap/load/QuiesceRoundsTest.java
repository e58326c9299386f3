package dev.flysnap.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Ability;
import dev.flysnap.Needs;
import dev.flysnap.Points;
import dev.flysnap.sim.disk.block.BlockDisks;
import dev.flysnap.sim.disk.block.BlockNamespace;
import dev.flysnap.sim.disk.folder.FolderDisks;
import dev.flysnap.sim.platform.Disks;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise itself, under load. On real blocks where there can be any: there a snapshot lacks
 * what is only in the page cache. Else on folders.
 */
@Timeout(300)
class QuiesceRoundsTest {
    private static final long DATABASE = 10L << 20;
    private static final long SMALL_WAL = 4L << 20;
    private static final long LARGE_WAL = (64L << 20) / Points.apart(4);

    @TempDir(factory = MemoryDirectory.class)
    private Path work;

    private Disks disks() {
        return BlockNamespace.unavailableReason().isEmpty()
                ? new BlockDisks(work.resolve("disks"))
                : new FolderDisks(work.resolve("disks"));
    }

    private QuiesceRounds.Result run(
            Disks disks, long walBytes, String synchronous, int rounds, boolean quiesce)
            throws Exception {
        return new QuiesceRounds(disks, work, line -> {}, Traffic.gapInBuild())
                .run(new QuiesceRounds.Plan(DATABASE, walBytes, synchronous, rounds, quiesce));
    }

    @Test
    void aQuiescedSnapshotHoldsEveryCommitThatWasAcknowledgedBeforeIt() throws Exception {
        try (Disks disks = disks()) {
            // Writers that never sync: what is there was brought to the device by the quiesce.
            int rounds = 15 / Points.apart(3);
            QuiesceRounds.Result small = run(disks, SMALL_WAL, "OFF", rounds, true);
            assertEquals(List.of(), small.losses());
            // Every other one is held, and every fifth has a long reader beside it, which keeps the
            // file alone from being complete.
            int couldBe = rounds * 2 / 5;
            assertTrue(small.heldComplete() >= couldBe - 1, "of " + couldBe + ": " + small);
            QuiesceRounds.Result large = run(disks, LARGE_WAL, "NORMAL", 3, true);
            assertEquals(List.of(), large.losses());
            assertTrue(large.heldComplete() >= 1, "of 2 that could be: " + large);
        }
    }

    @Test
    @Needs(Ability.BLOCK_DEVICES) // Else the other tests have shown it.
    void inAFolderToo() throws Exception {
        try (Disks disks = new FolderDisks(work.resolve("folders"))) {
            QuiesceRounds.Result result = run(disks, SMALL_WAL, "NORMAL", 4, true);
            assertEquals(List.of(), result.losses());
            assertEquals(2, result.heldComplete());
        }
    }

    @Test
    void withoutAQuiesceASnapshotLacksCommits() throws Exception {
        try (Disks disks = disks()) {
            QuiesceRounds.Result result = run(disks, SMALL_WAL, "OFF", 3, false);
            assertEquals(3, result.aloneBroken(), "else the held rounds prove nothing: " + result);
            // A folder's snapshot has what is in the page cache, too.
            if (BlockNamespace.unavailableReason().isEmpty()) {
                assertEquals(3, result.bothBroken(), "nor the synced ones: " + result);
            }
        }
    }
}
