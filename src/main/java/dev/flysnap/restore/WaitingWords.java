package dev.flysnap.restore;

import dev.flysnap.snapshot.Workbench;
import java.time.Duration;
import java.time.Instant;

/** Tells whoever watches what is being waited for: when it changes, and now and then. */
final class WaitingWords {
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(30);

    private final Workbench bench;
    private final Instant begun;
    private String told = "";
    private Instant toldAt;

    WaitingWords(Workbench bench) {
        this.bench = bench;
        begun = bench.clock().instant();
        toldAt = begun;
    }

    void tell(String words) {
        Instant now = bench.clock().instant();
        if (!words.equals(told) || !now.isBefore(toldAt.plus(AGAIN_AFTER))) {
            bench.progress()
                    .at("%s (%d s)".formatted(words, Duration.between(begun, now).toSeconds()));
            told = words;
            toldAt = now;
        }
    }
}
