package dev.flysnap.restore.verify;

import dev.flysnap.file.AtomicFile;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a new machine runs first: it checks the volume, writes its verdict, and keeps running until
 * it is stopped or its time is over, so that short commands can read the verdict (Fly aborts an
 * exec after 30 s).
 */
public final class VerifierProcess {
    private final Path verdictFile;
    private final Duration lifetime;

    /**
     * @param lifetime after that it ends, whether its check is done or not
     */
    public VerifierProcess(Path verdictFile, Duration lifetime) {
        this.verdictFile = verdictFile;
        this.lifetime = lifetime;
    }

    /**
     * Checks, writes the verdict atomically, and waits for the end of the process, which deletes
     * it.
     */
    public void run(VolumeCheck check) {
        long endNanos = System.nanoTime() + lifetime.toNanos();
        Runtime.getRuntime().addShutdownHook(new Thread(this::deleteVerdict, "remove verdict"));
        FutureTask<String> checking =
                new FutureTask<>(
                        () -> JsonText.print(Records.write(Verdict.class, check.verdict())));
        // A check that hangs does not keep the machine, which costs money as long as it runs.
        Thread.ofPlatform().daemon().name("check").start(checking);
        try {
            String text = checking.get(lifetime.toNanos(), TimeUnit.NANOSECONDS);
            AtomicFile.write(verdictFile, text);
            // Whether anybody stops it or not, it costs nothing after that.
            boolean _ =
                    new CountDownLatch(1).await(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // Nobody waits for it any more.
            boolean _ = checking.cancel(true);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof FlysnapException known
                    ? known
                    : new IllegalStateException("the check has failed", e.getCause());
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
