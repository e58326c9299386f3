package dev.flysnap.cli.run;

import dev.flysnap.cli.place.InPlaceFlow;
import dev.flysnap.cli.session.FlySession;
import dev.flysnap.cli.session.RunCommand;
import dev.flysnap.cli.session.RunProblems;
import dev.flysnap.cli.terminal.Terminal;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.restore.fill.CopyFiles;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.CreatePlan;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flysnap undo}. */
@Command(
        name = "undo",
        description = {
            "Undoes a restore or a move; abandons a create that cannot be finished.",
            "Before the new machine becomes the app it removes what was made. After that, the old machine starts again, and the new volume stays with what was written to it. Shows what it would do and asks; --yes does it."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  flysnap undo run_k3v9x2m7qa",
            "  flysnap undo run_k3v9x2m7qa --yes"
        })
public final class UndoCommand extends RunCommand {
    @Option(names = "--yes", description = "Do it.")
    private boolean yes;

    @Override
    protected boolean previews() {
        return !yes;
    }

    @Override
    protected ExitCode run(FlySession session, RunRecord record) {
        if (record.kind() == RunKind.CREATE) {
            undoCreate(session, record);
            return ExitCode.DONE;
        }
        if (record.kind() == RunKind.IN_PLACE) {
            print(
                    new InPlaceFlow(session, CopyFiles.NONE, this::printText)
                            .undo(record, yes, Terminal.prompt(err())));
            return ExitCode.DONE;
        }
        if (!record.kind().makesVolume()) {
            throw RunProblems.notUndoable(record).exception();
        }
        Restore restore = new Restore(session.context());
        if (session.context().journal().status(record.id()) == RunStatus.UNDONE) {
            print(new UndoView.AlreadyUndone(record, restore.previewUndo(record)));
            return ExitCode.DONE;
        }
        printText(new UndoView(record.app(), restore.planUndo(record)).preview());
        session.demandConsent(
                yes,
                Terminal.prompt(err()),
                "Type yes to undo it:",
                RunProblems.undoNotConfirmed(record));
        retryPendingFences(session, record);
        print(new UndoView(record.app(), restore.undo(record)));
        return ExitCode.DONE;
    }

    /** Undoes what the run has left, except the snapshot, which cannot be deleted. */
    private void undoCreate(FlySession session, RunRecord run) {
        RunStatus status = session.context().journal().status(run.id());
        if (status != RunStatus.OPEN && status != RunStatus.FAILED) {
            throw RunProblems.notUndoable(run).exception();
        }
        Create create =
                new Create(
                        session.context(),
                        session.hooks().of(run.app(), CreatePlan.of(run).volume()));
        List<String> steps = create.previewUndo(run);
        printText("Abandon the create " + run.id() + ":");
        printText("  end       it, without a receipt");
        steps.forEach(step -> printText("  " + step));
        session.demandConsent(
                yes,
                Terminal.prompt(err()),
                "Type yes to abandon it:",
                RunProblems.undoNotConfirmed(run));
        create.undo(run);
        print(new UndoView.CreateAbandoned(run.id(), "given_up"));
    }
}
