package dev.flysnap.doctor;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.AppName;
import dev.flysnap.restore.Restore;
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
    private static final long BYTES_PER_GB = 1_000_000_000L;

    static RestoreTimes of(Journal journal, AppName app) {
        for (RunRecord run : journal.runs()) {
            boolean done =
                    Restore.isKindOf(run)
                            && run.app().equals(app)
                            && journal.status(run.id()) == RunStatus.DONE;
            Optional<Duration> took =
                    done
                            ? journal.lastEventAt(run.id())
                                    .map(it -> Duration.between(run.startedAt(), it))
                            : Optional.empty();
            if (took.filter(it -> it.compareTo(WITHOUT_PAUSE) < 0).isPresent()) {
                return new RestoreTimes(took);
            }
        }
        return new RestoreTimes(Optional.empty());
    }

    Duration estimate(long storedBytes) {
        return last.orElseGet(() -> ANY.plus(EACH_GB.multipliedBy(storedBytes / BYTES_PER_GB)));
    }

    String basis() {
        return last.isPresent()
                ? "as long as the last one in this journal"
                : "a guess: no restore of the app is in this journal";
    }
}
