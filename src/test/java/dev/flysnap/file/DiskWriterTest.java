package dev.flysnap.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Ability;
import dev.flysnap.Needs;
import dev.flysnap.sqlite.Mounted;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskWriterTest {
    private static final int BUFFER = 1 << 20;

    private static final StandardOpenOption[] NEW = {
        StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE
    };

    @TempDir private Path work;

    /** Nothing, less than a buffer, exactly some, more than all, more than is synced at once. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1000, BUFFER, 4 * BUFFER, 5 * BUFFER + 1, 70 * BUFFER})
    void whatIsWrittenIsInTheFile(int bytes) throws Exception {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        Path file = work.resolve("file");
        try (FileChannel channel = FileChannel.open(file, NEW);
                DiskWriter out = new DiskWriter(channel, file)) {
            int step = 777_777;
            for (int at = 0; at < bytes; at += step) {
                out.write(content, at, Math.min(step, bytes - at));
            }
            out.finish();
            assertArrayEquals(content, Files.readAllBytes(file));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {BUFFER, 3 * BUFFER})
    void theLengthIsExactAroundEachBoundary(int boundary) throws Exception {
        writeAround(boundary, work.resolve("file"));
    }

    @Test
    @Needs(Ability.SHARED_MEMORY)
    void theLengthIsExactInMemoryToo() throws Exception {
        Path directory = Files.createTempDirectory(Path.of("/dev/shm"), "flysnap-tests");
        writeAround(2 * BUFFER, directory.resolve("file"));
        Files.delete(directory);
    }

    private static void writeAround(int boundary, Path file) throws IOException {
        for (int block : new int[] {0, 512, 1024, 4096, 16 << 10}) {
            for (int near : new int[] {boundary - block, boundary + block}) {
                for (int bytes = near - 1; bytes <= near + 1; bytes++) {
                    byte[] content = random(bytes);
                    write(file, content);
                    assertArrayEquals(content, Files.readAllBytes(file));
                    Files.delete(file);
                }
            }
        }
    }

    static byte[] random(int bytes) {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return content;
    }

    private static void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, NEW);
                DiskWriter out = new DiskWriter(channel, file)) {
            out.write(content);
            out.finish();
        }
    }

    /** As another program finds out whether this file system can. */
    @Test
    @Needs(Ability.PROC)
    void largeFilesAreWrittenDirectlyWhereThatIsPossible() throws Exception {
        boolean isPossible = DirectChannelTest.isPossibleIn(work);
        Path file = work.resolve("file");
        try (FileChannel channel = FileChannel.open(file, NEW);
                DiskWriter out = new DiskWriter(channel, file)) {
            // More than it can keep: something is written by now.
            out.write(random(20 * BUFFER));
            assertEquals(isPossible ? 2 : 1, writersOf(file).size());
            assertEquals(
                    isPossible ? 2 : 1,
                    writersOf(file).stream().distinct().count(),
                    "how they were opened");
            out.finish();
        }
        assertEquals(List.of(), writersOf(file));
        assertArrayEquals(random(20 * BUFFER), Files.readAllBytes(file));
    }

    /** The flags of each descriptor by which this process can write to it. */
    private static List<String> writersOf(Path file) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : open.toList()) {
                try {
                    if (Files.readSymbolicLink(descriptor).equals(file.toRealPath())) {
                        Path info =
                                Path.of("/proc/self/fdinfo", descriptor.getFileName().toString());
                        String flags =
                                Files.readAllLines(info).stream()
                                        .filter(line -> line.startsWith("flags:"))
                                        .findFirst()
                                        .orElseThrow();
                        if (flags.endsWith("1")) {
                            found.add(flags);
                        }
                    }
                } catch (NoSuchFileException e) {
                    // Closed meanwhile.
                }
            }
        }
        return found;
    }

    /** Bytes, a lent buffer that is not full, bytes again: what comes later stands at no block. */
    @Test
    void whatIsLentAndWhatIsCopiedStaysInItsOrder() throws Exception {
        Path file = work.resolve("file");
        byte[] content = random(30 * BUFFER);
        int at = 0;
        try (FileChannel channel = FileChannel.open(file, NEW);
                DiskWriter out = new DiskWriter(channel, file)) {
            for (int count : new int[] {BUFFER, 1000, 2 * BUFFER, 5, 3 * BUFFER + 7}) {
                SharedBuffer lent = out.lend();
                lent.bytes().put(content, at, Math.min(count, BUFFER)).flip();
                at += lent.bytes().limit();
                out.write(lent);
                out.write(content, at, count);
                at += count;
            }
            out.finish();
        }
        assertArrayEquals(Arrays.copyOf(content, at), Files.readAllBytes(file));
    }

    /** A hash reads it longer than the disk takes. */
    @Test
    void aBufferIsLentAgainOnlyWhenAllHaveReleasedIt() throws Exception {
        Path file = work.resolve("file");
        try (FileChannel channel = FileChannel.open(file, NEW);
                DiskWriter out = new DiskWriter(channel, file)) {
            SharedBuffer kept = out.lend();
            kept.bytes().put(random(BUFFER)).flip();
            kept.hold();
            out.write(kept);
            for (int i = 0; i < 50; i++) {
                SharedBuffer next = out.lend();
                assertNotSame(kept, next);
                next.bytes().put(new byte[BUFFER]).flip();
                out.write(next);
            }
            assertEquals(ByteBuffer.wrap(random(BUFFER)), kept.content());
            kept.release();
            boolean isBack = false;
            for (int i = 0; i < 50; i++) {
                SharedBuffer next = out.lend();
                isBack |= next == kept;
                next.bytes().flip();
                out.write(next);
            }
            assertTrue(isBack, "it is in its pool again");
        }
    }

    /** Zeros at the start, in the middle, as the end; in one buffer, and over the edge of one. */
    @ParameterizedTest
    @ValueSource(ints = {100_000, 3 * BUFFER, 9 * BUFFER + 7})
    void zerosTakeNoRoom(int bytes) throws Exception {
        byte[] content = new byte[bytes];
        for (int at = bytes / 4; at < bytes / 3; at++) {
            content[at] = 1;
        }
        Path file = work.resolve("file");
        try (FileChannel channel = FileChannel.open(file, NEW);
                DiskWriter out = new DiskWriter(channel, file)) {
            out.write(content);
            out.finish();
            channel.force(true);
        }
        assertArrayEquals(content, Files.readAllBytes(file));
        long roomBytes = roomBytes(file);
        assertTrue(
                roomBytes <= bytes / 12 + 64_000,
                () -> "%d bytes take %d".formatted(bytes, roomBytes));
    }

    static long roomBytes(Path file) throws IOException {
        Process du = new ProcessBuilder("du", "-k", file.toString()).start();
        String said = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return Long.parseLong(said.split("\\s")[0]) * 1024;
    }

    /** The array is the caller's again as soon as write returns. */
    @Test
    void whatTheCallerDoesWithItsArrayAfterwardsChangesNothing() throws Exception {
        byte[] chunk = new byte[BUFFER / 2];
        Path file = work.resolve("file");
        try (FileChannel channel = FileChannel.open(file, NEW);
                DiskWriter out = new DiskWriter(channel, file)) {
            for (int i = 0; i < 20; i++) {
                Arrays.fill(chunk, (byte) i);
                out.write(chunk);
            }
            out.finish();
        }
        byte[] found = Files.readAllBytes(file);
        for (int i = 0; i < 20; i++) {
            assertEquals(i, found[i * chunk.length]);
            assertEquals(i, found[(i + 1) * chunk.length - 1]);
        }
    }

    /** A closed channel stands for a disk that fails. */
    @ParameterizedTest
    @ValueSource(ints = {1000, 9 * BUFFER})
    void aFailureIsToldByFinishAtTheLatest(int bytes) throws Exception {
        Path file = work.resolve("file");
        FileChannel channel = FileChannel.open(file, NEW);
        try (DiskWriter out = new DiskWriter(channel, file)) {
            channel.close();
            assertThrows(
                    IOException.class,
                    () -> {
                        out.write(new byte[bytes]);
                        out.finish();
                    });
        }
    }

    @Test
    @Needs(Ability.MOUNTS)
    void aDiskThatIsFullIsTold() throws Exception {
        try (Mounted small = Mounted.tmpfs(work.resolve("small"), "6m")) {
            assertThrows(
                    IOException.class,
                    () -> write(small.at().resolve("file"), random(30 * BUFFER)));
            assertThrows(
                    IOException.class, () -> write(small.at().resolve("rest"), random(BUFFER / 2)));
        }
    }

    /** Where the device itself is written to, with blocks smaller and larger than a page. */
    @ParameterizedTest
    @ValueSource(ints = {1024, 4096})
    @Needs({Ability.MOUNTS, Ability.BLOCK_DEVICES})
    void onADiskTheLengthIsExactAndAFullOneIsTold(int blockBytes) throws Exception {
        try (Mounted disk = Mounted.ext4(work.resolve("disk"), 64, blockBytes)) {
            writeAround(2 * BUFFER, disk.at().resolve("file"));
            assertThrows(
                    IOException.class,
                    () -> write(disk.at().resolve("large"), random(90 * BUFFER)));
        }
    }

    /** Whether it is noticed while buffers are filled, or only at the end. */
    @ParameterizedTest
    @ValueSource(ints = {1000, BUFFER + 1, 9 * BUFFER, 60 * BUFFER})
    void anInterruptedFileIsWholeOrAFailure(int bytes) throws Exception {
        Path file = work.resolve("file");
        byte[] content = random(bytes);
        try (FileChannel channel = FileChannel.open(file, NEW);
                DiskWriter out = new DiskWriter(channel, file)) {
            Thread.currentThread().interrupt();
            boolean isFinished = false;
            try {
                out.write(content);
                out.finish();
                isFinished = true;
            } catch (InterruptedIOException | ClosedByInterruptException e) {
                assertTrue(Thread.currentThread().isInterrupted(), "others hear of it, too");
            }
            boolean _ = Thread.interrupted();
            if (isFinished) {
                assertArrayEquals(content, Files.readAllBytes(file));
            } else {
                assertThrows(IOException.class, out::finish);
            }
        }
    }

    /** Else Linux would tell it to nobody: a later sync of the same file says that all is well. */
    @Test
    void aSyncThatFailedOnTheWayIsToldInTheEnd() throws Exception {
        Path file = work.resolve("file");
        try (FileChannel channel = FileChannel.open(file, NEW)) {
            DiskWriter out = new DiskWriter(channel, work.resolve("absent"));
            out.write(random(40 * BUFFER));
            assertThrows(NoSuchFileException.class, out::finish);
        }
    }
}
