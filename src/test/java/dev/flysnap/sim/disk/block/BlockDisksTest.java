package dev.flysnap.sim.disk.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.flysnap.Ability;
import dev.flysnap.Needs;
import dev.flysnap.sim.disk.DeviceWrites;
import dev.flysnap.sim.disk.DisksContract;
import dev.flysnap.sim.disk.SystemCommand;
import dev.flysnap.sim.platform.Disks;
import dev.flysnap.sim.platform.Machinery.Launch;
import dev.flysnap.sim.platform.Machinery.Mount;
import dev.flysnap.sim.process.ProcessMachinery;
import dev.flysnap.sim.process.Waiting;
import dev.flysnap.sqlite.Load;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Needs(Ability.BLOCK_DEVICES)
class BlockDisksTest extends DisksContract {
    @TempDir private Path directory;
    private BlockDisks disks;

    @BeforeEach
    void openDisks() {
        disks = new BlockDisks(directory.resolve("disks"));
    }

    @AfterEach
    void closeDisks() {
        disks.close();
    }

    @Override
    protected Disks disks() {
        return disks;
    }

    @Override
    protected Path machines() {
        return directory.resolve("machines");
    }

    @Override
    protected void sync(Path folder) throws IOException {
        SystemCommand.run("sync", "-f", folder.toString());
    }

    private Path volume() {
        disks.create("vol_1", 1);
        return disks.directory("vol_1");
    }

    private static void writeSynced(Path file, String content) throws IOException {
        Files.writeString(file, content);
        for (Path it : List.of(file, file.getParent())) {
            try (FileChannel channel = FileChannel.open(it)) {
                channel.force(true);
            }
        }
    }

    /** The reason for real blocks: a missing sync shows. */
    @Test
    void whatIsOnlyInThePageCacheIsNotInASnapshot() throws IOException {
        Path folder = volume();
        writeSynced(folder.resolve("synced"), "on the device");
        DeviceWrites writes = new DeviceWrites(folder);
        for (int i = 1; true; i++) {
            long before = writes.afterSync();
            String cached = "cached" + i;
            Files.writeString(folder.resolve(cached), "in memory");
            disks.snapshot("vol_1", "vs_" + i, NOBODY_RUNS);
            if (writes.completed() == before) {
                Path back = restored("vs_" + i);
                assertEquals("on the device", Files.readString(back.resolve("synced")));
                assertFalse(Files.exists(back.resolve(cached)));
                assertTrue(Files.exists(folder.resolve(cached)));
                return;
            }
        }
    }

    @Test
    void aPowerLossKeepsWhatWasSynced() throws IOException {
        Path folder = volume();
        writeSynced(folder.resolve("synced"), "on the device");
        DeviceWrites writes = new DeviceWrites(folder);
        for (int i = 1; true; i++) {
            long before = writes.afterSync();
            String cached = "cached" + i;
            Files.writeString(folder.resolve(cached), "in memory");
            Path after = disks.powerLoss("vol_1", "vol_after" + i);
            if (writes.completed() == before) {
                assertEquals("on the device", Files.readString(after.resolve("synced")));
                assertFalse(Files.exists(after.resolve(cached)));
                return;
            }
        }
    }

    @Test
    void nobodyStandsStillForASnapshot() {
        volume();
        Disks.StoredSnapshot taken =
                disks.snapshot("vol_1", "vs_1", () -> fail("blocks need nobody to stop"));
        assertEquals(Duration.ZERO, taken.frozen());
    }

    @Test
    void aVolumeIsAsLargeAsItWasAskedFor() throws IOException {
        Path folder = volume();
        long small = Files.getFileStore(folder).getTotalSpace();
        assertTrue(small > 900L << 20 && small <= 1L << 30, "total " + small);
        disks.snapshot("vol_1", "vs_1", NOBODY_RUNS);
        disks.extend("vol_1", 2);
        long extended = Files.getFileStore(folder).getTotalSpace();
        assertTrue(extended > 1900L << 20 && extended <= 2L << 30, "total " + extended);
        disks.createFrom("vol_large", 3, "vs_1");
        long large = Files.getFileStore(disks.directory("vol_large")).getTotalSpace();
        assertTrue(large > 2900L << 20 && large <= 3L << 30, "total " + large);
    }

    /** Without CAP_SYS_RESOURCE the kernel lets no file system grow while it is in use. */
    @Test
    void aVolumeInUseHasGrownAtTheLatestWhenItIsUsedAgain() throws IOException {
        Path file = Files.writeString(volume().resolve("file"), "content");
        try (FileChannel _ = FileChannel.open(file)) {
            disks.extend("vol_1", 2);
            assertEquals("content", Files.readString(file));
        }
        Path again = disks.directory("vol_1");
        assertTrue(Files.getFileStore(again).getTotalSpace() > 1900L << 20);
        assertEquals("content", Files.readString(again.resolve("file")));
    }

