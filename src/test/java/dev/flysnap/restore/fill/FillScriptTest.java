package dev.flysnap.restore.fill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.model.RunId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the script answers, run by the shell of this computer. */
class FillScriptTest {
    private static final RunId RUN = new RunId("run_fillscript");

    @TempDir private Path volume;

    @AfterEach
    void removeWorkFolder() throws IOException {
        try (var folders =
                Files.newDirectoryStream(Path.of("/tmp"), "flysnap-verify-" + RUN + "*")) {
            for (Path folder : folders) {
                try (var files = Files.newDirectoryStream(folder)) {
                    for (Path file : files) {
                        Files.delete(file);
                    }
                }
                Files.delete(folder);
            }
        }
    }

    /** The limit stands for a disk that is full: the same writes fail. */
    @Test
    void noRoomForAPartIsNotCalledDamage() throws Exception {
        byte[] bytes = new byte[Chunk.BLOCK_BYTES];
        new Random(1).nextBytes(bytes);
        Path file = Files.write(volume.resolve("source.db"), bytes);
        Chunk chunk;
        try (FileChannel source = FileChannel.open(file)) {
            chunk = Chunk.at(source, 0, 1_000_000, Chunk.NONE);
        }
        FillScript script = new FillScript(RUN, 0, volume.resolve("app.db").toString());
        assertEquals("@part 0", run("", script.begin(), ""));
        List<String> send = script.chunk(0, chunk.sha256());
        String full = run("trap '' XFSZ; ulimit -f 8;", send, chunk.text());
        assertTrue(full.startsWith("@error "), full);
        assertTrue(full.contains("File too large"), full);
        String cut = chunk.text().substring(0, chunk.text().length() / 2);
        assertEquals("@damaged", run("", send, cut));
        assertEquals("@done", run("", send, chunk.text()));
    }

    private static String run(String before, List<String> command, String stdin) throws Exception {
        List<String> wrapped = new ArrayList<>(List.of("sh", "-c", before + " exec \"$@\"", "sh"));
        wrapped.addAll(command);
        Process process =
                new ProcessBuilder(wrapped).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (var in = process.getOutputStream()) {
            in.write(stdin.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It did not read all of it.
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int _ = process.waitFor();
        return said.strip();
    }
}
