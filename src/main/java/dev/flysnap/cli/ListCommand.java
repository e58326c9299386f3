package dev.flysnap.cli;

import dev.flysnap.json.JsonText;
import dev.flysnap.model.VolumeId;
import dev.flysnap.snapshot.SnapshotList;
import dev.flysnap.snapshot.SnapshotRow;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flysnap list}. */
@Command(
        name = "list",
        description = {
            "Lists the snapshots of an app's volumes, newest first, with what flysnap proved of them.",
            "Snapshots of deleted volumes are listed too, as long as Fly keeps them."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  flysnap list shop",
            "  flysnap list --app shop --volume vol_4qk5xqz7y1mj8w2r --json"
        })
final class ListCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Parameters(index = "0", arity = "0..1", paramLabel = "APP", description = "The Fly app.")
    private Optional<String> appArgument;

    @Mixin private TargetOptions target;

    @Override
    public void run() {
        try (Session session =
                Session.open(
                        target.flags(appArgument, Optional.empty(), Optional.empty()),
                        spec.commandLine().getErr())) {
            Optional<VolumeId> volume = session.volume();
            List<SnapshotRow> rows = new SnapshotList(session.bench()).of(session.app(), volume);
            SnapshotTable table =
                    new SnapshotTable(session.app(), rows, InstantSource.system().instant());
            spec.commandLine()
                    .getOut()
                    .println(target.json ? JsonText.printPretty(table.json()) : table.text());
        }
    }
}
