package dev.flysnap.cli;

import dev.flysnap.journal.RunRecord;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.RunId;
import dev.flysnap.restore.FinishPreview;
import dev.flysnap.restore.Restore;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flysnap finish}. */
@Command(
        name = "finish",
        description = {
            "Removes the machine and the volume that a cutover replaced.",
            "Only those, only after a completed cutover, and only if the old machine is stopped. This cannot be undone. Shows what it would do and asks; --yes does it."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  flysnap finish run_k3v9x2m7qa",
            "  flysnap finish run_k3v9x2m7qa --yes"
        })
final class FinishCommand implements Runnable {
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
            if (!record.kind().isRestoreOrMove()) {
                throw RunProblems.notFinishable(record).exception();
            }
            Restore restore = new Restore(session.bench());
            FinishPreview preview = restore.previewFinish(record);
            if (!target.json) {
                out.println(words(preview));
            }
            if (!preview.isOver()) {
                PrintWriter err = spec.commandLine().getErr();
                OwnWord.demand(
                        yes,
                        Terminal.person(err),
                        OwnWord.FOR_GOOD,
                        RunProblems.finishNeedsWord(record));
                FenceWarnings.print(restore, record, err);
                preview = restore.finish(record);
            }
            out.println(target.json ? JsonText.printPretty(json(preview)) : "Done.");
        }
    }

    private static String words(FinishPreview finish) {
        StringBuilder words = new StringBuilder("Finish of " + finish.run() + ":");
        finish.machine()
                .ifPresent(it ->
                        words.append(
                                "\n  remove    old machine %s (%s, %s)"
                                        .formatted(it.id(), it.name(), it.region())));
        finish.volume()
                .ifPresent(it ->
                        words.append(
                                "\n  remove    old volume %s (%s, %d GB, %s); its snapshots stay until they expire"
                                        .formatted(it.id(), it.name(), it.sizeGb(), it.region())));
        if (finish.isOver()) {
            words.append("\n  nothing   what was replaced is gone already");
        }
        words.append("\n  keep      volume ")
                .append(finish.kept())
                .append(", which the app has now");
        return words.toString();
    }

    private static Json.Obj json(FinishPreview finish) {
        return Json.Obj.empty()
                .with("run", finish.run().value())
                .with("app", finish.app().value())
                .withText("removed_machine", finish.machine().map(it -> it.id().value()))
                .withText("removed_volume", finish.volume().map(it -> it.id().value()))
                .with("kept_volume", finish.kept().value());
    }
}
