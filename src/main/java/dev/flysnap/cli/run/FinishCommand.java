package dev.flysnap.cli.run;

import dev.flysnap.cli.place.InPlaceFlow;
import dev.flysnap.cli.session.FlySession;
import dev.flysnap.cli.session.RunProblems;
import dev.flysnap.cli.session.SessionCommand;
import dev.flysnap.cli.terminal.Confirmation;
import dev.flysnap.cli.terminal.Terminal;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.restore.fill.CopyFiles;
import dev.flysnap.restore.finish.FinishPreview;
import dev.flysnap.restore.recovery.FinishAll;
import dev.flysnap.restore.run.Restore;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flysnap finish}. */
@Command(
        name = "finish",
        description = {
            "Removes the machine and the volume that a cutover replaced, of one run or of all runs of an app.",
            "Only after a completed cutover, only what is stopped, and only while another machine has the app's data. Of an undone run it removes what the undo has kept. This cannot be undone. Shows what it would do and asks; --yes does it."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  flysnap finish run_k3v9x2m7qa",
            "  flysnap finish run_k3v9x2m7qa --yes",
            "  flysnap finish --app shop --all"
        })
public final class FinishCommand extends SessionCommand {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "RUN",
            description = "The run's id; flysnap runs lists them.")
    private Optional<String> id;

    @Option(names = "--all", description = "Everything that runs of the app have superseded.")
    private boolean all;

    @Option(
            names = "--discard-writes",
            description =
                    "Also remove what undone runs have made, with what was written to it between the cutover and the undo.")
    private boolean discardWrites;

    @Option(names = "--yes", description = "Do it.")
    private boolean yes;

    @Override
    protected void check() {
        if (all == id.isPresent()) {
            throw usageError(
                    "name a run, or everything of an app: flysnap finish RUN, or flysnap finish --app APP --all");
        }
    }

    @Override
    protected FlySession open() {
        return id.isPresent()
                ? FlySession.openForRun(runId(), flags(), previews(), err())
                : super.open();
    }

    @Override
    protected boolean previews() {
        return !yes;
    }

    @Override
    protected ExitCode run(FlySession session) {
        if (id.isEmpty()) {
            return finishAll(session);
        }
        RunRecord record = RunProblems.requireRun(session.context().journal(), runId());
        tellInterrupted(session, record.app(), Optional.of(record.id()));
        return finish(session, record);
    }

    private ExitCode finish(FlySession session, RunRecord record) {
        if (record.kind() == RunKind.IN_PLACE) {
            print(
                    new InPlaceFlow(session, CopyFiles.NONE, this::printText)
                            .finish(record, discardWrites, yes, Terminal.prompt(err())));
            return ExitCode.DONE;
        }
        if (!record.kind().makesVolume()) {
            throw RunProblems.notFinishable(record).exception();
        }
        Restore restore = new Restore(session.context());
        FinishPreview preview = restore.previewFinish(record, discardWrites);
        printText(FinishView.preview(preview));
        if (!preview.hasNothingToDelete()) {
            session.demandConsent(
                    yes,
                    Terminal.prompt(err()),
                    Confirmation.FOR_GOOD,
                    RunProblems.finishNotConfirmed(
                            record.id() + (preview.undone() ? " --discard-writes" : "")));
            retryPendingFences(session, record.app());
        }
        if (!preview.hasNothingToDelete() || isInterrupted(session, record)) {
            preview = restore.finish(record, discardWrites);
        }
        print(new FinishView(preview));
        return ExitCode.DONE;
    }

    /** Everything was removed, and the journal does not say so yet. */
    private static boolean isInterrupted(FlySession session, RunRecord record) {
        RunStatus status = session.context().journal().status(record.id());
        return status == RunStatus.OPEN || status == RunStatus.FAILED;
    }

    private ExitCode finishAll(FlySession session) {
        FinishAll finish = new FinishAll(session.context());
        FinishAll.Plan plan = finish.plan(session.app(), discardWrites);
        printText(FinishAllView.preview(plan));
        if (plan.items().isEmpty()) {
            printJson(FinishAllView.of(plan).json());
            return ExitCode.DONE;
        }
        session.demandConsent(
                yes,
                Terminal.prompt(err()),
                Confirmation.FOR_GOOD,
                RunProblems.finishNotConfirmed(
                        "--app %s --all%s"
                                .formatted(
                                        session.app(), discardWrites ? " --discard-writes" : "")));
        retryPendingFences(session, session.app());
        FinishAll.Outcome outcome = finish.run(plan, discardWrites);
        printJson(new FinishAllView(outcome).json());
        if (!outcome.problems().isEmpty()) {
            throw RunProblems.partlyFinished(session.app(), outcome.problems()).exception();
        }
        printText("Done.");
        return ExitCode.DONE;
    }

    private RunId runId() {
        return parse(id.orElseThrow(), RunId::new);
    }
}
