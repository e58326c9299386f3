package dev.flysnap.sources;

import dev.flysnap.model.AppName;
import dev.flysnap.problem.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an app's data could be brought back from.
 *
 * @param appExists whether Fly knows the app
 * @param all best first
 * @param timeBasis what the times are based on
 * @param unread what could not be looked into
 * @param unreadElsewhere the same of buckets that only other computers have used
 */
public record Sources(
        AppName app,
        Instant at,
        boolean appExists,
        NewestCommit newest,
        List<Source> all,
        String timeBasis,
        List<Problem> unread,
        List<Problem> unreadElsewhere) {
    public Sources {
        all = List.copyOf(all);
        unread = List.copyOf(unread);
        unreadElsewhere = List.copyOf(unreadElsewhere);
    }

    /** The best one that is not known to be bad. */
    public Optional<Source> best() {
        return all.stream().filter(it -> !it.isBad() && it.command().isPresent()).findFirst();
    }

    /** The best copy or replica that is not known to be bad. */
    public Optional<Source> bestOutsideFly() {
        return all.stream().filter(it -> !it.isBad() && it.origin().isOutsideFly()).findFirst();
    }
}
