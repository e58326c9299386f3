package dev.flysnap.seal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flysnap.Needed;
import dev.flysnap.NeedsTool;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What everyone has undoes what flysnap does, and the other way round. */
@NeedsTool({"age", "zstd"})
class SealToolsTest {
    @TempDir Path directory;
    private byte[] plain = new byte[0];

    @BeforeEach
    void write() throws Exception {
        plain = new byte[2_000_000];
        new Random(3).nextBytes(plain);
        Arrays.fill(plain, 500_000, 1_500_000, (byte) 7);
        Files.write(directory.resolve("plain"), plain);
        Files.writeString(directory.resolve("key"), AgeKey.OURS.file());
    }

    @Test
    void ageAndZstdReadWhatIsSealed() throws Exception {
        Sealing sealing =
                new Sealing(
                        Optional.of(new Compression(9, 2)),
                        List.of(Recipient.parse(AgeKey.OURS.recipient())));
        try (OutputStream file = Files.newOutputStream(directory.resolve("sealed"));
                SealedOutput out = SealedOutput.over(file, sealing)) {
            out.write(plain);
            var _ = out.finish();
        }
        run("age", "-d", "-i", "key", "-o", "compressed", "sealed");
        run("zstd", "-q", "-d", "-o", "back", "compressed");
        assertArrayEquals(plain, Files.readAllBytes(directory.resolve("back")));
    }

    @Test
    void whatAgeAndZstdMadeIsUnsealed() throws Exception {
        run("zstd", "-q", "-3", "-o", "compressed", "plain");
        run(
                "age",
                "-r",
                AgeKey.OURS.recipient(),
                "-r",
                AgeKey.THEIRS.recipient(),
                "-o",
                "sealed",
                "compressed");
        run("age", "-r", AgeKey.OURS.recipient(), "-o", "encrypted", "plain");
        run("age", "-a", "-r", AgeKey.OURS.recipient(), "-o", "armored", "plain");
        for (String name : List.of("sealed", "compressed", "encrypted", "armored", "plain")) {
            try (UnsealedInput input =
                    UnsealedInput.open(
                            name,
                            Files.newInputStream(directory.resolve(name)),
                            AgeKey.OURS.identities(),
                            plain.length)) {
                assertArrayEquals(plain, input.readAllBytes(), name);
            }
        }
    }

    private void run(String program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Needed.program(program).toString());
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command).directory(directory.toFile()).inheritIO().start();
        assertEquals(0, process.waitFor(), command.toString());
    }
}
