package dev.flysnap.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Ability;
import dev.flysnap.Needs;
import dev.flysnap.sqlite.Mounted;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
                Files.write(file, DiskWriterTest.random(LEAST));
                sync.written(LEAST);
                await(() -> writtenBytes(disk) - before >= LEAST);
            }
        }
    }

    /** What is given up is only to be deleted: nobody waits for a slow disk. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Needs({Ability.MOUNTS, Ability.BLOCK_DEVICES})
    void onlyAFileThatIsCompleteIsWaitedFor(boolean isComplete) throws Exception {
        try (Mounted disk = Mounted.ext4(work.resolve("disk"), 64, 4096)) {
            Path file = Files.createFile(disk.at().resolve("file"));
            long before = writtenBytes(disk);
            try (SteadySync sync = new SteadySync(file)) {
                Files.write(file, DiskWriterTest.random(LEAST));
                sync.written(LEAST);
                await(() -> writtenBytes(disk) - before >= LEAST);
                Files.write(file, DiskWriterTest.random((int) (7 * MB)), StandardOpenOption.APPEND);
                if (isComplete) {
                    sync.complete();
                }
            }
            assertEquals(isComplete, writtenBytes(disk) - before >= LEAST + 7 * MB);
        }
    }

    /** Deleted: a copy that failed. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Needs({Ability.MOUNTS, Ability.BLOCK_DEVICES})
    void roomIsTakenAtOnceAndWhatIsLeftIsGivenBack(boolean isDeleted) throws Exception {
        try (Mounted disk = Mounted.ext4(work.resolve("disk"), 64, 4096)) {
            FileStore store = Files.getFileStore(disk.at());
            Path file = Files.createFile(disk.at().resolve("file"));
            long before = store.getUnallocatedSpace();
            try (SteadySync sync = new SteadySync(file)) {
                sync.reserve(LEAST);
                await(() -> before - store.getUnallocatedSpace() >= LEAST);
                assertEquals(0, Files.size(file));
                if (isDeleted) {
                    Files.delete(file);
                } else {
                    Files.write(file, DiskWriterTest.random(1000));
                }
            }
            assertTrue(before - store.getUnallocatedSpace() < MB);
            assertTrue(isDeleted || Files.size(file) == 1000);
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
            byte[] content = DiskWriterTest.random(LEAST);
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
        byte[] content = DiskWriterTest.random(LEAST + 12_345);
        try (SteadySync sync = new SteadySync(file)) {
            sync.reserve(2L * LEAST);
            Files.write(file, content);
            sync.written(content.length);
        }
        assertTrue(Arrays.equals(content, Files.readAllBytes(file)));
        assertTrue(DiskWriterTest.roomBytes(file) < content.length + MB);
    }

    @Test
    void whatFailedOnTheWayIsToldInTheEnd() {
        SteadySync sync = new SteadySync(work.resolve("absent"));
        sync.written(1L << 30);
        assertThrows(NoSuchFileException.class, sync::close);
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