    @Test
    void volumesAndSnapshotsOutliveTheSimulator() throws IOException {
        Files.writeString(volume().resolve("file"), "content");
        sync(disks.directory("vol_1"));
        disks.snapshot("vol_1", "vs_1", NOBODY_RUNS);
        disks.close();
        disks = new BlockDisks(directory.resolve("disks"));
        assertEquals("content", Files.readString(disks.directory("vol_1").resolve("file")));
        assertEquals("content", Files.readString(restored("vs_1").resolve("file")));
    }

    @Test
    void theNamespaceHandsOnTheExitCode() {
        assertFalse(BlockNamespace.entered());
        assertEquals(7, BlockNamespace.run(List.of("sh", "-c", "exit 7")));
    }

    @Test
    void whoIsAskedToEndAsksTheProgramInTheNamespace() throws Exception {
        try (Inside inside = new Inside()) {
            inside.outer.destroy();
            inside.outer.waitFor();
            assertEquals("ended properly", Waiting.forText(directory.resolve("end")));
            inside.assertNothingLeft();
        }
    }

    @Test
    void aKilledSimulatorLeavesNoMountNoDeviceAndNoProcess() throws Exception {
        try (Inside inside = new Inside()) {
            inside.outer.destroyForcibly();
            inside.outer.waitFor();
            inside.assertNothingLeft();
        }
        try (BlockDisks next = new BlockDisks(directory.resolve("inside"))) {
            assertEquals("content", Files.readString(next.directory("vol_1").resolve("file")));
        }
    }

    @Test
    void aSimulatorKilledInsideItsNamespaceLeavesNothingEither() throws Exception {
        try (Inside inside = new Inside()) {
            inside.outer
                    .descendants()
                    .filter(it -> it.info().command().orElse("").endsWith("/java"))
                    .forEach(ProcessHandle::destroyForcibly);
            assertEquals(137, inside.outer.waitFor());
            inside.assertNothingLeft();
        }
    }

    /** A simulator with a volume and a machine on it, in a namespace. */
    private final class Inside implements AutoCloseable {
        private final Process outer;
        private final List<ProcessHandle> all;

        Inside() throws IOException {
            outer =
                    new ProcessBuilder(Load.java(Simulator.class, directory.toString()))
                            .redirectErrorStream(true)
                            .start();
            String said = outer.inputReader().readLine();
            assertEquals("ready", said);
            all = outer.descendants().toList();
            assertTrue(all.size() >= 5, "the machine runs in there: " + all);
            assertFalse(devices().isEmpty(), "the volume is on a device");
        }

        private String devices() {
            try {
                return SystemCommand.run(
                                "losetup", "--list", "--noheadings", "--output", "BACK-FILE")
                        .lines()
                        .filter(it -> it.startsWith(directory.resolve("inside").toString()))
                        .reduce("", (one, other) -> one + other);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        void assertNothingLeft() throws IOException {
            for (ProcessHandle process : all) {
                Waiting.until("gone: " + process, () -> !Waiting.isRunning(process.pid()));
            }
            Waiting.until("no device: " + devices(), () -> devices().isEmpty());
            String mounts = Files.readString(Path.of("/proc/self/mounts"));
            assertFalse(mounts.contains(directory.resolve("inside").toString()), mounts);
        }

        @Override
        public void close() {
            outer.destroyForcibly();
        }
    }

    /** What is killed in the tests above. */
    static final class Simulator {
        private Simulator() {}

        /** Argument: the directory for everything. */
        public static void main(String[] arguments) throws Exception {
            if (!BlockNamespace.entered()) {
                System.exit(BlockNamespace.run(BlockNamespace.thisProgram()));
            }
            Path directory = Path.of(arguments[0]);
            BlockDisks disks = new BlockDisks(directory.resolve("inside"));
            ProcessMachinery machinery = new ProcessMachinery(directory.resolve("machines"));
            disks.create("vol_1", 1);
            Path folder = disks.directory("vol_1");
            writeSynced(folder.resolve("file"), "content");
            machinery.start(
                    new Launch(
                            "m1",
                            List.of(
                                    "sh",
                                    "-c",
                                    "cd /data; (sleep 300 &); echo up >ready; sleep 300"),
                            Map.of(),
                            Optional.of(new Mount("/data", folder)),
                            "127.0.0.9"),
                    _ -> {});
            Waiting.forText(folder.resolve("ready"));
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> end(machinery, disks, directory)));
            System.out.println("ready");
            Thread.currentThread().join();
        }

        private static void end(ProcessMachinery machinery, BlockDisks disks, Path directory) {
            machinery.close();
            disks.close();
            try {
                Files.writeString(directory.resolve("end"), "ended properly\n");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
