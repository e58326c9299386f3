package dev.flysnap.cli;

import dev.flysnap.config.GivenFlags;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.model.RunKind;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.restore.Goal;
import dev.flysnap.restore.Restore;
import dev.flysnap.restore.RestorePlan;
import dev.flysnap.snapshot.Create;
import dev.flysnap.snapshot.CreatePlan;
import dev.flysnap.snapshot.Fleet;
import dev.flysnap.snapshot.FleetReport;
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
final class ContinueCommand extends RunCommand {
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

    @Override
    protected void check() {
        if (acceptUnfenced && !cutover) {
            throw wrongUse("--accept-unfenced is a word for --cutover");
        }
    }

    @Override
    protected GivenFlags flags() {
        return target.flags(Optional.empty(), hook.hook, hook.via);
    }

    @Override
    protected ExitCode run(Session session, RunRecord record) {
        retryPendingFences(session, record);
        if (record.kind() == RunKind.CREATE) {
            continueCreate(session, record);
        } else if (record.kind() == RunKind.FLEET) {
            continueFleet(session, record);
        } else {
            continueRestore(session, record);
        }
        return ExitCode.DONE;
    }

    private void continueCreate(Session session, RunRecord record) {
        Optional<ReceiptFile> file = receiptFile.map(ReceiptFile::new);
        file.ifPresent(ReceiptFile::check);
        Create create =
                new Create(
                        session.bench(),
                        session.hooks().of(record.app(), CreatePlan.of(record).volume()));
        print(
                new CreateText(
                        create.continueRun(
                                record,
                                receipt -> file.ifPresent(to -> to.write(receipt.json())))));
    }

    private void continueFleet(Session session, RunRecord record) {
        Optional<ReceiptFolder> folder = receiptFile.map(ReceiptFolder::new);
        folder.ifPresent(ReceiptFolder::check);
        FleetReport report =
                new Fleet(session.bench(), session.hooks())
                        .continueRun(
                                record,
                                receipt ->
                                        folder.ifPresent(to -> to.write(receipt, receipt.json())));
        print(new FleetText(report));
        report.problem()
                .ifPresent(problem -> {
                    throw problem.exception();
                });
    }

    private void continueRestore(Session session, RunRecord record) {
        Restore restore = new Restore(session.bench());
        if (cutover) {
            restore.planAhead(record, goal()).ifPresent(this::agree);
        }
        print(new RestoreText(restore.continueRun(record, goal())));
    }

    private Optional<Goal> goal() {
        if (acceptUnfenced) {
            return Optional.of(Goal.CUTOVER_UNFENCED);
        }
        return cutover ? Optional.of(Goal.CUTOVER) : Optional.empty();
    }

    /** The report has the plan as JSON anyway. */
    private void agree(RestorePlan plan) {
        printText(RestorePlanText.of(plan).text());
        Confirmation.ofCutover(plan.app(), yes, Terminal.person(err()));
    }
}
