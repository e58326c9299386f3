package dev.flysnap.cli.snapshot;

import dev.flysnap.cli.option.DurationConverter;
import dev.flysnap.cli.session.FlySession;
import dev.flysnap.cli.session.LookCommand;
import dev.flysnap.cli.view.SnapshotListView;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.snapshot.catalog.SnapshotList;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flysnap list}. */
@Command(
        name = "list",
        description = {
            "Lists the snapshots of an app's volumes, newest first, with what flysnap proved of them.",
            "Snapshots of deleted volumes are listed too, as long as Fly keeps them.",
            "Instead of a grade, \"daily\" means most likely taken by Fly's own schedule, as others at that time of day, and \"not this journal\" that a colleague or another computer may have taken it.",
            "VERIFIED says what a restore or flysnap verify found, when, and how deep it looked; - means that nobody has looked."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  flysnap list shop",
            "  flysnap list shop --since 7d --all",
            "  flysnap list --app shop --volume vol_4qk5xqz7y1mj8w2r --json"
        })
public final class ListCommand extends LookCommand {
    @Option(
            names = "--since",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "Only snapshots that are no older, such as 7d.")
    private Optional<Duration> since;

    @Option(
            names = "--all",
            description =
                    "The snapshots of every volume, even if FLYSNAP_VOLUME or flysnap.toml names one.")
    private boolean all;

    @Override
    protected void check() {
        if (all && target.volume.isPresent()) {
            throw usageError("--all and --volume exclude each other");
        }
    }

    @Override
    protected ExitCode run(FlySession session) {
        Optional<VolumeId> volume = all ? Optional.empty() : session.volume();
        Instant now = InstantSource.system().instant();
        SnapshotList.Listing listing =
                new SnapshotList(session.context())
                        .since(session.app(), volume, since.map(now::minus));
        print(new SnapshotListView(session.app(), listing.rows(), now));
        listing.requireComplete(session.app());
        return ExitCode.DONE;
    }
}
