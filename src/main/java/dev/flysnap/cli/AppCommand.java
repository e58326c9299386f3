package dev.flysnap.cli;

import dev.flysnap.config.GivenFlags;
import java.util.Optional;
import picocli.CommandLine.Parameters;

/** A command on one app, which its first argument may name. */
abstract class AppCommand extends SessionCommand {
    @Parameters(index = "0", arity = "0..1", paramLabel = "APP", description = "The Fly app.")
    protected Optional<String> appArgument;

    @Override
    protected GivenFlags flags() {
        return target.flags(appArgument, Optional.empty(), Optional.empty());
    }
}
