package dev.flysnap.restore.verify;

import dev.flysnap.file.AtomicFile;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What a new machine runs first: it checks the volume, writes its verdict, and keeps running until
 * it is stopped or its time is over, so that short commands can read the verdict (Fly aborts an
 * exec after 30 s).
 */
public final class VerifierProcess {
    private final Path verdictFile;

    public VerifierProcess(Path verdictFile) {
        this.verdictFile = verdictFile;
    }

    /**
     * Checks, writes the verdict atomically, and waits for the end of the process, which deletes
     * it.
     */
    public void run(VolumeCheck check) {
        String text = JsonText.print(Records.write(Verdict.class, check.verdict()));
        Runtime.getRuntime().addShutdownHook(new Thread(this::deleteVerdict, "remove verdict"));
        try {
            AtomicFile.write(verdictFile, text);
            // Whether anybody stops it or not, it costs nothing after that.
            boolean _ =
                    new CountDownLatch(1)
                            .await(VerifierConfig.LIFETIME.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException e) {
            throw new Problem(
                            "verdict-not-written",
                            ExitCode.FAILED,
                            "The verdict cannot be written to " + verdictFile + ".",
                            FailureText.of(e),
                            "Name a writable file: --verdict FILE")
                    .exception(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deleteVerdict() {
        try {
            Files.deleteIfExists(verdictFile);
        } catch (IOException gone) {
            // The machine ends; its root file system goes with it.
        }
    }
}
