package dev.flysnap.sim.disk.block;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Ability;
import dev.flysnap.Needs;
import dev.flysnap.sim.disk.FolderContract;
import dev.flysnap.sim.disk.SystemCommand;
import dev.flysnap.sim.disk.folder.FolderDisks;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Folders on an XFS, where a copy shares the blocks of its original. */
@Needs(Ability.BLOCK_DEVICES)
class FolderDisksOnSharedBlocksTest extends FolderContract {
    private BlockPool pool;
    private FolderDisks folders;

    @BeforeEach
    void mount() throws IOException {
        pool = new BlockPool(directory().resolve("blocks"), true);
        folders = new FolderDisks(directory().resolve("blocks/pool/disks"));
    }

    @AfterEach
    void unmount() throws IOException {
        pool.unmount();
    }

    @Override
    protected FolderDisks folders() {
        return folders;
    }

    @Test
    void aSnapshotTakesNoRoom() throws IOException {
        folders.create("vol_1", 1);
        Path folder = folders.directory("vol_1");
        byte[] content = new byte[64 << 20];
        new Random(1).nextBytes(content);
        Files.write(folder.resolve("big"), content);
        SystemCommand.run("sync", "-f", folder.toString());
        FileStore store = Files.getFileStore(folder);
        long before = store.getUnallocatedSpace();
        folders.snapshot("vol_1", "vs_1", NOBODY_RUNS);
        Path back = restored("vs_1");
        SystemCommand.run("sync", "-f", folder.toString());
        long taken = before - store.getUnallocatedSpace();
        assertTrue(taken < 8 << 20, "two copies of 64 MB took " + taken);
        assertTrue(Files.mismatch(folder.resolve("big"), back.resolve("big")) < 0);
    }
}
