package dev.flysnap.cli;

import dev.flysnap.hook.Receipt;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.RunId;
import dev.flysnap.model.RunKind;
import dev.flysnap.restore.Goal;
import dev.flysnap.restore.Restore;
import dev.flysnap.restore.RestorePlan;
import dev.flysnap.restore.RestoreReport;
import dev.flysnap.snapshot.Create;
import dev.flysnap.snapshot.Fleet;
import dev.flysnap.snapshot.FleetReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
final class ContinueCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "RUN",
            description = "The run's id; flysnap runs lists them.")
    private String id;

    @Mixin private TargetOptions target;

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
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        RunId run = Arguments.parsed(spec, id, RunId::new);
        if (acceptUnfenced && !cutover) {
            throw new ParameterException(spec.commandLine(), "--accept-unfenced needs --cutover");
        }
        try (Session session =
                Session.ofRun(
                        run,
                        target.flags(Optional.empty(), hook.hook, hook.via),
                        spec.commandLine().getErr())) {
            RunRecord record = RunProblems.known(session.bench().journal(), run);
            Restore restore = new Restore(session.bench());
            FenceWarnings.print(restore, record, spec.commandLine().getErr());
            if (record.kind() == RunKind.CREATE) {
                Optional<ReceiptFile> file = receiptFile.map(ReceiptFile::new);
                file.ifPresent(ReceiptFile::check);
                Receipt receipt =
                        new Create(
                                        session.bench(),
                                        session.hooks()
                                                .of(record.app(), Create.planOf(record).volume()))
                                .continueRun(
                                        record, it -> file.ifPresent(to -> to.write(it.json())));
                out.println(
                        target.json
                                ? JsonText.printPretty(CreateText.json(receipt))
                                : CreateText.done(receipt));
            } else if (record.kind() == RunKind.FLEET) {
                Optional<ReceiptFolder> folder = receiptFile.map(ReceiptFolder::new);
                folder.ifPresent(ReceiptFolder::check);
                FleetReport report =
                        new Fleet(session.bench(), session.hooks())
                                .continueRun(
                                        record,
                                        it -> folder.ifPresent(to -> to.write(it, it.json())));
                new CreateFleet(out, spec.commandLine().getErr(), target.json).print(report);
            } else {
                Optional<Goal> goal = goal();
                if (cutover) {
                    restore.planAhead(record, goal).ifPresent(it -> agree(it, out));
                }
                RestoreReport report = restore.continueRun(record, goal);
                RestoreText text = new RestoreText(report.plan());
                out.println(
                        target.json
                                ? JsonText.printPretty(text.json(report, Instant.now()))
                                : text.done(report));
            }
        }
    }

    private Optional<Goal> goal() {
        if (acceptUnfenced) {
            return Optional.of(Goal.CUTOVER_UNFENCED);
        }
        return cutover ? Optional.of(Goal.CUTOVER) : Optional.empty();
    }

    /** The report has the plan as JSON anyway. */
    private void agree(RestorePlan plan, PrintWriter out) {
        if (!target.json) {
            out.println(
                    plan.isMove()
                            ? new MoveText(plan).plan()
                            : new RestoreText(plan).plan(Instant.now()));
        }
        CutoverWord.demand(plan.app(), yes, Terminal.person(spec.commandLine().getErr()));
    }
}
