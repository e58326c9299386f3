package dev.flysnap.runtime;

import java.time.Duration;
import java.time.Instant;

/** Tells whoever watches what is being waited for: when it changes, and now and then. */
public final class WaitProgress {
    private static final Duration REPEAT_INTERVAL = Duration.ofSeconds(30);

    private final RunContext context;
    private final Instant startedAt;
    private String lastText = "";
    private Instant lastReportAt;

    public WaitProgress(RunContext context) {
        this.context = context;
        startedAt = context.clock().instant();
        lastReportAt = startedAt;
    }

    public void report(String words) {
        Instant now = context.clock().instant();
        if (!words.equals(lastText) || !now.isBefore(lastReportAt.plus(REPEAT_INTERVAL))) {
            context.progress()
                    .report(
                            "%s (%d s)"
                                    .formatted(
                                            words, Duration.between(startedAt, now).toSeconds()));
            lastText = words;
            lastReportAt = now;
        }
    }
}
