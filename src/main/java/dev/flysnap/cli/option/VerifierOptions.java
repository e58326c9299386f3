package dev.flysnap.cli.option;

import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What verifies restored data, and how long Fly may take for each step towards that. */
public final class VerifierOptions {
    @Option(
            names = "--verifier-image",
            paramLabel = "IMAGE",
            description =
                    "An image whose entrypoint is flysnap, which verifies the data. Default: what the app's own image has, flysnap or else sqlite3; --dry-run says which.")
    private Optional<String> image;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "30m",
            converter = TimeoutConverter.class,
            description = "Limit of each wait for Fly. Default: ${DEFAULT-VALUE}.")
    private Duration timeout;

    public Optional<String> image() {
        return image;
    }

    public Duration timeout() {
        return timeout;
    }
}
