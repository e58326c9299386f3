package dev.flysnap.sim.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sim.platform.Disks;
import dev.flysnap.sim.platform.Machinery.Frozen;
import dev.flysnap.sim.platform.Machinery.Launch;
import dev.flysnap.sim.platform.Machinery.Mount;
import dev.flysnap.sim.process.ProcessMachinery;
import dev.flysnap.sim.process.Waiting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every kind of volume owes to the machines and to whoever snapshots them. */
public abstract class DisksContract {
    public static final Supplier<Frozen> NOBODY_RUNS = () -> () -> {};

    protected abstract Disks disks();

    /** Where machines keep their logs. */
    protected abstract Path machines();

    /** Makes what was written survive in a snapshot; a machine would sync. */
    protected abstract void sync(Path folder) throws IOException;

    private Path volume(String id) {
        disks().create(id, 1);
        return disks().directory(id);
    }

    public Path restored(String snapshot) {
        String id = "vol_of_" + snapshot;
        disks().createFrom(id, 1, snapshot);
        return disks().directory(id);
    }

    /** Runs a writer on a new volume {@code vol_1} until it is at full speed. */
    public ProcessMachinery writing(Class<?> program, String... arguments) {
        ProcessMachinery machinery = new ProcessMachinery(machines());
        Path folder = volume("vol_1");
        machinery.start(
                new Launch(
                        "m1",
                        Writers.command(program, arguments),
                        Map.of(),
                        Optional.of(new Mount("/data", folder)),
                        "127.0.0.9"),
                _ -> {});
        Waiting.forText(folder.resolve("ready"));
        return machinery;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(it -> it.getFileName().toString())
                    .filter(it -> !it.equals("lost+found"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aNewVolumeIsEmpty() throws IOException {
        assertEquals(List.of(), names(volume("vol_1")));
        assertThrows(FlysnapException.class, () -> disks().directory("vol_2"));
        assertThrows(FlysnapException.class, () -> disks().create("vol_1", 1));
    }

    @Test
    void aSnapshotBringsBackFilesModesTimesAndLinks() throws IOException {
        Path folder = volume("vol_1");
        Path inner = Files.createDirectories(folder.resolve("a/b"));
        Path file = Files.writeString(inner.resolve("file"), "content");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r-x--x---"));
        Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString("rwx------"));
        Files.createSymbolicLink(folder.resolve("link"), Path.of("a/b/file"));
        Files.createSymbolicLink(folder.resolve("dangling"), Path.of("../nowhere"));
        FileTime time = FileTime.fromMillis(1_234_567_890_123L);
        Files.setLastModifiedTime(file, time);
        Files.setLastModifiedTime(inner, time);
        sync(folder);
        disks().snapshot("vol_1", "vs_1", NOBODY_RUNS);

        Path back = restored("vs_1");
        assertEquals(List.of("a", "dangling", "link"), names(back));
        Path fileBack = back.resolve("a/b/file");
        assertEquals("content", Files.readString(fileBack));
        assertEquals(
                "r-x--x---",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(fileBack)));
        assertEquals(
                "rwx------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(back.resolve("a/b"))));
        assertEquals(time, Files.getLastModifiedTime(fileBack));
        assertEquals(time, Files.getLastModifiedTime(back.resolve("a/b")));
        assertEquals(Path.of("a/b/file"), Files.readSymbolicLink(back.resolve("link")));
        assertEquals(Path.of("../nowhere"), Files.readSymbolicLink(back.resolve("dangling")));
    }

    @Test
    void aSnapshotIsNotTouchedByWhatIsWrittenLater() throws IOException {
        Path folder = volume("vol_1");
        Files.writeString(folder.resolve("file"), "before");
        sync(folder);
        Disks.StoredSnapshot first = disks().snapshot("vol_1", "vs_1", NOBODY_RUNS);
        Files.writeString(folder.resolve("file"), "after!");
        Files.writeString(folder.resolve("more"), "more");
        sync(folder);
        Disks.StoredSnapshot second = disks().snapshot("vol_1", "vs_2", NOBODY_RUNS);
        assertNotEquals(first.digest(), second.digest());

        Path back = restored("vs_1");
        Files.writeString(back.resolve("file"), "elsewhere");
        assertEquals(List.of("file"), names(back));
        assertEquals("after!", Files.readString(folder.resolve("file")));
        assertEquals("after!", Files.readString(restored("vs_2").resolve("file")));
        disks().createFrom("vol_again", 2, "vs_1");
        assertEquals("before", Files.readString(disks().directory("vol_again").resolve("file")));
    }

    @Test
    void aSnapshotOutlivesItsVolume() throws IOException {
        Path folder = volume("vol_1");
        Files.writeString(folder.resolve("file"), "content");
        sync(folder);
        disks().snapshot("vol_1", "vs_1", NOBODY_RUNS);
        disks().delete("vol_1");
        disks().delete("vol_1");
        assertFalse(Files.exists(folder.resolve("file")));
        assertThrows(FlysnapException.class, () -> disks().directory("vol_1"));
        assertEquals("content", Files.readString(restored("vs_1").resolve("file")));
        disks().deleteSnapshot("vs_1");
        disks().deleteSnapshot("vs_1");
        FlysnapException thrown =
                assertThrows(FlysnapException.class, () -> disks().createFrom("v", 1, "vs_1"));
        assertEquals("sim-disk-no-snapshot", thrown.problem().code());
    }

    @Test
    void aSparseFileStaysSparse() throws IOException {
        Path folder = volume("vol_1");
        long size = 300L << 20;
        byte[] end = "the end".getBytes(StandardCharsets.UTF_8);
        try (FileChannel file =
                FileChannel.open(
                        folder.resolve("sparse"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(end), size);
        }
        sync(folder);
        Disks.StoredSnapshot taken = disks().snapshot("vol_1", "vs_1", NOBODY_RUNS);
        Path back = restored("vs_1").resolve("sparse");
        assertEquals(size + end.length, Files.size(back));
        try (FileChannel file = FileChannel.open(back)) {
            ByteBuffer read = ByteBuffer.allocate(end.length);
            file.read(read, size);
            assertArrayEquals(end, read.array());
        }
        assertTrue(taken.storedBytes() < 32 << 20, "stored " + taken.storedBytes());
        long used = disks().usedBytes("vol_of_vs_1");
        assertTrue(used < 32 << 20, "used " + used);
    }

    @Test
    void usedBytesFollowWhatIsWritten() throws IOException {
        Path folder = volume("vol_1");
        long before = disks().usedBytes("vol_1");
        Files.write(folder.resolve("file"), new byte[] {1});
        byte[] content = new byte[8 << 20];
        Arrays.fill(content, (byte) 7);
        Files.write(folder.resolve("big"), content);
        sync(folder);
        long grown = disks().usedBytes("vol_1") - before;
        assertTrue(grown >= content.length && grown < content.length + (1 << 20), "grown " + grown);
        disks().extend("vol_1", 2);
        assertEquals(List.of("big", "file"), names(disks().directory("vol_1")));
    }

    @Test
    void anIdIsNoPath() {
        for (String id : List.of("../x", "a/b", "", ".hidden", "-rf")) {
            assertThrows(IllegalArgumentException.class, () -> disks().create(id, 1), id);
        }
    }

    /** Any copy that takes the files one after the other fails here. */
    @Test
    void aSnapshotWhileTheMachineWritesIsOneMoment() throws Exception {
        try (ProcessMachinery machinery = writing(Writers.LockStep.class, "2", "sync")) {
            for (int i = 0; i < 5; i++) {
                String id = "vs_" + i;
                disks().snapshot("vol_1", id, () -> machinery.freeze("m1"));
                assertTrue(Writers.LockStep.isOneMoment(restored(id)), id);
            }
        }
    }

    @Test
    void sqliteFindsEveryCommitThatWasNotedInTheSameSnapshot() throws Exception {
        try (ProcessMachinery machinery = writing(Writers.Orders.class, "2000", "200")) {
            for (int i = 0; i < 5; i++) {
                String id = "vs_" + i;
                disks().snapshot("vol_1", id, () -> machinery.freeze("m1"));
                Path back = restored(id);
                long noted = Writers.Orders.noted(back);
                long there = Writers.Orders.inDatabase(back);
                assertEquals("ok", Writers.Orders.integrity(back));
                assertTrue(noted <= there && there > 2000, "noted " + noted + ", there " + there);
            }
        }
    }
}
