package dev.flysnap.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flysnap.runtime.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is told while a step takes long. */
class TerminalProgressTest {
    private static final Duration LIMIT = Duration.ofMinutes(30);

    private final StringWriter err = new StringWriter();

    @Test
    void onATerminalEachStepIsALineAndEachTenSecondsOfItsWait() {
        wait(new TerminalProgress(new PrintWriter(err, true), true));
        assertEquals(
                """
                  … waiting for the snapshot
                  … waiting for the snapshot: 10 s of at most 30 min 00 s
                  … waiting for the snapshot: 20 s of at most 30 min 00 s
                  … waiting for the machine
                  … waiting for the machine: 12 s of at most 30 min 00 s
                flysnap: for every log
                """,
                err.toString());
    }

    @Test
    void elsewhereOnlyWaitsAreTold() {
        wait(new TerminalProgress(new PrintWriter(err, true), false));
        assertEquals(
                """
                flysnap: waiting for the snapshot: 10 s of at most 30 min 00 s
                flysnap: waiting for the snapshot: 20 s of at most 30 min 00 s
                flysnap: waiting for the machine: 12 s of at most 30 min 00 s
                flysnap: for every log
                """,
                err.toString());
    }

    private static void wait(Progress progress) {
        progress.report("waiting for the snapshot");
        for (int second = 1; second < 25; second++) {
            progress.waiting(Duration.ofSeconds(second), LIMIT);
        }
        progress.report("waiting for the machine");
        progress.waiting(Duration.ofSeconds(4), LIMIT);
        progress.waiting(Duration.ofSeconds(12), LIMIT);
        progress.reportAlways("for every log");
    }
}
