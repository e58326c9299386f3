package dev.flysnap.cli.session;

import dev.flysnap.config.ConfigFlags;
import java.util.Optional;
import picocli.CommandLine.Parameters;

/** A command on one app, which its first argument may name. */
public abstract class AppCommand extends SessionCommand {
    @Parameters(index = "0", arity = "0..1", paramLabel = "APP", description = "The Fly app.")
    protected Optional<String> appArgument;

    @Override
    protected ConfigFlags flags() {
        return target.flags(appArgument, Optional.empty(), Optional.empty());
    }
}
