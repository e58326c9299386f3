package dev.flysnap.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransferLinesTest {
    private Instant now = Instant.EPOCH;
    private final List<String> lines = new ArrayList<>();

    @Test
    void eachTenSecondsThereIsALineWithTheRateAndTheTimeLeft() {
        Progress progress =
                new Progress() {
                    @Override
                    public void report(String message) {
                        throw new AssertionError("only where a terminal is");
                    }

                    @Override
                    public void reportAlways(String message) {
                        lines.add(message);
                    }
                };
        TransferLines transfer = new TransferLines(progress, () -> now, "sending a.db", 4_000_000);
        for (int second = 0; second <= 25; second++) {
            now = Instant.EPOCH.plusSeconds(second);
            transfer.at(4_000_000 + second * 500_000L, 34_000_000);
        }
        assertEquals(
                List.of(
                        "sending a.db: 9 of 34 MB, 0.5 MB/s, about 50 s left",
                        "sending a.db: 14 of 34 MB, 0.5 MB/s, about 40 s left"),
                lines);
    }
}
