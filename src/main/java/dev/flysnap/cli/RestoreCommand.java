package dev.flysnap.cli;

import dev.flysnap.json.JsonText;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.restore.Restore;
import dev.flysnap.restore.RestorePlan;
import dev.flysnap.restore.RestoreReport;
import dev.flysnap.restore.RestoreRequest;
import dev.flysnap.restore.VerifyLevel;
import dev.flysnap.snapshot.SnapshotChoice;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code flysnap restore}. */
@Command(
        name = "restore",
        description = {
            "Brings a snapshot back: a new volume and a new machine, verified before use.",
            "With --cutover the new machine then becomes the app; the old one is stopped first, and kept. Without it the app does not start."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  flysnap restore latest --app shop --dry-run",
            "  flysnap restore latest --app shop --to-region fra --cutover",
            "  flysnap restore --at 2026-01-31T09:05Z --app shop",
            "  flysnap restore --label release=42 --app shop",
            "  flysnap restore vs_4LNvXLLK0P6tk6KgqoexaBw --app shop --verify full"
        })
final class RestoreCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Mixin private SnapshotOptions source;

    @Mixin private TargetOptions target;

    @Option(
            names = "--to-region",
            paramLabel = "REGION",
            description = "Where to. Default: where the snapshot's volume is or was.")
    private Optional<String> toRegion;

    @Option(
            names = "--size-gb",
            paramLabel = "N",
            description = "Size of the new volume. Default: that of the old one.")
    private Optional<Integer> sizeGb;

    @Option(
            names = "--cutover",
            description =
                    "Stop the old machine and start the app on the new volume. Without it the app does not start.")
    private boolean cutover;

    @Option(
            names = "--accept-unfenced",
            description =
                    "Start the app although the old machine cannot be stopped, because its host does not answer. It may still write; stopping it is tried again by later runs.")
    private boolean acceptUnfenced;

    @Option(
            names = "--verify",
            paramLabel = "LEVEL",
            defaultValue = "quick",
            description =
                    "none, quick (quick_check) or full (integrity_check). Default: ${DEFAULT-VALUE}.")
    private VerifyLevel verify;

    @Option(
            names = "--verifier-image",
            paramLabel = "IMAGE",
            description =
                    "An image whose entrypoint is flysnap. Default: the app's own image, which must have flysnap on its PATH.")
    private Optional<String> verifierImage;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "30m",
            converter = Durations.class,
            description = "Limit of each wait on Fly. Default: ${DEFAULT-VALUE}.")
    private Duration timeout;

    @Option(names = "--dry-run", description = "Print the plan and stop; nothing is touched.")
    private boolean dryRun;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        SnapshotChoice snapshot = source.choice(spec);
        Optional<Region> region = toRegion.map(it -> Arguments.parsed(spec, it, Region::new));
        try (Session session =
                Session.open(
                        target.flags(Optional.empty(), Optional.empty(), Optional.empty()),
                        spec.commandLine().getErr())) {
            Restore restore = new Restore(session.bench());
            if (!dryRun) {
                FenceWarnings.print(restore, session.app(), spec.commandLine().getErr());
            }
            RunId run = RunIds.next();
            RestorePlan plan =
                    restore.plan(
                            run,
                            new RestoreRequest(
                                    session.app(),
                                    snapshot,
                                    session.volume(),
                                    region,
                                    sizeGb,
                                    cutover,
                                    acceptUnfenced,
                                    verifierImage,
                                    verify,
                                    timeout));
            RestoreText text = new RestoreText(plan);
            if (!target.json) {
                out.println(text.plan(Instant.now()));
            }
            if (dryRun) {
                if (target.json) {
                    out.println(JsonText.printPretty(text.planJson()));
                }
                return;
            }
            RestoreReport report = restore.run(plan);
            out.println(target.json ? JsonText.printPretty(text.json(report)) : text.done(report));
        }
    }
}
