package dev.flysnap.restore.plan;

import dev.flysnap.journal.RunKind;
import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.restore.model.PlanRationale.ServiceGap;
import dev.flysnap.restore.topology.RestoreHistory;
import dev.flysnap.restore.verify.ConfiguredChecks;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.time.DurationText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How long a cutover is going to keep an app out of service: as long as last time, else a guess.
 */
final class DowntimeEstimate {
    /** Runs that are looked at for an earlier cutover of the app. */
    private static final int MOST_RUNS = 20;

    /** A longer one had a person, or a night, in it: it tells nothing of the next. */
    private static final Duration WITHOUT_PAUSE = Duration.ofHours(1);

    /** Cordon, metadata, stop, image and boot of a small machine. */
    private static final Duration STOP_AND_START = Duration.ofSeconds(15);

    /** Snapshot, volume, machine and check of a few hundred megabytes. */
    private static final Duration SNAPSHOT_TO_VERIFIED = Duration.ofMinutes(3);

    private static final Duration USUAL_INTERVAL = Duration.ofSeconds(15);

    private final RunContext context;

    DowntimeEstimate(RunContext context) {
        this.context = context;
    }

    ServiceGap expected(AppName app, Json.Obj appConfig) {
        return last(app, RunKind.RESTORE)
                .map(it -> new ServiceGap(it, "as the last cutover took"))
                .orElseGet(() -> guessed(appConfig));
    }

    /** Of a move, which makes snapshot, volume and machine while nobody is served. */
    ServiceGap expectedOfMove(AppName app, Json.Obj appConfig) {
        return last(app, RunKind.MOVE)
                .map(it -> new ServiceGap(it, "as the last move took"))
                .orElseGet(() ->
                        new ServiceGap(
                                guessed(appConfig).about().plus(SNAPSHOT_TO_VERIFIED),
                                "a guess; more data takes longer"));
    }

    private Optional<Duration> last(AppName app, RunKind kind) {
        return context.journal().runs().stream()
                .filter(it -> it.kind() == kind && it.app().equals(app))
                .limit(MOST_RUNS)
                .flatMap(it -> new RestoreHistory(context).state(it).stream())
                .flatMap(it -> it.withoutService().stream())
                .filter(it -> it.compareTo(WITHOUT_PAUSE) <= 0)
                .findFirst();
    }

    /** Pure. */
    static ServiceGap guessed(Json.Obj appConfig) {
        List<Duration> checks =
                ConfiguredChecks.in(appConfig).map(DowntimeEstimate::firstPass).toList();
        if (checks.isEmpty()) {
            return new ServiceGap(STOP_AND_START, "a guess: the app has no checks to wait for");
        }
        Duration slowest = checks.stream().max(Duration::compareTo).orElse(Duration.ZERO);
        return new ServiceGap(
                STOP_AND_START.plus(slowest),
                "a guess: stop, image and boot, then up to "
                        + slowest.toSeconds()
                        + " s until its checks pass");
    }

    private static Duration firstPass(Json.Obj check) {
        return length(check, "grace_period")
                .orElse(Duration.ZERO)
                .plus(length(check, "interval").orElse(USUAL_INTERVAL));
    }

    /** As Go writes durations; a bare number is nanoseconds. */
    private static Optional<Duration> length(Json.Obj check, String field) {
        Optional<Duration> nanos = check.number(field).map(Duration::ofNanos);
        return nanos.or(() -> check.text(field).flatMap(DurationText::parse));
    }
}
