package dev.flysnap.cli.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Receipt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the steps after it read, whatever is in a value. */
class GitHubOutputsTest {
    @TempDir private Path directory;

    private static Receipt receipt(String image) {
        return new Receipt(
                new RunId("run_k3v9x2m7qa"),
                new AppName("shop"),
                new Receipt.OfVolume(
                        new VolumeId("vol_4qk5xqz7y1mj8w2r"),
                        new VolumeName("data"),
                        1,
                        new Region("ams")),
                new SnapshotId("vs_4LNvXLLK0P6tk6KgqoexaBw"),
                "answer",
                Grade.SYNCED,
                List.of(),
                new Receipt.Times(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(image),
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

    /** As the runner reads the file. Source: GitHub docs, Workflow commands. */
    private static Map<String, String> read(Path file) throws IOException {
        Map<String, String> outputs = new LinkedHashMap<>();
        Iterator<String> lines = List.of(Files.readString(file).split("\n", -1)).iterator();
        while (lines.hasNext()) {
            String line = lines.next();
            int equals = line.indexOf('=');
            int heredoc = line.indexOf("<<");
            if (heredoc >= 0 && (equals < 0 || heredoc < equals)) {
                String end = line.substring(heredoc + 2);
                StringBuilder value = new StringBuilder();
                for (String part = lines.next(); !part.equals(end); part = lines.next()) {
                    value.append(value.isEmpty() ? "" : "\n").append(part);
                }
                outputs.put(line.substring(0, heredoc), value.toString());
            } else if (equals >= 0) {
                outputs.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return outputs;
    }

    @Test
    void whatIsKnownOfTheSnapshotIsAppended() throws IOException {
        Path file = Files.writeString(directory.resolve("output"), "earlier=1\n");
        GitHubOutputs outputs =
                GitHubOutputs.of(Map.of("GITHUB_OUTPUT", file.toString())).orElseThrow();
        outputs.check();
        outputs.write(receipt("registry.fly.io/shop:1"), Optional.of(Path.of("receipt.json")));
        assertEquals(
                List.of(
                        "earlier=1",
                        "snapshot_id=vs_4LNvXLLK0P6tk6KgqoexaBw",
                        "grade=synced",
                        "run=run_k3v9x2m7qa",
                        "app=shop",
                        "volume=vol_4qk5xqz7y1mj8w2r",
                        "image=registry.fly.io/shop:1",
                        "receipt=receipt.json"),
                Files.readAllLines(file));
    }

    @Test
    void noValueBecomesAnotherOutput() throws IOException {
        String evil = "shop:1\ngrade=held\nEOF\nsnapshot_id<<x\nvs_evil\nx";
        Path file = Files.createFile(directory.resolve("output"));
        GitHubOutputs.of(Map.of("GITHUB_OUTPUT", file.toString()))
                .orElseThrow()
                .write(receipt(evil), Optional.of(Path.of("a\nb=c")));
        Map<String, String> read = read(file);
        assertEquals("synced", read.get("grade"));
        assertEquals("vs_4LNvXLLK0P6tk6KgqoexaBw", read.get("snapshot_id"));
        assertEquals(evil, read.get("image"));
        assertEquals("a\nb=c", read.get("receipt"));
        assertEquals(7, read.size(), read::toString);
    }

    @Test
    void outsideOfAStepThereAreNoneAndAFileThatIsNotThereIsSaidBefore() {
        assertEquals(Optional.empty(), GitHubOutputs.of(Map.of()).map(it -> 1));
        assertEquals(Optional.empty(), GitHubOutputs.of(Map.of("GITHUB_OUTPUT", " ")).map(it -> 1));
        GitHubOutputs gone =
                GitHubOutputs.of(Map.of("GITHUB_OUTPUT", directory.resolve("no").toString()))
                        .orElseThrow();
        assertEquals(
                "outputs-not-written",
                assertThrows(FlysnapException.class, gone::check).problem().code());
    }
}
