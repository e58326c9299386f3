package dev.flysnap.cli.option;

import dev.flysnap.config.ConfigFlags;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of most commands: app, volume, state directory, output. */
public final class TargetOptions {
    @Option(
            names = {"-a", "--app"},
            paramLabel = "APP",
            description = "The Fly app. Default: FLY_APP, then flysnap.toml, then fly.toml.")
    public Optional<String> app;

    @Option(
            names = "--volume",
            paramLabel = "VOLUME",
            description = "The volume, if the app has several.")
    public Optional<String> volume;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description =
                    "Where the journal is. Default: FLYSNAP_STATE_DIR, then the user's state directory.")
    public Optional<Path> stateDir;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Read this file instead of ./flysnap.toml.")
    Optional<Path> configFile;

    @Option(names = "--json", description = "Print one JSON document instead of text.")
    public boolean json;

    public ConfigFlags flags(
            Optional<String> appArgument, Optional<String> hook, Optional<String> via) {
        return new ConfigFlags(
                app.or(() -> appArgument),
                volume,
                hook,
                via,
                Optional.empty(),
                stateDir,
                configFile);
    }

    public ConfigFlags flags(Optional<String> appArgument, HookOptions hook) {
        return flags(appArgument, hook.hook, hook.via).withContainer(hook.container);
    }
}
