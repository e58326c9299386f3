package dev.flysnap.cli.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.json.JsonText;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Receipt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --receipt FILE}. */
class ReceiptOutputTest {
    @TempDir private Path directory;

    @Test
    void onlyItsOwnerMayReadIt() throws IOException {
        Path file = directory.resolve("receipt.json");
        new ReceiptOutput(file).write(receipt("vs_aaaa").json());
        assertEquals(receipt("vs_aaaa"), read(file));
        assertEquals("rw-------", permissions(file));
    }

    @Test
    void oneThatWasThereIsReplacedWholeAndLosesItsPermissions() throws Exception {
        Path file = Files.writeString(directory.resolve("receipt.json"), "for everybody");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        ReceiptOutput receipts = new ReceiptOutput(file);
        receipts.write(receipt("vs_aaaa").json());
        assertEquals("rw-------", permissions(file));
        AtomicBoolean done = new AtomicBoolean();
        Thread writer =
                Thread.ofPlatform()
                        .start(() -> {
                            for (int i = 0; i < 100; i++) {
                                receipts.write(receipt(i % 2 == 0 ? "vs_aaaa" : "vs_bbbb").json());
                            }
                            done.set(true);
                        });
        while (!done.get()) {
            // Whoever reads meanwhile finds a whole one.
            String id = read(file).snapshot().value();
            assertTrue(id.equals("vs_aaaa") || id.equals("vs_bbbb"), id);
        }
        writer.join();
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(List.of(file), left.toList(), "no draft is left");
        }
    }

    @Test
    void whereItCannotBeWrittenIsSaidBeforeAnythingIsDone() {
        for (Path nowhere : List.of(directory, directory.resolve("not/there/receipt.json"))) {
            FlysnapException refused =
                    assertThrows(FlysnapException.class, () -> new ReceiptOutput(nowhere).check());
            assertEquals("receipt-not-written", refused.problem().code());
            assertEquals(ExitCode.USAGE, refused.problem().exit());
            assertTrue(refused.problem().what().contains(nowhere.toString()));
            assertTrue(refused.problem().what().endsWith("Nothing was done."));
            assertFalse(refused.problem().next().contains("kept"), "there is no snapshot");
        }
    }

    private static Receipt read(Path file) throws IOException {
        return Receipt.read(JsonText.parseObject(Files.readString(file)));
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static Receipt receipt(String snapshot) {
        return new Receipt(
                new RunId("run_k3v9x2m7qa"),
                new AppName("shop"),
                new Receipt.OfVolume(
                        new VolumeId("vol_4qk5xqz7y1mj8w2r"),
                        new VolumeName("data"),
                        1,
                        new Region("ams")),
                new SnapshotId(snapshot),
                "named in the answer, and new in the list",
                Grade.SYNCED,
                List.of("Writers of shop went on at once."),
                new Receipt.Times(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                1,
                Optional.of(14),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
