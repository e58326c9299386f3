package dev.flysnap.cli.run;

import dev.flysnap.cli.copy.OpeningOptions;
import dev.flysnap.cli.drill.DrillView;
import dev.flysnap.cli.file.ReceiptOutput;
import dev.flysnap.cli.file.ReceiptOutputFolder;
import dev.flysnap.cli.option.HookOptions;
import dev.flysnap.cli.place.InPlaceFlow;
import dev.flysnap.cli.restore.CopyOptions;
import dev.flysnap.cli.restore.RestorePlanView;
import dev.flysnap.cli.restore.RestoreView;
import dev.flysnap.cli.session.FlySession;
import dev.flysnap.cli.session.RunCommand;
import dev.flysnap.cli.snapshot.CreateView;
import dev.flysnap.cli.snapshot.FleetView;
import dev.flysnap.cli.terminal.Confirmation;
import dev.flysnap.cli.terminal.Terminal;
import dev.flysnap.cli.terminal.TransferDisplay;
import dev.flysnap.cli.view.View;
import dev.flysnap.config.ConfigFlags;
import dev.flysnap.drill.DrillJudge;
import dev.flysnap.drill.DrillReport;
import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.restore.bring.BroughtCopies;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.run.RestoreReport;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.fleet.Fleet;
import dev.flysnap.snapshot.fleet.FleetReport;
import dev.flysnap.snapshot.plan.CreatePlan;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code flysnap continue}. */
@Command(
        name = "continue",
        description = {
            "Continues a run that was interrupted.",
            "Starts at the step where the journal ends. First looks whether that step has happened; nothing is done twice."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  flysnap continue run_k3v9x2m7qa",
            "  flysnap continue run_k3v9x2m7qa --receipt receipt.json",
            "  flysnap continue run_k3v9x2m7qa --cutover",
            "  flysnap continue run_k3v9x2m7qa --cutover --accept-unfenced"
        })
public final class ContinueCommand extends RunCommand {
    @Mixin private HookOptions hook;

    @Option(
            names = "--cutover",
            description = "Perform the cutover of a restore that ended before it.")
    private boolean cutover;

    @Option(
            names = "--accept-unfenced",
            description =
                    "Perform that cutover even if the old machine cannot be stopped because its host does not answer. It may still write; later runs try again to stop it.")
    private boolean acceptUnfenced;

    @Option(names = "--yes", description = "Do not ask before the cutover.")
    private boolean yes;

    @Option(
            names = "--receipt",
            paramLabel = "FILE",
            description =
                    "Write the receipt of a create to this file as JSON, readable by you only. With several volumes, an existing folder.")
    private Optional<Path> receiptFile;

    @Mixin private OpeningOptions opening;

    @Override
    protected void check() {
        if (acceptUnfenced && !cutover) {
            throw usageError("--accept-unfenced needs --cutover");
        }
    }

    @Override
    protected ConfigFlags flags() {
        return target.flags(Optional.empty(), hook);
    }

    @Override
    protected ExitCode run(FlySession session, RunRecord record) {
        Optional<ReceiptOutput> file = Optional.empty();
        Optional<ReceiptOutputFolder> folder = Optional.empty();
        if (record.kind() == RunKind.CREATE) {
            file = receiptFile.map(ReceiptOutput::new);
            file.ifPresent(ReceiptOutput::check);
        } else if (record.kind() == RunKind.FLEET) {
            folder = receiptFile.map(ReceiptOutputFolder::new);
            folder.ifPresent(ReceiptOutputFolder::check);
        } else if (receiptFile.isPresent()) {
            throw usageError(
                    "--receipt is for a create; %s is a %s".formatted(record.id(), record.kind()));
        }
        retryPendingFences(session, record);
        if (record.kind() == RunKind.CREATE) {
            continueCreate(session, record, file);
        } else if (record.kind() == RunKind.FLEET) {
            continueFleet(session, record, folder);
        } else {
            return continueRestore(session, record);
        }
        return ExitCode.DONE;
    }

    private void continueCreate(
            FlySession session, RunRecord record, Optional<ReceiptOutput> file) {
        Create create =
                new Create(
                        session.context(),
                        session.hooks().of(record.app(), CreatePlan.of(record).volume()));
        print(
                new CreateView(
                        create.continueRun(
                                record,
                                receipt -> file.ifPresent(to -> to.write(receipt.json())))));
    }

    private void continueFleet(
            FlySession session, RunRecord record, Optional<ReceiptOutputFolder> folder) {
        FleetReport report =
                new Fleet(session.context(), session.hooks())
                        .continueRun(
                                record,
                                receipt ->
                                        folder.ifPresent(to -> to.write(receipt, receipt.json())));
        print(new FleetView(report));
        report.problem()
                .ifPresent(problem -> {
                    throw problem.exception();
                });
    }

    private ExitCode continueRestore(FlySession session, RunRecord record) {
        try (BroughtCopies copies =
                CopyOptions.again(
                        session.context().journal(), opening, TransferDisplay.on(err()))) {
            if (record.kind() == RunKind.IN_PLACE) {
                print(new InPlaceFlow(session, copies, this::printText).continueRun(record));
                return ExitCode.DONE;
            }
            return continueRestore(
                    session.context().journal(), new Restore(session.context(), copies), record);
        }
    }

    private ExitCode continueRestore(Journal journal, Restore restore, RunRecord record) {
        if (restore.isFinishOfUndone(record)) {
            print(new FinishView(restore.finish(record, false)));
            return ExitCode.DONE;
        }
        if (cutover) {
            restore.planPendingCutover(record, goal()).ifPresent(this::confirm);
        }
        RestoreReport report = restore.continueRun(record, goal());
        Optional<DrillReport> drill =
                record.kind() == RunKind.DRILL
                        ? new DrillJudge(journal).report(record)
                        : Optional.empty();
        print(drill.<View>map(DrillView::new).orElseGet(() -> RestoreView.of(report)));
        return drill.map(DrillReport::exitCode).orElse(report.exitCode());
    }

    private Optional<Goal> goal() {
        if (acceptUnfenced) {
            return Optional.of(Goal.CUTOVER_UNFENCED);
        }
        return cutover ? Optional.of(Goal.CUTOVER) : Optional.empty();
    }

    /** Prints the plan as text only: as JSON it is part of the report. */
    private void confirm(RestorePlan plan) {
        printText(RestorePlanView.of(plan).text());
        Confirmation.demandForCutover(plan.app(), yes, Terminal.prompt(err()));
    }
}
