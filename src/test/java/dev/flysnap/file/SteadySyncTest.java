package dev.flysnap.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Ability;
import dev.flysnap.Needs;
import dev.flysnap.sqlite.Mounted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SteadySyncTest {
    private static final int LEAST = (int) SteadySync.LEAST_BYTES;
    private static final long MB = 1 << 20;

    /** Linux by itself writes only what has been waiting for thirty. */
    private static final Duration SOON = Duration.ofSeconds(15);

    @TempDir private Path work;

    @Test
    @Needs({Ability.MOUNTS, Ability.BLOCK_DEVICES})
    void whatIsWrittenComesToTheDeviceWithoutAWait() throws Exception {
        try (Mounted disk = Mounted.ext4(work.resolve("disk"), 64, 4096)) {
            Path file = Files.createFile(disk.at().resolve("file"));
            try (SteadySync sync = new SteadySync(file)) {
                long before = writtenBytes(disk);
                Files.write(file, random(LEAST));
                sync.written(LEAST);
                await(() -> writtenBytes(disk) - before >= LEAST);
            }
        }
    }

    @Test
    @Needs({Ability.MOUNTS, Ability.BLOCK_DEVICES})
    void roomIsTakenAtOnceAndWhatIsLeftIsGivenBack() throws Exception {
        try (Mounted disk = Mounted.ext4(work.resolve("disk"), 64, 4096)) {
            FileStore store = Files.getFileStore(disk.at());
            Path file = Files.createFile(disk.at().resolve("file"));
            long before = store.getUnallocatedSpace();
            try (SteadySync sync = new SteadySync(file)) {
                sync.reserve(LEAST);
                await(() -> before - store.getUnallocatedSpace() >= LEAST);
                assertEquals(0, Files.size(file));
                Files.write(file, random(1000));
            }
            assertTrue(before - store.getUnallocatedSpace() < MB);
            assertEquals(1000, Files.size(file));
        }
    }

    /** The estimate was too high, or others were quicker. */
    @Test
    @Needs({Ability.MOUNTS, Ability.BLOCK_DEVICES})
    void whereThereIsTooLittleRoomAFileThatFitsIsWritten() throws Exception {
        try (Mounted disk = Mounted.ext4(work.resolve("disk"), 64, 4096)) {
            FileStore store = Files.getFileStore(disk.at());
            Path file = Files.createFile(disk.at().resolve("file"));
            long before = store.getUnallocatedSpace();
            byte[] content = random(LEAST);
            try (SteadySync sync = new SteadySync(file)) {
                sync.reserve(1L << 30);
                Files.write(file, content);
                sync.written(LEAST);
            }
            assertTrue(Arrays.equals(content, Files.readAllBytes(file)));
            assertTrue(before - store.getUnallocatedSpace() < LEAST + MB);
        }
    }

    /** On whatever file system this is. */
    @Test
    void theFileIsWhatWasWritten() throws Exception {
        Path file = Files.createFile(work.resolve("file"));
        byte[] content = random(LEAST + 12_345);
        try (SteadySync sync = new SteadySync(file)) {
            sync.reserve(2L * LEAST);
            Files.write(file, content);
            sync.written(content.length);
        }
        assertTrue(Arrays.equals(content, Files.readAllBytes(file)));
        Process du = new ProcessBuilder("du", "-k", file.toString()).start();
        String said = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        long roomBytes = Long.parseLong(said.split("\\s")[0]) * 1024;
        assertTrue(roomBytes < content.length + MB, said);
    }

    /** A copy that failed. */
    @Test
    @Needs({Ability.MOUNTS, Ability.BLOCK_DEVICES})
    void aFileThatIsDeletedGivesItsRoomBack() throws Exception {
        try (Mounted disk = Mounted.ext4(work.resolve("disk"), 64, 4096)) {
            FileStore store = Files.getFileStore(disk.at());
            Path file = Files.createFile(disk.at().resolve("file"));
            long before = store.getUnallocatedSpace();
            try (SteadySync sync = new SteadySync(file)) {
                sync.reserve(LEAST);
                await(() -> before - store.getUnallocatedSpace() >= LEAST);
                Files.delete(file);
            }
            assertTrue(before - store.getUnallocatedSpace() < MB);
        }
    }

    @Test
    void whatFailedOnTheWayIsToldInTheEnd() {
        SteadySync sync = new SteadySync(work.resolve("absent"));
        sync.written(1L << 30);
        assertThrows(NoSuchFileException.class, sync::close);
    }

    private static byte[] random(int bytes) {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return content;
    }

    /** As its driver counts them. */
    private static long writtenBytes(Mounted disk) throws IOException {
        Path device = Path.of(Files.getFileStore(disk.at()).name());
        Path counters = Path.of("/sys/block", device.getFileName().toString(), "stat");
        int sectorsWritten = 6;
        return 512
                * Long.parseLong(Files.readString(counters).strip().split("\\s+")[sectorsWritten]);
    }

    private static void await(Callable<Boolean> condition) {
        assertTimeoutPreemptively(
                SOON,
                () -> {
                    while (!condition.call()) {
                        Thread.onSpinWait();
                    }
                });
    }
}
