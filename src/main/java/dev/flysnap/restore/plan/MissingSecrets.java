package dev.flysnap.restore.plan;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.http.FlyException;
import dev.flysnap.model.AppName;
import java.util.List;
import java.util.Optional;

/** Which secrets an app lacks to run another app's machines: names only, never values. */
final class MissingSecrets {
    private final FlyApi fly;

    MissingSecrets(FlyApi fly) {
        this.fly = fly;
    }

    /**
     * The names that {@code from} has and {@code to} lacks; empty if the token is not allowed to
     * ask.
     */
    Optional<List<String>> names(AppName from, AppName to) {
        try {
            List<String> there = fly.apps().secrets(to);
            return Optional.of(
                    fly.apps().secrets(from).stream().filter(it -> !there.contains(it)).toList());
        } catch (FlyException notAllowed) {
            return Optional.empty();
        }
    }
}
