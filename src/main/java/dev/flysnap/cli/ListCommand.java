package dev.flysnap.cli;

import dev.flysnap.json.JsonText;
import dev.flysnap.model.VolumeId;
import dev.flysnap.snapshot.SnapshotList;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flysnap list}. */
@Command(
        name = "list",
        description = {
            "Lists the snapshots of an app's volumes, newest first, with what flysnap proved of them.",
            "Snapshots of deleted volumes are listed too, as long as Fly keeps them.",
            "Instead of a grade, \"daily\" means most likely taken by Fly's own schedule, and \"not ours\" that nobody can tell."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  flysnap list shop",
            "  flysnap list shop --since 7d --all",
            "  flysnap list --app shop --volume vol_4qk5xqz7y1mj8w2r --json"
        })
final class ListCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Parameters(index = "0", arity = "0..1", paramLabel = "APP", description = "The Fly app.")
    private Optional<String> appArgument;

    @Mixin private TargetOptions target;

    @Option(
            names = "--since",
            paramLabel = "DURATION",
            converter = Durations.class,
            description = "Only snapshots that are no older, such as 7d.")
    private Optional<Duration> since;

    @Option(
            names = "--all",
            description =
                    "The snapshots of every volume, even if FLYSNAP_VOLUME or flysnap.toml names one.")
    private boolean all;

    @Override
    public void run() {
        if (all && target.volume.isPresent()) {
            throw new ParameterException(
                    spec.commandLine(), "--all and --volume exclude each other");
        }
        try (Session session =
                Session.open(
                        target.flags(appArgument, Optional.empty(), Optional.empty()),
                        spec.commandLine().getErr())) {
            Optional<VolumeId> volume = all ? Optional.empty() : session.volume();
            Instant now = InstantSource.system().instant();
            SnapshotList.Listing listing =
                    new SnapshotList(session.bench())
                            .since(session.app(), volume, since.map(now::minus));
            SnapshotTable table = new SnapshotTable(session.app(), listing.rows(), now);
            spec.commandLine()
                    .getOut()
                    .println(target.json ? JsonText.printPretty(table.json()) : table.text());
            listing.demandAll(session.app());
        }
    }
}
