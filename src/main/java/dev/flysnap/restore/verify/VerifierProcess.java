package dev.flysnap.restore.verify;

import dev.flysnap.file.AtomicFile;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * What a new machine runs first: it checks the volume, writes its verdict, and stays until it is
 * stopped, so that the verdict can be read by short commands (Fly breaks an exec off at 30 s).
 */
public final class VerifierProcess {
    private final Path verdictFile;

    public VerifierProcess(Path verdictFile) {
        this.verdictFile = verdictFile;
    }

    /**
     * Checks, writes the verdict all at once, and waits for the end of the process, which removes
     * it.
     */
    public void run(VolumeCheck check) {
        String text = JsonText.print(Records.write(Verdict.class, check.verdict()));
        Runtime.getRuntime().addShutdownHook(new Thread(this::remove, "remove verdict"));
        try {
            AtomicFile.write(verdictFile, text);
            new CountDownLatch(1).await();
        } catch (IOException e) {
            throw new Problem(
                            "verdict-not-written",
                            ExitCode.FAILED,
                            "The verdict cannot be written to " + verdictFile + ".",
                            String.valueOf(e),
                            "Name a place that can be written: --verdict FILE")
                    .exception(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void remove() {
        try {
            Files.deleteIfExists(verdictFile);
        } catch (IOException gone) {
            // The machine ends; its root file system goes with it.
        }
    }
}
