package dev.flysnap.cli.option;

import dev.flysnap.config.Config;
import dev.flysnap.config.ConfigFlags;
import dev.flysnap.journal.ApiIdentity;
import dev.flysnap.journal.Journal;
import dev.flysnap.problem.FlysnapException;
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
    public Journal journal(Consumer<Problem> unread, Consumer<String> notes) {
        return journalToLook(Config.load(ConfigFlags.ofStateDir(stateDir)), unread, notes);
    }

    /**
     * The part of the journal that belongs to the configured Fly, of every organisation; shared
     * with others if that is configured.
     *
     * @param notes told what the user should know of the store
     */
    public static Journal journal(Config config, Consumer<String> notes) {
        Journal journal =
                Journal.open(
                        config.stateDir(),
                        ApiIdentity.of(config.flyBaseUrl()),
                        InstantSource.system());
        return SharedState.of(config).map(it -> it.join(journal, notes)).orElse(journal);
    }

    /**
     * The same for a command that changes nothing but the journal here, where that is shared.
     *
     * @param unread told what cannot be read
     */
    public static Journal journalToLook(
            Config config, Consumer<Problem> unread, Consumer<String> notes) {
        if (SharedState.of(config).isPresent()) {
            try {
                return journal(config, notes);
            } catch (FlysnapException e) {
                unread.accept(e.problem());
            }
        }
        return Journal.openToLook(
                config.stateDir(),
                ApiIdentity.of(config.flyBaseUrl()),
                InstantSource.system(),
                unread);
    }
}
