package dev.flysnap.sim.disk.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sim.disk.FolderContract;
import dev.flysnap.sim.disk.Writers;
import dev.flysnap.sim.platform.Disks.StoredSnapshot;
import dev.flysnap.sim.process.ProcessMachinery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FolderDisksTest extends FolderContract {
    private FolderDisks disks;

    @BeforeEach
    void openDisks() {
        disks = new FolderDisks(directory().resolve("disks"));
    }

    @Override
    protected FolderDisks folders() {
        return disks;
    }

    /** What it had written before is copied while it runs. */
    @Test
    void aMachineStandsStillForAMomentOnly() throws Exception {
        AtomicLong before = new AtomicLong();
        try (ProcessMachinery machinery = writing(Writers.Orders.class, "64000", "16000")) {
            StoredSnapshot taken =
                    disks.snapshot(
                            "vol_1",
                            "vs_1",
                            () -> {
                                before.set(bytesIn("disks/snapshots/.partial-vs_1"));
                                return machinery.freeze("m1");
                            });
            Path back = restored("vs_1");
            long noted = Writers.Orders.noted(back);
            long there = Writers.Orders.inDatabase(back);
            assertTrue(there - noted <= 1 && noted <= there, noted + " and " + there);
            assertTrue(
                    before.get() > taken.storedBytes() / 2,
                    "%s of %d bytes were copied before".formatted(before, taken.storedBytes()));
        }
    }

    private long bytesIn(String folder) {
        try (Stream<Path> files = Files.walk(directory().resolve(folder))) {
            return files.filter(Files::isRegularFile).mapToLong(it -> it.toFile().length()).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void equalContentHasAnEqualDigest() throws Exception {
        for (String volume : new String[] {"vol_a", "vol_b"}) {
            disks.create(volume, 1);
            Files.writeString(disks.directory(volume).resolve("file"), "content");
        }
        assertEquals(
                disks.snapshot("vol_a", "vs_a", NOBODY_RUNS).digest(),
                disks.snapshot("vol_b", "vs_b", NOBODY_RUNS).digest());
        Files.move(disks.directory("vol_b").resolve("file"), disks.directory("vol_b").resolve("g"));
        assertFalse(
                disks.snapshot("vol_a", "vs_c", NOBODY_RUNS)
                        .digest()
                        .equals(disks.snapshot("vol_b", "vs_d", NOBODY_RUNS).digest()));
    }

    @Test
    void whatAKilledSimulatorLeftHalfDoneIsNoVolumeAndNoSnapshot() throws Exception {
        Path halfVolume = directory().resolve("disks/volumes/.partial-vol_9");
        Path halfSnapshot = directory().resolve("disks/snapshots/.partial-vs_9");
        Files.createDirectories(halfVolume.resolve("a"));
        Files.createDirectories(halfSnapshot.resolve("a"));
        Files.writeString(halfSnapshot.resolve("a/file"), "half");
        disks.create("vol_1", 1);
        FolderDisks next = new FolderDisks(directory().resolve("disks"));
        assertFalse(Files.exists(halfVolume));
        assertFalse(Files.exists(halfSnapshot));
        assertThrows(FlysnapException.class, () -> next.createFrom("vol_9", 1, "vs_9"));
        assertTrue(Files.isDirectory(next.directory("vol_1")));
    }
}
