package dev.flysnap.hook.look;

import dev.flysnap.model.sqlite.ReplicatedDatabase;
import java.util.List;
import java.util.Optional;

/**
 * How Litestream is set up in a machine.
 *
 * @param config its config file; absent where its command line says it all
 * @param isRunning whether a process of it was seen
 * @param replicated what it copies, and where to, as far as that can be read
 */
public record LitestreamSetup(
        Optional<String> config, boolean isRunning, List<ReplicatedDatabase> replicated) {
    public static final LitestreamSetup NONE =
            new LitestreamSetup(Optional.empty(), false, List.of());

    public LitestreamSetup {
        replicated = List.copyOf(replicated);
    }

    /** Whether there is any sign of it. */
    public boolean isPresent() {
        return isRunning || config.isPresent() || !replicated.isEmpty();
    }
}
