package dev.flysnap.cli.run;

import dev.flysnap.cli.view.View;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.restore.run.FinishPreview;
import java.util.Optional;

/** What a finish removes, and afterwards what it removed. */
record FinishView(FinishPreview finish) implements View {
    private record Document(
            RunId run,
            AppName app,
            Optional<MachineId> removedMachine,
            Optional<VolumeId> removedVolume,
            VolumeId keptVolume) {}

    @Override
    public String text() {
        return "Done.";
    }

    @Override
    public Json json() {
        return Records.write(
                Document.class,
                new Document(
                        finish.run(),
                        finish.app(),
                        finish.machine().map(Machine::id),
                        finish.volume().map(Volume::id),
                        finish.kept()));
    }

    /** What the finish is going to do. */
    String preview() {
        StringBuilder text = new StringBuilder("Finish of " + finish.run() + ":");
        finish.machine()
                .ifPresent(present ->
                        text.append(
                                "\n  remove    old machine %s (%s, %s)"
                                        .formatted(
                                                present.id(), present.name(), present.region())));
        finish.volume()
                .ifPresent(present ->
                        text.append(
                                "\n  remove    old volume %s (%s, %d GB, %s); its snapshots stay until they expire"
                                        .formatted(
                                                present.id(),
                                                present.name(),
                                                present.sizeGb(),
                                                present.region())));
        if (finish.hasNothingToDelete()) {
            text.append("\n  nothing   what was replaced is already gone");
        }
        text.append("\n  keep      volume ")
                .append(finish.kept())
                .append(", which the app has now");
        return text.toString();
    }
}
