package dev.flysnap.cli;

import dev.flysnap.config.GivenFlags;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.restore.Onward;
import dev.flysnap.restore.Restore;
import dev.flysnap.restore.RestorePlan;
import dev.flysnap.snapshot.Create;
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
            "Goes on with a run that was interrupted.",
            "The journal says where it stands. What may have happened is looked for first; nothing is done twice."
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
            description = "Go on to the cutover of a restore that had ended before it.")
    private boolean cutover;

    @Option(
            names = "--accept-unfenced",
            description =
                    "Go on to that cutover although the old machine cannot be stopped, because its host does not answer. It may still write; stopping it is tried again by later runs.")
    private boolean acceptUnfenced;

    @Option(names = "--yes", description = "Do not ask before that cutover.")
    private boolean yes;

    @Option(
            names = "--receipt",
            paramLabel = "FILE",
            description =
                    "Write a create's receipt there as JSON, readable by you only; of several volumes it is a folder.")
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
        if (record.kind().equals(Create.KIND)) {
            continueCreate(session, record);
        } else if (record.kind().equals(Fleet.KIND)) {
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
                        session.hooks().of(record.app(), Create.planOf(record).volume()));
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
            restore.planAhead(record, onward()).ifPresent(this::agree);
        }
        print(new RestoreText(restore.continueRun(record, onward())));
    }

    private Onward onward() {
        if (acceptUnfenced) {
            return Onward.CUTOVER_UNFENCED;
        }
        return cutover ? Onward.CUTOVER : Onward.AS_PLANNED;
    }

    /** The report has the plan as JSON anyway. */
    private void agree(RestorePlan plan) {
        printText(RestorePlanText.of(plan).text());
        Confirmation.ofCutover(plan.app(), yes, Terminal.person(err()));
    }
}
