package dev.flysnap.sim.disk;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.sim.disk.folder.FolderDisks;
import dev.flysnap.sim.platform.Disks;
import dev.flysnap.sim.process.ProcessMachinery;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What folders owe, whether their file system shares blocks or not. */
public abstract class FolderContract extends DisksContract {
    @TempDir private Path directory;

    protected abstract FolderDisks folders();

    public Path directory() {
        return directory;
    }

    @Override
    protected Disks disks() {
        return folders();
    }

    @Override
    protected Path machines() {
        return directory.resolve("machines");
    }

    /** A folder's snapshot sees the page cache. */
    @Override
    protected void sync(Path folder) {}

    /** What the freeze is for: the contract's test passes only because of it. */
    @Test
    @Timeout(180)
    void withoutAFreezeASnapshotIsNotOneMoment() throws Exception {
        try (ProcessMachinery _ = writing(Writers.LockStep.class, "64", "no-sync")) {
            boolean torn = false;
            for (int i = 0; !torn; i++) {
                disks().snapshot("vol_1", "vs_" + i, NOBODY_RUNS);
                torn = !Writers.LockStep.isOneMoment(restored("vs_" + i));
            }
        }
    }

    @Test
    void aWriterThatNeverSyncsIsSeenAtOneMomentToo() throws Exception {
        try (ProcessMachinery machinery = writing(Writers.LockStep.class, "64", "no-sync")) {
            for (int i = 0; i < 10; i++) {
                disks().snapshot("vol_1", "vs_" + i, () -> machinery.freeze("m1"));
                assertTrue(Writers.LockStep.isOneMoment(restored("vs_" + i)), "snapshot " + i);
            }
        }
    }
}
