package dev.flysnap.cli.restore;

import dev.flysnap.cli.option.ExpectOptions;
import dev.flysnap.cli.option.TimeoutConverter;
import dev.flysnap.cli.place.InPlaceFlow;
import dev.flysnap.cli.session.CliCommand;
import dev.flysnap.cli.session.FlySession;
import dev.flysnap.cli.session.RunIds;
import dev.flysnap.cli.terminal.Confirmation;
import dev.flysnap.cli.terminal.Terminal;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.restore.fill.CopyFiles;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.request.CopyRequest;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.request.RestoreRequest.Source;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.verify.Checks;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** A command that puts data on a new volume and machine. */
abstract class RestoringCommand extends CliCommand {
    /** The others say something of a volume or a machine that is made. */
    static final Set<String> FIT_IN_PLACE =
            Set.of(
                    "--app",
                    "--volume",
                    "--state-dir",
                    "--config",
                    "--json",
                    "--in-place",
                    "--db",
                    "--force",
                    "--identity",
                    "--temp-dir",
                    "--trust-store",
                    "--verify",
                    "--expect",
                    "--dry-run",
                    "--yes");

    @Mixin protected DestinationOptions destination;

    @Mixin protected MachineOptions machine;

    @Mixin private ExpectOptions expect;

    @Option(
            names = "--cutover",
            description =
                    "Stop the old machine and start the app on the new volume. Without it the app does not start.")
    protected boolean cutover;

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
    protected CheckDepth verify;

    @Option(
            names = "--allow-empty",
            description =
                    "Accept a database that has no tables, or is much smaller than in the receipt or an earlier snapshot. Default: that is exit code 13.")
    private boolean allowEmpty;

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
    protected boolean dryRun;

    @Option(
            names = "--yes",
            description = "Do not ask before the cutover, or before live data is replaced.")
    private boolean yes;

    @Override
    protected void check() {
        ParseResult given = spec.commandLine().getParseResult();
        if (!given.hasMatchedOption("--in-place")) {
            return;
        }
        List<String> unfit =
                given.matchedOptions().stream()
                        .map(OptionSpec::longestName)
                        .filter(it -> !FIT_IN_PLACE.contains(it))
                        .toList();
        if (!unfit.isEmpty()) {
            throw usageError(
                    "--in-place replaces a database in the app's machine (which one: --db) and makes no other: it goes without %s"
                            .formatted(String.join(", ", unfit)));
        }
    }

    /**
     * @param files what is brought, where copies are
     */
    protected final ExitCode perform(FlySession session, RestoreRequest request, CopyFiles files) {
        Restore restore = new Restore(session.context(), files);
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
        return recorded(session, ExitCode.DONE);
    }

    /**
     * @param copies what replaces the databases in the app's machine
     */
    protected final ExitCode performInPlace(
            FlySession session, CopyRequest copies, CopyFiles files) {
        print(
                new InPlaceFlow(session, files, this::printText)
                        .restore(
                                copies,
                                verify,
                                expect.expectations(spec),
                                dryRun,
                                yes,
                                Terminal.prompt(err())));
        return dryRun ? ExitCode.DONE : recorded(session, ExitCode.DONE);
    }

    protected final RestoreRequest request(Source source, Checks checks, Goal goal) {
        return new RestoreRequest(
                source,
                destination.destination(spec),
                machine.request(spec),
                checks,
                goal,
                keepFailed,
                timeout);
    }

    protected final Checks checks(boolean evenIfBad) {
        return new Checks(
                verify,
                expect.expectations(spec),
                Optional.of(allowEmpty).filter(it -> it),
                Optional.of(evenIfBad).filter(it -> it));
    }

    /** Without a cutover: what is made is verified. */
    protected final Goal goal() {
        if (cutover) {
            return acceptUnfenced ? Goal.CUTOVER_UNFENCED : Goal.CUTOVER;
        }
        return Goal.VERIFIED;
    }
}
