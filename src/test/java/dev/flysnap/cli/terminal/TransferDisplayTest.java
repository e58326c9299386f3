package dev.flysnap.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is told of a copy that takes long. */
class TransferDisplayTest {
    private static final TransferDisplay.Pace AT_ONCE =
            new TransferDisplay.Pace(Duration.ZERO, Duration.ofMillis(5));
    private static final TransferDisplay.Pace LATER =
            new TransferDisplay.Pace(Duration.ofMinutes(10), Duration.ofMillis(5));
    private static final int COLUMNS = 60;

    /** Lets a test wait for what another thread writes. */
    private static final class Screen extends StringWriter {
        private final String awaited;
        private final CountDownLatch seen = new CountDownLatch(1);

        Screen(String awaited) {
            this.awaited = awaited;
        }

        @Override
        public void flush() {
            if (toString().contains(awaited)) {
                seen.countDown();
            }
        }

        String await() throws InterruptedException {
            assertTrue(seen.await(60, TimeUnit.SECONDS), () -> awaited + " in " + this);
            return toString();
        }
    }

    @Test
    void onATerminalABarTellsTheShareTheBytesAndTheRateAndLeavesNothingBehind() throws Exception {
        Screen err = new Screen(" 25% [");
        TransferDisplay display = display(err, Optional.of(COLUMNS), AT_ONCE);
        display.step("writing the copy");
        display.copied(50_000_000, 200_000_000);
        String seen = err.await();
        display.close();
        assertTrue(seen.startsWith("  … writing the copy\n"), seen);
        String bar = seen.substring(seen.lastIndexOf(" 25% ["));
        assertTrue(bar.contains(" 50/200 MB (0:00:0"), bar);
        assertTrue(bar.contains("MB/s"), bar);
        for (String each : seen.split("[\r\n]")) {
            assertTrue(each.length() < COLUMNS, "fits into one line: \"" + each + "\"");
        }
        assertTrue(err.toString().endsWith("\r" + " ".repeat(COLUMNS - 1) + "\r"), err.toString());
    }

    @Test
    void aStepThatMovesNoBytesTellsItsTime() throws Exception {
        Screen err = new Screen("checking the copy: 0 s");
        try (TransferDisplay display = display(err, Optional.of(COLUMNS), AT_ONCE)) {
            display.step("checking the copy");
            err.await();
        }
    }

    @Test
    void whatIsNoStepIsToldAtOnceAlsoInALog() {
        Screen err = new Screen("");
        try (TransferDisplay display = display(err, Optional.empty(), LATER)) {
            display.step("reading the copy");
            display.note("the store does not answer");
            display.copied(50_000_000, 200_000_000);
        }
        assertEquals("flysnap: the store does not answer\n", err.toString());
    }

    @Test
    void elsewhereEachTellingIsALineOfALog() throws Exception {
        Screen err = new Screen("\nflysnap: writing the copy: 50 of 200 MB, ");
        try (TransferDisplay display = display(err, Optional.empty(), AT_ONCE)) {
            display.step("copying /data/app.db");
            display.step("writing the copy");
            display.copied(50_000_000, 200_000_000);
            err.await();
        }
        for (String line : err.toString().split("\n")) {
            assertTrue(line.startsWith("flysnap: "), line);
        }
    }

    @Test
    void whatIsDoneSoonIsNotTold() {
        Screen err = new Screen("nothing");
        try (TransferDisplay display = display(err, Optional.empty(), LATER)) {
            display.step("copying /data/app.db");
            display.copied(50_000_000, 200_000_000);
            display.copied(200_000_000, 200_000_000);
        }
        assertEquals("", err.toString());
    }

    private static TransferDisplay display(
            Screen err, Optional<Integer> columns, TransferDisplay.Pace pace) {
        return new TransferDisplay(new PrintWriter(err, true), columns, pace);
    }
}
