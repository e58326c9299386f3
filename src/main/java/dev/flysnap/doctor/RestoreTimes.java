package dev.flysnap.doctor;

import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Volume;
import dev.flysnap.restore.RunsPast;
import dev.flysnap.snapshot.Workbench;
import java.time.Duration;
import java.util.Optional;

/**
 * How long restores take, as far as this journal can tell.
 *
 * @param last the time that the app's last one took; absent without any
 */
record RestoreTimes(Optional<Duration> last) {
    /** Longer ones waited for a person in between. */
    private static final Duration WITHOUT_PAUSE = Duration.ofHours(2);

    private static final Duration ANY = Duration.ofMinutes(3);
    private static final Duration EACH_GB = Duration.ofMinutes(1);

    static RestoreTimes of(Workbench bench, AppName app) {
        RunsPast past = new RunsPast(bench);
        return new RestoreTimes(
                bench.journal().runs().stream()
                        .filter(it -> it.kind().isRestoreOrMove() && it.app().equals(app))
                        .filter(it -> bench.journal().status(it.id()) == RunStatus.DONE)
                        .flatMap(it -> took(past, it).stream())
                        .findFirst());
    }

    /** A cutover that came much later, or the removal of the old pair, is not part of it. */
    private static Optional<Duration> took(RunsPast past, RunRecord run) {
        return past.usableAt(run).stream()
                .map(it -> Duration.between(run.startedAt(), it))
                .filter(it -> it.compareTo(WITHOUT_PAUSE) < 0)
                .findFirst();
    }

    Duration estimate(long storedBytes) {
        return last.orElseGet(
                () -> ANY.plus(EACH_GB.multipliedBy(storedBytes / Volume.BYTES_PER_GB)));
    }

    String basis() {
        return last.isPresent()
                ? "as long as the last one in this journal"
                : "a guess: no restore of the app that is done is in this journal";
    }
}
