package dev.flysnap.cli.option;

import dev.flysnap.config.Config;
import dev.flysnap.config.ConfigFlags;
import dev.flysnap.journal.Journal;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
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

    public Journal journal() {
        ConfigFlags flags =
                new ConfigFlags(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        stateDir,
                        Optional.empty());
        Config config =
                Config.load(
                        flags,
                        System.getenv(),
                        Path.of("").toAbsolutePath(),
                        Path.of(System.getProperty("user.home", "/")));
        return Journal.open(config.stateDir(), InstantSource.system());
    }
}
