package dev.flysnap.bench;

import dev.flysnap.model.RunId;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Receipt;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.HoldUntil;
import dev.flysnap.snapshot.plan.QuiescePolicy;
import dev.flysnap.sqlite.CheckpointMode;
import dev.flysnap.sqlite.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes ready for a snapshot and takes it, by one {@link LossMethod}. */
final class LossSnapshot {
    private static final RunId RUN = new RunId("run_bench0loss");
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    /** The longest that the agent grants: the computer may be busy with other apps. */
    private static final Duration HOLD_MAX = Duration.ofSeconds(10);

    private static final Duration CHECKPOINT_WAIT = Duration.ofSeconds(5);
    private static final int CHECKPOINT_TRIES = 5;

    /** {@code flysnap create}. */
    @FunctionalInterface
    interface Creator {
        Receipt create(RunId run, CreateRequest request);
    }

    /**
     * A snapshot, and from when on it promises what.
     *
     * @param t see {@link LossResult}
     */
    record Taken(Receipt receipt, Instant t, Instant requestedAt) {}

    private final LossCase of;
    private final Creator creator;
    private final Path database;

    LossSnapshot(LossCase of, Creator creator, Path database) {
        this.of = of;
        this.creator = creator;
        this.database = database;
    }

    Taken take() {
        Instant begun = Instant.now();
        return switch (of.method()) {
            case PLAIN -> plain(Optional.empty());
            case TRUNCATE -> {
                checkpoint();
                yield plain(Optional.of(begun));
            }
            case SYNCED -> quiesced(HoldUntil.QUIESCED, Grade.SYNCED);
            case HELD -> quiesced(HoldUntil.CREATED, Grade.HELD);
        };
    }

    /** As {@code sqlite3 shop.db 'PRAGMA wal_checkpoint(TRUNCATE)'} does, and again while busy. */
    private void checkpoint() {
        try (Database open = Database.open(database)) {
            for (int i = 0; i < CHECKPOINT_TRIES; i++) {
                if (open.checkpoint(CheckpointMode.TRUNCATE, CHECKPOINT_WAIT).busy() == 0) {
                    return;
                }
            }
        }
    }

    private Taken plain(Optional<Instant> begun) {
        Receipt receipt = create(QuiescePolicy.OFF, HoldUntil.QUIESCED, Grade.CRASH_CONSISTENT);
        Instant requestedAt = receipt.times().requestedAt().orElseThrow();
        return new Taken(receipt, begun.orElse(requestedAt), requestedAt);
    }

    private Taken quiesced(HoldUntil until, Grade least) {
        Receipt receipt = create(QuiescePolicy.REQUIRED, until, least);
        return new Taken(
                receipt,
                receipt.times().holdsAllBefore().orElseThrow(),
                receipt.times().requestedAt().orElseThrow());
    }

    private Receipt create(QuiescePolicy quiesce, HoldUntil until, Grade least) {
        return creator.create(
                RUN,
                new CreateRequest(
                        of.app(),
                        Optional.empty(),
                        Optional.of(quiesce),
                        until,
                        HOLD_MAX,
                        List.of(),
                        Optional.of(least),
                        TIMEOUT));
    }
}
