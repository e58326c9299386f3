package dev.flysnap.runtime;

import java.time.Duration;
import java.time.Instant;

/** Tells whoever watches what is being waited for: when it changes, and now and then. */
public final class WaitProgress {
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(30);

    private final RunContext context;
    private final Instant begun;
    private String told = "";
    private Instant toldAt;

    public WaitProgress(RunContext context) {
        this.context = context;
        begun = context.clock().instant();
        toldAt = begun;
    }

    public void tell(String words) {
        Instant now = context.clock().instant();
        if (!words.equals(told) || !now.isBefore(toldAt.plus(AGAIN_AFTER))) {
            context.progress()
                    .report("%s (%d s)".formatted(words, Duration.between(begun, now).toSeconds()));
            told = words;
            toldAt = now;
        }
    }
}
