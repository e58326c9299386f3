package dev.flysnap.runtime;

import java.time.Duration;
import java.time.Instant;

/** Reports what is being waited for: when that changes, and every 30 seconds. */
public final class WaitProgress {
    private static final Duration REPEAT_INTERVAL = Duration.ofSeconds(30);

    private final RunContext context;
    private final Instant startedAt;
    private String lastMessage = "";
    private Instant lastReportAt;

    public WaitProgress(RunContext context) {
        this.context = context;
        startedAt = context.clock().instant();
        lastReportAt = startedAt;
    }

    public void report(String message) {
        Instant now = context.clock().instant();
        if (!message.equals(lastMessage) || !now.isBefore(lastReportAt.plus(REPEAT_INTERVAL))) {
            context.progress()
                    .report(
                            "%s (%d s)"
                                    .formatted(
                                            message, Duration.between(startedAt, now).toSeconds()));
            lastMessage = message;
            lastReportAt = now;
        }
    }
}
