package dev.flysnap.cli;

import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.RunId;
import dev.flysnap.model.RunKind;
import dev.flysnap.restore.Restore;
import dev.flysnap.restore.UndoPreview;
import dev.flysnap.snapshot.Create;
import dev.flysnap.snapshot.CreatePlan;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flysnap undo}. */
@Command(
        name = "undo",
        description = {
            "Takes a restore or a move back; gives a create up that cannot be ended.",
            "Before its cutover what it made is removed; after it the old machine goes back to work, and the new volume stays with what was written to it. Says what it would do, and asks on a terminal; --yes does it."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  flysnap undo run_k3v9x2m7qa",
            "  flysnap undo run_k3v9x2m7qa --yes"
        })
final class UndoCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "RUN",
            description = "The run's id; flysnap runs lists them.")
    private String id;

    @Mixin private TargetOptions target;

    @Option(names = "--yes", description = "Do it.")
    private boolean yes;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        RunId run = Arguments.parsed(spec, id, RunId::new);
        try (Session session =
                Session.ofRun(
                        run,
                        target.flags(Optional.empty(), Optional.empty(), Optional.empty()),
                        spec.commandLine().getErr())) {
            RunRecord record = RunProblems.known(session.bench().journal(), run);
            if (record.kind() == RunKind.CREATE) {
                giveUp(session, record);
                return;
            }
            if (!Restore.isKindOf(record)) {
                throw RunProblems.notUndoable(record).exception();
            }
            Restore restore = new Restore(session.bench());
            UndoText text = new UndoText(record.app());
            if (session.bench().journal().status(run) == RunStatus.UNDONE) {
                out.println(
                        target.json
                                ? JsonText.printPretty(
                                        text.json(restore.previewUndo(record))
                                                .with("taken_back_already", true))
                                : text.already(record));
                return;
            }
            UndoPreview preview = restore.planUndo(record);
            if (!target.json) {
                out.println(text.words(preview));
            }
            PrintWriter err = spec.commandLine().getErr();
            OwnWord.demand(
                    yes,
                    Terminal.person(err),
                    "Type yes to take it back:",
                    RunProblems.wordNeeded(record));
            FenceWarnings.print(restore, record, err);
            preview = restore.undo(record);
            out.println(target.json ? JsonText.printPretty(text.json(preview)) : "Done.");
        }
    }

    /** A snapshot cannot be taken back; what else the run has left can. */
    private void giveUp(Session session, RunRecord run) {
        RunStatus status = session.bench().journal().status(run.id());
        if (status != RunStatus.OPEN && status != RunStatus.FAILED) {
            throw RunProblems.notUndoable(run).exception();
        }
        Create create =
                new Create(
                        session.bench(),
                        session.hooks().of(run.app(), CreatePlan.of(run).volume()));
        PrintWriter out = spec.commandLine().getOut();
        List<String> words = create.previewGiveUp(run);
        if (!target.json) {
            out.println("Give up the create " + run.id() + ":");
            out.println("  end       it, without a receipt");
            words.forEach(it -> out.println("  " + it));
        }
        OwnWord.demand(
                yes,
                Terminal.person(spec.commandLine().getErr()),
                "Type yes to give it up:",
                RunProblems.wordNeeded(run));
        create.giveUp(run);
        out.println(
                target.json
                        ? JsonText.printPretty(
                                Json.Obj.empty()
                                        .with("run", run.id().value())
                                        .with("state", "given_up"))
                        : "Done.");
    }
}
