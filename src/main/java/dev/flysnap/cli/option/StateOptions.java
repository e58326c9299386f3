package dev.flysnap.cli.option;

import dev.flysnap.config.Config;
import dev.flysnap.config.ConfigFlags;
import dev.flysnap.journal.ApiIdentity;
import dev.flysnap.journal.Journal;
import dev.flysnap.problem.Problem;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Where the journal is, for commands that do not call Fly. */
public final class StateOptions {
    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description =
                    "Where the journal is. Default: FLYSNAP_STATE_DIR, then the user's state directory.")
    public Optional<Path> stateDir = Optional.empty();

    @Option(names = "--json", description = "Print one JSON document instead of text.")
    public boolean json;

    /** To look into it. */
    public Journal journal(Consumer<Problem> unread) {
        return journalToLook(Config.load(ConfigFlags.ofStateDir(stateDir)), unread);
    }

    /** The part of the journal that belongs to the configured Fly, of every organisation. */
    public static Journal journal(Config config) {
        return Journal.open(
                config.stateDir(), ApiIdentity.of(config.flyBaseUrl()), InstantSource.system());
    }

    /**
     * The same for a command that changes nothing.
     *
     * @param unread told what cannot be read
     */
    public static Journal journalToLook(Config config, Consumer<Problem> unread) {
        return Journal.openToLook(
                config.stateDir(),
                ApiIdentity.of(config.flyBaseUrl()),
                InstantSource.system(),
                unread);
    }
}
