package dev.flysnap.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectChannelTest {
    private static final int BLOCK = DirectChannel.MAX_BLOCK_BYTES;

    @TempDir private Path work;
    private Path file;

    @BeforeEach
    void createFile() throws IOException {
        file = Files.createFile(work.resolve("file"));
    }

    /** Asks another program. */
    static boolean isPossibleIn(Path directory) throws Exception {
        Path probe = directory.resolve("probe");
        Process dd =
                new ProcessBuilder(
                                "dd",
                                "if=/dev/zero",
                                "of=" + probe,
                                "oflag=direct",
                                "bs=" + BLOCK,
                                "count=1")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        boolean isPossible =
                dd.waitFor() == 0
                        && DirectChannel.FILE_SYSTEMS.contains(
                                Files.getFileStore(directory).type());
        Files.deleteIfExists(probe);
        return isPossible;
    }

    private static ByteBuffer aligned(int bytes) {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return ByteBuffer.allocateDirect(bytes + 2 * BLOCK).alignedSlice(BLOCK).put(content).flip();
    }

    @Test
    void wholeBlocksAreWrittenAndTheRestIsLeft() throws Exception {
        ByteBuffer content = aligned(3 * BLOCK + 100);
        byte[] bytes = new byte[3 * BLOCK];
        content.get(0, bytes);
        try (DirectChannel channel = DirectChannel.to(file)) {
            if (!isPossibleIn(work)) {
                assertEquals(0, channel.write(content, 0));
                return;
            }
            assertEquals(3 * BLOCK, channel.write(content, 0));
            assertEquals(100, content.remaining());
            assertEquals(0, channel.write(content, 3 * BLOCK), "no whole block");
            content.position(BLOCK);
            assertEquals(0, channel.write(content, 100), "no place for a block");
            assertEquals(2 * BLOCK, channel.write(content, 5 * BLOCK), "behind a hole");
        }
        byte[] found = Files.readAllBytes(file);
        assertArrayEquals(bytes, Arrays.copyOf(found, 3 * BLOCK));
        assertArrayEquals(
                Arrays.copyOfRange(bytes, BLOCK, 3 * BLOCK),
                Arrays.copyOfRange(found, 5 * BLOCK, 7 * BLOCK));
    }

    /** A buffer that is not aligned stands for a file system that refuses what it let be opened. */
    @Test
    void afterARefusalAtFirstItTakesNothing() throws Exception {
        ByteBuffer content = aligned(2 * BLOCK);
        try (DirectChannel channel = DirectChannel.to(file)) {
            assertEquals(0, channel.write(content.slice(1, BLOCK), 0));
            assertEquals(0, channel.write(content, 0));
            assertEquals(2 * BLOCK, content.remaining());
        }
        assertEquals(0, Files.size(file));
    }

    @Test
    void aFailureAfterwardsIsTold() throws Exception {
        ByteBuffer content = aligned(2 * BLOCK);
        try (DirectChannel channel = DirectChannel.to(file)) {
            if (channel.write(content.duplicate(), 0) > 0) {
                assertThrows(
                        IOException.class, () -> channel.write(content.slice(1, BLOCK), 2 * BLOCK));
            }
        }
    }

    @Test
    void aFileThatIsNotThereIsNotMade() throws Exception {
        Path absent = work.resolve("absent");
        try (DirectChannel channel = DirectChannel.to(absent)) {
            assertEquals(0, channel.write(aligned(BLOCK), 0));
        }
        assertEquals(false, Files.exists(absent));
    }
}
