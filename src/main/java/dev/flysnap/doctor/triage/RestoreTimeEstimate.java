package dev.flysnap.doctor.triage;

import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Volume;
import dev.flysnap.restore.run.RunProgress;
import dev.flysnap.runtime.RunContext;
import java.time.Duration;
import java.util.Optional;

/**
 * How long restores take, as far as this journal can tell.
 *
 * @param last the time that the app's last one took; absent without any
 */
record RestoreTimeEstimate(Optional<Duration> last) {
    /** Longer ones waited for a person in between. */
    private static final Duration MAX_DURATION = Duration.ofHours(2);

    private static final Duration BASE = Duration.ofMinutes(3);
    private static final Duration PER_GB = Duration.ofMinutes(1);

    static RestoreTimeEstimate of(RunContext context, AppName app) {
        RunProgress past = new RunProgress(context);
        return new RestoreTimeEstimate(
                context.journal().runs().stream()
                        .filter(it -> it.kind().isRestoreOrMove() && it.app().equals(app))
                        .filter(it -> context.journal().status(it.id()) == RunStatus.DONE)
                        .flatMap(it -> durationOf(past, it).stream())
                        .findFirst());
    }

    /** A cutover that came much later, or the removal of the old pair, is not part of it. */
    private static Optional<Duration> durationOf(RunProgress past, RunRecord run) {
        return past.usableAt(run).stream()
                .map(it -> Duration.between(run.startedAt(), it))
                .filter(it -> it.compareTo(MAX_DURATION) < 0)
                .findFirst();
    }

    Duration estimate(long storedBytes) {
        return last.orElseGet(
                () -> BASE.plus(PER_GB.multipliedBy(storedBytes / Volume.BYTES_PER_GB)));
    }

    String basis() {
        return last.isPresent()
                ? "as long as the last one in this journal"
                : "a guess: no restore of the app that is done is in this journal";
    }
}
