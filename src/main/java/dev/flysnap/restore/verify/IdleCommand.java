package dev.flysnap.restore.verify;

import dev.flysnap.json.Json;
import dev.flysnap.model.RunId;
import java.util.List;

/**
 * What the app's image runs in place of the app while exec drives its {@code sqlite3}: nothing,
 * until it is stopped, or its time is over. It works with any {@code sh}.
 */
public final class IdleCommand {
    private static final String NAME = "flysnap-idle";

    /** Removes what the checks left behind, where the root file system survives. */
    private static final String SCRIPT =
            """
            trap 'rm -rf /tmp/flysnap-verify-"$1"-*; exit 0' INT TERM
            n=0
            while [ "$n" -lt %d ]; do sleep 3600 & wait $!; n=$((n + 1)); done
            rm -rf /tmp/flysnap-verify-"$1"-*\
            """
                    .formatted(VerifierConfig.LIFETIME.toHours());

    static List<String> of(RunId run) {
        return List.of("sh", "-c", SCRIPT, NAME, run.value());
    }

    /** Whether a machine with this config idles. */
    public static boolean isIn(Json.Obj config) {
        return config.object("init")
                .flatMap(it -> it.get("exec"))
                .filter(Json.Arr.class::isInstance)
                .map(Json.Arr.class::cast)
                .filter(it -> it.items().contains(new Json.Str(NAME)))
                .isPresent();
    }

    private IdleCommand() {}
}
