package dev.flysnap.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** Who answers beside the database, and how it is reached. */
final class HookOptions {
    @Option(
            names = "--hook",
            paramLabel = "URL",
            description =
                    "What checkpoints and syncs the database; {private_ip}, {machine_id} and {app} are filled in. Default: FLYSNAP_HOOK_URL.")
    Optional<String> hook;

    @Option(
            names = "--via",
            paramLabel = "WAY",
            description = "How the hook is reached. Default: auto.")
    Optional<String> via;
}
