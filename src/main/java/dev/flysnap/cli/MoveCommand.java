package dev.flysnap.cli;

import dev.flysnap.json.JsonText;
import dev.flysnap.model.Region;
import dev.flysnap.restore.Checks;
import dev.flysnap.restore.MoveRequest;
import dev.flysnap.restore.Restore;
import dev.flysnap.restore.RestorePlan;
import dev.flysnap.restore.RestoreReport;
import dev.flysnap.restore.VerifyLevel;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flysnap move}. */
@Command(
        name = "move",
        description = {
            "Moves a machine with its volume to another region or host, without losing a commit.",
            "Stops the old machine, takes a snapshot, restores it elsewhere and verifies it; then the app starts there. If that fails, the old machine starts again. The app is not served from the stop to the start."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  flysnap move shop --to-region fra --dry-run",
            "  flysnap move shop --to-region fra,ams --yes"
        })
final class MoveCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Parameters(index = "0", arity = "0..1", paramLabel = "APP", description = "The Fly app.")
    private Optional<String> appArgument;

    @Mixin private TargetOptions target;

    @Mixin private ExpectOptions expect;

    @Option(
            names = "--to-region",
            paramLabel = "REGION",
            required = true,
            split = ",",
            description =
                    "The destination; several, such as fra,ams, are tried in this order if there is no room. The same region means another host.")
    private List<String> toRegions;

    @Option(
            names = "--size-gb",
            paramLabel = "N",
            converter = SizeGb.class,
            description = "Size of the new volume. Default: that of the old one.")
    private Optional<Integer> sizeGb;

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
            converter = WaitLimit.class,
            description = "Limit of each wait for Fly. Default: ${DEFAULT-VALUE}.")
    private Duration timeout;

    @Option(names = "--dry-run", description = "Print the plan and stop; nothing is changed.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Do not ask for confirmation.")
    private boolean yes;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        List<Region> regions =
                toRegions.stream()
                        .map(String::strip)
                        .map(it -> Arguments.parsed(spec, it, Region::new))
                        .distinct()
                        .toList();
        Checks checks = new Checks(verify, expect.expectations(spec));
        try (Session session =
                Session.open(
                        target.flags(appArgument, Optional.empty(), Optional.empty()),
                        spec.commandLine().getErr())) {
            Restore restore = new Restore(session.bench());
            if (!dryRun) {
                FenceWarnings.print(restore, session.app(), spec.commandLine().getErr());
            }
            RestorePlan plan =
                    restore.plan(
                            RunIds.next(),
                            RunIds.next(),
                            new MoveRequest(
                                    session.app(),
                                    session.volume(),
                                    regions,
                                    sizeGb,
                                    verifierImage,
                                    checks,
                                    timeout));
            MoveText text = new MoveText(plan);
            if (!target.json) {
                out.println(text.plan());
            } else if (dryRun) {
                out.println(JsonText.printPretty(new RestoreText(plan).planJson(Instant.now())));
            }
            if (dryRun) {
                return;
            }
            CutoverWord.demand(plan.app(), yes, Terminal.person(spec.commandLine().getErr()));
            RestoreReport report = restore.run(plan);
            RestoreText done = new RestoreText(report.plan());
            out.println(
                    target.json
                            ? JsonText.printPretty(done.json(report, Instant.now()))
                            : done.done(report));
        }
    }
}
