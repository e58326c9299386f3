package dev.flysnap.sources;

import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Volume;
import dev.flysnap.restore.run.RunProgress;
import dev.flysnap.runtime.RunContext;
import java.time.Duration;
import java.util.Optional;

/**
 * How long a restore will probably take.
 *
 * @param last how long the app's last restore took, if the journal has one
 */
public record RestoreTimeEstimate(Optional<Duration> last) {
    /** Longer restores probably waited for a person. */
    private static final Duration MAX_DURATION = Duration.ofHours(2);

    private static final Duration BASE = Duration.ofMinutes(3);
    private static final Duration PER_GB = Duration.ofMinutes(1);

    public static RestoreTimeEstimate of(RunContext context, AppName app) {
        RunProgress past = new RunProgress(context);
        return new RestoreTimeEstimate(
                context.journal().runs(app).stream()
                        .filter(it -> it.kind().makesVolume())
                        .filter(it -> context.journal().status(it.id()) == RunStatus.DONE)
                        .flatMap(it -> durationOf(past, it).stream())
                        .findFirst());
    }

    /** Excludes a much later cutover, and what was over before the run was adopted. */
    private static Optional<Duration> durationOf(RunProgress past, RunRecord run) {
        return past.usableAt(run).stream()
                .map(it -> Duration.between(run.startedAt(), it))
                .filter(it -> it.isPositive() && it.compareTo(MAX_DURATION) < 0)
                .findFirst();
    }

    public Duration estimate(long storedBytes) {
        return last.orElseGet(
                () -> BASE.plus(PER_GB.multipliedBy(storedBytes / Volume.BYTES_PER_GB)));
    }

    public String basis() {
        return last.isPresent()
                ? "as long as the last restore in this journal"
                : "a guess: this journal has no finished restore of the app";
    }
}
