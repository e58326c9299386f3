package dev.flysnap.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    private static final long LARGE_WAL = 64L << 20;

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
        return new QuiesceRounds(disks, work, line -> {})
                .run(new QuiesceRounds.Plan(DATABASE, walBytes, synchronous, rounds, quiesce));
    }

    @Test
    void aQuiescedSnapshotHoldsEveryCommitThatWasAcknowledgedBeforeIt() throws Exception {
        try (Disks disks = disks()) {
            // Writers that never sync: what is there was brought to the device by the quiesce.
            QuiesceRounds.Result small = run(disks, SMALL_WAL, "OFF", 15, true);
            assertEquals(List.of(), small.losses());
            // Of the 8 that are held 2 have a long reader beside them, which keeps the file alone
            // from being complete.
            assertTrue(small.heldComplete() >= 5, "of 6 that could be: " + small);
            QuiesceRounds.Result large = run(disks, LARGE_WAL, "NORMAL", 5, true);
            assertEquals(List.of(), large.losses());
            assertTrue(large.heldComplete() >= 1, "of 2 that could be: " + large);
        }
    }

    @Test
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
