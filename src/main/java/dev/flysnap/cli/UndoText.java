package dev.flysnap.cli;

import dev.flysnap.journal.RunRecord;
import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import dev.flysnap.restore.UndoPreview;

/** What taking a run back means, in words or as JSON. */
final class UndoText {
    private final AppName app;

    UndoText(AppName app) {
        this.app = app;
    }

    String words(UndoPreview undo) {
        StringBuilder words = new StringBuilder("Undo of " + undo.run() + ":");
        if (undo.afterCommit()) {
            undo.newMachine()
                    .ifPresent(it -> words.append("\n  stop      new machine ").append(it));
            undo.newVolume()
                    .ifPresent(it ->
                            words.append("\n  keep      volume ")
                                    .append(it)
                                    .append(", with all written to it since the cutover"));
        } else {
            undo.newMachine()
                    .ifPresent(it -> words.append("\n  remove    new machine ").append(it));
            undo.newVolume().ifPresent(it -> words.append("\n  remove    new volume ").append(it));
        }
        words.append(
                undo.old()
                        .map(it -> undo.oldStays() ? left(it) : startedAgain(it))
                        .orElse(
                                undo.untouched()
                                        ? untouched(undo)
                                        : "\n  start     nothing: there is no old machine"));
        return words.toString();
    }

    private static String untouched(UndoPreview undo) {
        return undo.serving()
                .map(it ->
                        "\n  leave     machine %s as it is: this run has not touched it"
                                .formatted(it))
                .orElse("\n  leave     all else as it is: this run has touched nothing of it");
    }

    private String left(MachineId old) {
        return "\n  leave     old machine "
                + old
                + " as it is: another one runs "
                + app
                + " now, or it is gone";
    }

    private static String startedAgain(MachineId old) {
        return "\n  start     old machine " + old + " again, with its metadata";
    }

    /** Of a run that was taken back before. */
    String already(RunRecord run) {
        return "The %s %s of %s is taken back already: nothing was touched."
                .formatted(run.kind(), run.id(), app);
    }

    Json.Obj json(UndoPreview undo) {
        return Json.Obj.empty()
                .with("run", undo.run().value())
                .with("app", app.value())
                .with("after_commit", undo.afterCommit())
                .withText("new_machine", undo.newMachine().map(it -> it.value()))
                .withText("new_volume", undo.newVolume().map(it -> it.value()))
                .with("new_volume_kept", undo.afterCommit())
                .withText("old_machine", undo.old().map(it -> it.value()))
                .withText(
                        "untouched_machine",
                        undo.serving().filter(_ -> undo.untouched()).map(it -> it.value()))
                .with("old_machine_works_again", undo.old().isPresent() && !undo.oldStays());
    }
}
