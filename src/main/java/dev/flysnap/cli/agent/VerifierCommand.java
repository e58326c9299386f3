package dev.flysnap.cli.agent;

import dev.flysnap.cli.option.ExpectOptions;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.restore.verify.VerifierConfig;
import dev.flysnap.restore.verify.VerifierProcess;
import dev.flysnap.restore.verify.VolumeCheck;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code flysnap verifier}: what a restored machine boots before it becomes the app. */
@Command(
        name = "verifier",
        description = {
            "Checks every SQLite database on a restored volume.",
            "Writes the verdict and waits until it is stopped. flysnap restore starts it on the new machine; it is not meant to be started manually."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  flysnap verifier --on /data --check quick --verdict /tmp/verdict.json"
        })
public final class VerifierCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Option(
            names = "--on",
            required = true,
            paramLabel = "DIR",
            description = "Where the volume is mounted.")
    private Path volume;

    @Option(
            names = "--check",
            paramLabel = "LEVEL",
            defaultValue = "quick",
            description = "none, quick or full. Default: ${DEFAULT-VALUE}.")
    private CheckDepth level;

    @Option(
            names = "--verdict",
            required = true,
            paramLabel = "FILE",
            description = "Where the verdict is written; not on the volume.")
    private Path verdict;

    @Mixin private ExpectOptions expect;

    @Override
    public void run() {
        new VerifierProcess(verdict, VerifierConfig.LIFETIME)
                .run(new VolumeCheck(volume, level, expect.expectations(spec)));
    }
}
