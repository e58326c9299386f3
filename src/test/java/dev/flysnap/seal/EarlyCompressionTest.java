package dev.flysnap.seal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.github.luben.zstd.Zstd;
import dev.flysnap.Needed;
import dev.flysnap.NeedsTool;
import dev.flysnap.sim.process.Waiting;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EarlyCompressionTest {
    private static final int PIECE = EarlyCompression.PIECE_BYTES;
    private static final int EARLY_PIECES = 3;
    private static final int EARLY = EARLY_PIECES * PIECE + EarlyCompression.UNSETTLED_BYTES;
    private static final Optional<Compression> ZSTD = Optional.of(Compression.standard());
    private static final Optional<Integer> LEVEL = ZSTD.map(Compression::level);

    @TempDir Path directory;

    /** It only gets longer, so that its length tells how many frames are whole. */
    private static final byte[] RANDOM = new byte[EARLY + 1234];

    private final byte[] content = RANDOM.clone();

    private Path file = Path.of("");
    private Path frames = Path.of("");

    @BeforeAll
    static void fill() {
        new Random(5).nextBytes(RANDOM);
    }

    @BeforeEach
    void write() throws IOException {
        file = Files.write(directory.resolve("copy.db"), Arrays.copyOf(content, EARLY));
        frames = directory.resolve("copy.zst");
    }

    @Test
    void whatIsStillTrueIsUsedAndTheRestIsCompressedAnew() throws Exception {
        try (EarlyCompression early = grown()) {
            List<byte[]> made = framesOf(Files.readAllBytes(frames));
            content[2 * PIECE - 1]++;
            Files.write(file, content);
            byte[] stored = written(early);
            List<byte[]> used = framesOf(stored);
            assertArrayEquals(content, unsealed(stored));
            assertEquals(4, used.size());
            assertArrayEquals(made.get(0), used.get(0));
            assertArrayEquals(made.get(2), used.get(2));
        }
    }

    @Test
    @NeedsTool("zstd")
    void zstdReadsAllFrames() throws Exception {
        Path stored = directory.resolve("stored.zst");
        try (EarlyCompression early = grown()) {
            Files.write(stored, written(early));
        }
        Process zstd =
                new ProcessBuilder(Needed.program("zstd").toString(), "-q", "-d", stored.toString())
                        .inheritIO()
                        .start();
        assertEquals(0, zstd.waitFor());
        assertEquals(-1, Files.mismatch(file, directory.resolve("stored")));
    }

    @Test
    void aFrameThatTheDiskChangedIsNotUsed() throws Exception {
        try (EarlyCompression early = grown()) {
            byte[] damaged = Files.readAllBytes(frames);
            damaged[PIECE / 2]++;
            Files.write(frames, damaged);
            Files.write(file, content);
            assertArrayEquals(content, unsealed(written(early)));
        }
    }

    @Test
    void aFileThatIsShorterInTheEndIsWrittenAsItIs() throws Exception {
        try (EarlyCompression early = grown()) {
            byte[] rest = Arrays.copyOf(content, PIECE + 17);
            Files.write(file, rest);
            assertArrayEquals(rest, unsealed(written(early)));
        }
    }

    /** What is cut off between two frames would look whole. */
    @Test
    void nothingIsDoneForWhatIsNotEncrypted() throws Exception {
        Files.write(file, content);
        try (EarlyCompression early =
                new EarlyCompression(file, frames, new Sealing(ZSTD, List.of()))) {
            early.grown(EARLY, content.length);
            assertEquals(1, framesOf(written(early)).size());
        }
        assertFalse(Files.exists(frames));
    }

    @Test
    void itTakesNoRoomThatTheCopyMayNeed() throws Exception {
        Files.write(file, content);
        try (EarlyCompression early = new EarlyCompression(file, frames, LEVEL)) {
            early.grown(EARLY, Long.MAX_VALUE / 4);
            assertEquals(1, framesOf(written(early)).size());
        }
        assertFalse(Files.exists(frames));
    }

    private EarlyCompression grown() {
        EarlyCompression early = new EarlyCompression(file, frames, LEVEL);
        early.grown(EARLY, content.length);
        Waiting.until("all is compressed", () -> size(frames) > (long) EARLY_PIECES * PIECE);
        return early;
    }

    private byte[] written(EarlyCompression early) throws IOException {
        ByteArrayOutputStream stored = new ByteArrayOutputStream();
        byte[] whole = Files.readAllBytes(file);
        try (SealedOutput out = SealedOutput.over(stored, new Sealing(ZSTD, List.of()));
                InputStream in = Files.newInputStream(file)) {
            long done = early.writeTo(out, in, _ -> {});
            assertEquals(whole.length - done, in.transferTo(out));
            SealedOutput.Result result = out.finish();
            assertEquals(ContentHash.of(new ByteArrayInputStream(whole)), result.plain());
            assertEquals(
                    ContentHash.of(new ByteArrayInputStream(stored.toByteArray())),
                    result.stored());
        }
        return stored.toByteArray();
    }

    private static byte[] unsealed(byte[] stored) throws IOException {
        try (UnsealedInput in =
                UnsealedInput.open(
                        "copy", new ByteArrayInputStream(stored), Identities.NONE, stored.length)) {
            byte[] plain = in.readAllBytes();
            var _ = in.finish();
            return plain;
        }
    }

    private static List<byte[]> framesOf(byte[] stream) {
        List<byte[]> frames = new ArrayList<>();
        for (int at = 0; at < stream.length; ) {
            int end = at + (int) Zstd.findFrameCompressedSize(stream, at);
            frames.add(Arrays.copyOfRange(stream, at, end));
            at = end;
        }
        return frames;
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
