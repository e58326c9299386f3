package dev.flysnap.restore.plan;

import dev.flysnap.journal.RunKind;
import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.restore.model.PlanRationale.ExpectedDowntime;
import dev.flysnap.restore.topology.RestoreHistory;
import dev.flysnap.restore.verify.ConfiguredChecks;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.time.DurationText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The expected downtime of a cutover: that of the last one, else an estimate. */
final class DowntimeEstimate {
    private static final int MAX_RUNS = 20;

    /** A longer one included waiting for a person, and predicts nothing. */
    private static final Duration MAX_COMPARABLE = Duration.ofHours(1);

    /** Cordon, metadata, stop, image and boot of a small machine. */
    private static final Duration STOP_AND_START = Duration.ofSeconds(15);

    /** Snapshot, volume, machine and check of a few hundred megabytes. */
    private static final Duration SNAPSHOT_TO_VERIFIED = Duration.ofMinutes(3);

    private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(15);

    private final RunContext context;

    DowntimeEstimate(RunContext context) {
        this.context = context;
    }

    ExpectedDowntime expected(AppName app, Json.Obj appConfig) {
        return lastMeasured(app, RunKind.RESTORE)
                .map(it -> new ExpectedDowntime(it, "as the last cutover took"))
                .orElseGet(() -> estimated(appConfig));
    }

    /** Of a move, which creates snapshot, volume and machine during the downtime. */
    ExpectedDowntime expectedOfMove(AppName app, Json.Obj appConfig) {
        return lastMeasured(app, RunKind.MOVE)
                .map(it -> new ExpectedDowntime(it, "as the last move took"))
                .orElseGet(() ->
                        new ExpectedDowntime(
                                estimated(appConfig).about().plus(SNAPSHOT_TO_VERIFIED),
                                "a guess; more data takes longer"));
    }

    private Optional<Duration> lastMeasured(AppName app, RunKind kind) {
        return context.journal().runs(app).stream()
                .filter(it -> it.kind() == kind)
                .limit(MAX_RUNS)
                .flatMap(it -> new RestoreHistory(context).state(it).stream())
                .flatMap(it -> it.downtime().stream())
                .filter(it -> it.compareTo(MAX_COMPARABLE) <= 0)
                .findFirst();
    }

    /** Pure. */
    static ExpectedDowntime estimated(Json.Obj appConfig) {
        List<Duration> checks =
                ConfiguredChecks.in(appConfig).map(DowntimeEstimate::firstPass).toList();
        if (checks.isEmpty()) {
            return new ExpectedDowntime(
                    STOP_AND_START, "a guess: the app has no checks to wait for");
        }
        Duration slowest = checks.stream().max(Duration::compareTo).orElse(Duration.ZERO);
        return new ExpectedDowntime(
                STOP_AND_START.plus(slowest),
                "a guess: stop, image and boot, then up to %d s until its checks pass"
                        .formatted(slowest.toSeconds()));
    }

    private static Duration firstPass(Json.Obj check) {
        return duration(check, "grace_period")
                .orElse(Duration.ZERO)
                .plus(duration(check, "interval").orElse(DEFAULT_INTERVAL));
    }

    /** In the format of Go; a bare number is nanoseconds. */
    private static Optional<Duration> duration(Json.Obj check, String field) {
        Optional<Duration> nanos = check.number(field).map(Duration::ofNanos);
        return nanos.or(() -> check.text(field).flatMap(DurationText::parse));
    }
}
