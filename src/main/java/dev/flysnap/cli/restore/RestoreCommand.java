package dev.flysnap.cli.restore;

import dev.flysnap.cli.diagnose.RescueCommand;
import dev.flysnap.cli.file.ReceiptReader;
import dev.flysnap.cli.option.ExpectOptions;
import dev.flysnap.cli.option.SnapshotOptions;
import dev.flysnap.cli.option.TimeoutConverter;
import dev.flysnap.cli.session.CliCommand;
import dev.flysnap.cli.session.FlySession;
import dev.flysnap.cli.session.RunIds;
import dev.flysnap.cli.terminal.Confirmation;
import dev.flysnap.cli.terminal.Terminal;
import dev.flysnap.config.Config;
import dev.flysnap.config.ConfigFlags;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.ReceiptFile;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.request.RestoreRequest.Destination;
import dev.flysnap.restore.request.RestoreRequest.MachineRequest;
import dev.flysnap.restore.request.RestoreRequest.Source;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.verify.Checks;
import dev.flysnap.snapshot.catalog.SnapshotChoice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code flysnap restore}. */
@Command(
        name = "restore",
        description = {
            "Restores a snapshot to a new volume and a new machine, verified before use.",
            "With --cutover the new machine then replaces the old one, which is stopped first, and kept. Without it the app does not start.",
            "Without a snapshot it only shows what exists and the one command to run first, as rescue does."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "On a terminal a cutover asks for the app's name, unless --yes is given; in a script --cutover needs no further confirmation.",
            "",
            "Examples:",
            "  flysnap restore --app shop",
            "  flysnap restore latest --app shop --dry-run",
            "  flysnap restore latest --app shop --to-region fra --cutover",
            "  flysnap restore latest --app shop --to-region fra,ams,cdg --image snapshot --cutover --yes",
            "  flysnap restore --at 2026-01-31T09:05Z --app shop",
            "  flysnap restore --label release=42 --app shop",
            "  flysnap restore latest --app shop --expect \"SELECT count(*) FROM orders\" \">=\" 1000",
            "  flysnap restore latest --app shop --to-app shop-staging --cutover",
            "  flysnap restore --receipt receipt.json --app shop --cutover",
            "  flysnap restore latest --app shop --volume-only",
            "  flysnap restore vs_4LNvXLLK0P6tk6KgqoexaBw --app shop --image registry.fly.io/shop:v7 --vm-size shared-cpu-1x --mount-path /data"
        })
public final class RestoreCommand extends CliCommand {
    @Mixin private SnapshotOptions source;
    @Mixin private DestinationOptions destination;

    @Mixin private MachineOptions machine;

    @Mixin private ExpectOptions expect;

    @Option(
            names = "--cutover",
            description =
                    "Stop the old machine and start the app on the new volume. Without it the app does not start.")
    private boolean cutover;

    @Option(
            names = "--volume-only",
            description =
                    "Make only the volume, under a name that no deploy takes for the app's. Nothing is verified.")
    private boolean volumeOnly;

    @Option(
            names = "--accept-unfenced",
            description =
                    "Start the app even if the old machine cannot be stopped because its host does not answer. It may still write; later runs try again to stop it.")
    private boolean acceptUnfenced;

    @Option(
            names = "--verify",
            paramLabel = "LEVEL",
            defaultValue = "quick",
            description =
                    "none, quick (quick_check) or full (integrity_check). Default: ${DEFAULT-VALUE}.")
    private CheckDepth verify;

    @Option(
            names = "--allow-empty",
            description =
                    "Accept a database that has no tables, or is much smaller than in the receipt or an earlier snapshot. Default: that is exit code 13.")
    private boolean allowEmpty;

    @Option(
            names = "--even-if-bad",
            description =
                    "Use the data even if it is bad: what is found is only reported. Default: that is exit code 13; latest goes past a snapshot that is known to be bad, and its id is refused.")
    private boolean evenIfBad;

    @Option(
            names = "--receipt",
            paramLabel = "FILE",
            description =
                    "A receipt that create wrote, for a snapshot that this journal does not know. With --with-config it contains the machine's config.")
    private Optional<Path> receiptFile;

    @Option(
            names = "--keep-failed",
            description =
                    "If something fails before the cutover, keep what was made, to look at it.")
    private boolean keepFailed;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "30m",
            converter = TimeoutConverter.class,
            description = "Limit of each wait for Fly. Default: ${DEFAULT-VALUE}.")
    private Duration timeout;

    @Option(names = "--dry-run", description = "Print the plan and stop; nothing is changed.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Do not ask before the cutover.")
    private boolean yes;

    @Override
    protected void check() {
        if (cutover && volumeOnly) {
            throw usageError("--volume-only makes no machine, so there is no --cutover");
        }
    }

    @Override
    public Integer call() {
        check();
        if (source.isEmpty() && receiptFile.isEmpty() && !cutover && !volumeOnly) {
            try (FlySession session = open(Config.load(flags()), true)) {
                print(RescueCommand.view(session));
            }
            return ExitCode.DONE.number();
        }
        Optional<ReceiptFile> receipt = receiptFile.map(ReceiptReader::read);
        Function<FlySession, RestoreRequest> request = requestFor(receipt);
        ConfigFlags flags =
                target.flags(
                        receipt.map(it -> it.receipt().app().value()),
                        Optional.empty(),
                        Optional.empty());
        try (FlySession session = open(Config.load(flags), dryRun)) {
            return recorded(session, restore(session, request.apply(session))).number();
        }
    }

    private ExitCode restore(FlySession session, RestoreRequest request) {
        Restore restore = new Restore(session.context());
        if (!dryRun) {
            retryPendingFences(session, session.app());
            request.to().app().ifPresent(it -> retryPendingFences(session, it));
        }
        RestorePlan plan =
                restore.plan(RunIds.next(), request, ImagePrompt.of(Terminal.prompt(err())));
        if (dryRun) {
            print(RestorePlanView.preview(plan));
            return ExitCode.DONE;
        }
        printText(RestorePlanView.of(plan).text());
        if (plan.cutover()) {
            Confirmation.demandForCutover(plan.app(), yes, Terminal.prompt(err()));
        }
        print(new RestoreView(restore.run(plan)));
        return ExitCode.DONE;
    }

    /** Everything but the app and its volume is checked before Fly is called. */
    private Function<FlySession, RestoreRequest> requestFor(Optional<ReceiptFile> receipt) {
        SnapshotChoice snapshot =
                source.choiceOrElse(
                        spec, receipt.map(it -> new SnapshotChoice.ById(it.receipt().snapshot())));
        Destination to = destination.destination(spec);
        MachineRequest machineRequest = machine.request(spec);
        Checks checks =
                new Checks(
                        verify,
                        expect.expectations(spec),
                        Optional.of(allowEmpty).filter(it -> it),
                        Optional.of(evenIfBad && !volumeOnly).filter(it -> it));
        if (volumeOnly
                && !(machineRequest.equals(MachineRequest.UNCHANGED)
                        && checks.equals(Checks.DEFAULT))) {
            throw usageError(
                    "--volume-only makes no machine, so nothing is verified and no image is chosen");
        }
        return session ->
                new RestoreRequest(
                        new Source(session.app(), snapshot, session.volume(), receipt, evenIfBad),
                        to,
                        machineRequest,
                        checks,
                        goal(),
                        keepFailed,
                        timeout);
    }

    private Goal goal() {
        if (cutover) {
            return acceptUnfenced ? Goal.CUTOVER_UNFENCED : Goal.CUTOVER;
        }
        return volumeOnly ? Goal.VOLUME : Goal.VERIFIED;
    }
}
