package dev.flysnap.cli;

import dev.flysnap.hook.Receipt;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.RunId;
import dev.flysnap.model.RunKind;
import dev.flysnap.restore.Onward;
import dev.flysnap.restore.Restore;
import dev.flysnap.restore.RestorePlan;
import dev.flysnap.restore.RestoreReport;
import dev.flysnap.snapshot.Create;
import dev.flysnap.snapshot.CreatePlan;
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
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        RunId run = Arguments.parsed(spec, id, RunId::new);
        if (acceptUnfenced && !cutover) {
            throw new ParameterException(
                    spec.commandLine(), "--accept-unfenced is a word for --cutover");
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
                                                .of(record.app(), CreatePlan.of(record).volume()))
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
                Onward onward = onward();
                if (cutover) {
                    restore.planAhead(record, onward).ifPresent(it -> agree(it, out));
                }
                RestoreReport report = restore.continueRun(record, onward);
                RestoreText text = new RestoreText(report.plan());
                out.println(
                        target.json
                                ? JsonText.printPretty(text.json(report, Instant.now()))
                                : text.done(report));
            }
        }
    }

    private Onward onward() {
        if (acceptUnfenced) {
            return Onward.CUTOVER_UNFENCED;
        }
        return cutover ? Onward.CUTOVER : Onward.AS_PLANNED;
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
