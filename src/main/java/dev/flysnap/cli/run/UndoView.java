package dev.flysnap.cli.run;

import dev.flysnap.cli.view.View;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.restore.run.UndoPreview;
import java.util.Optional;

/** What an undo does, and afterwards what it did. */
record UndoView(AppName app, UndoPreview undo) implements View {
    private record Document(
            RunId run,
            AppName app,
            boolean afterCommit,
            Optional<MachineId> newMachine,
            Optional<VolumeId> newVolume,
            boolean newVolumeKept,
            Optional<MachineId> oldMachine,
            Optional<MachineId> untouchedMachine,
            boolean oldMachineWorksAgain,
            Optional<Boolean> takenBackAlready) {}

    /** The undo of a run that is already undone. */
    record AlreadyUndone(RunRecord run, UndoPreview undo) implements View {
        @Override
        public String text() {
            return "The %s %s of %s is already undone: nothing was changed."
                    .formatted(run.kind(), run.id(), run.app());
        }

        @Override
        public Json.Obj json() {
            return new UndoView(run.app(), undo).json(Optional.of(true));
        }
    }

    /** The undo of a create. */
    record CreateAbandoned(RunId run, String state) implements View {
        @Override
        public String text() {
            return "Done.";
        }

        @Override
        public Json.Obj json() {
            return Records.write(CreateAbandoned.class, this);
        }
    }

    @Override
    public String text() {
        return "Done.";
    }

    @Override
    public Json.Obj json() {
        return json(Optional.empty());
    }

    private Json.Obj json(Optional<Boolean> undoneAlready) {
        return Records.write(
                Document.class,
                new Document(
                        undo.run(),
                        app,
                        undo.afterCommit(),
                        undo.newMachine(),
                        undo.newVolume(),
                        undo.afterCommit(),
                        undo.old(),
                        undo.serving().filter(_ -> undo.untouched()),
                        undo.old().isPresent() && !undo.oldStays(),
                        undoneAlready));
    }

    /** What the undo is going to do. */
    String preview() {
        StringBuilder text = new StringBuilder("Undo of " + undo.run() + ":");
        if (undo.afterCommit()) {
            undo.newMachine().ifPresent(it -> text.append("\n  stop      new machine ").append(it));
            undo.newVolume()
                    .ifPresent(volumeId ->
                            text.append("\n  keep      volume ")
                                    .append(volumeId)
                                    .append(", with everything written to it since the cutover"));
        } else {
            undo.newMachine().ifPresent(it -> text.append("\n  remove    new machine ").append(it));
            undo.newVolume().ifPresent(it -> text.append("\n  remove    new volume ").append(it));
        }
        text.append(
                undo.old()
                        .map(it -> undo.oldStays() ? left(it) : startedAgain(it))
                        .orElse(
                                undo.untouched()
                                        ? untouched()
                                        : "\n  start     nothing: there is no old machine, so the app is down then"));
        return text.toString();
    }

    private String untouched() {
        return undo.serving()
                .map(machineId ->
                        "\n  leave     machine %s as it is: this run has not changed it"
                                .formatted(machineId))
                .orElse("\n  leave     all else as it is: this run has changed nothing");
    }

    private String left(MachineId old) {
        return "\n  leave     old machine %s as it is: another machine runs %s now, or it is gone"
                .formatted(old, app);
    }

    private static String startedAgain(MachineId old) {
        return "\n  start     old machine " + old + " again, with its metadata";
    }
}
