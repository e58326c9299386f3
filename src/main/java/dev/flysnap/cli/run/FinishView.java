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
import dev.flysnap.restore.finish.FinishPreview;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a finish removes, and afterwards what it removed. */
record FinishView(FinishPreview finish) implements View {
    /** What is removed of one run. */
    record Document(
            RunId run,
            AppName app,
            boolean undone,
            Optional<MachineId> removedMachine,
            Optional<VolumeId> removedVolume,
            Optional<VolumeId> keptVolume,
            List<String> notes) {
        static Document of(FinishPreview finish) {
            return new Document(
                    finish.run(),
                    finish.app(),
                    finish.undone(),
                    finish.machine().map(Machine::id),
                    finish.volume().map(Volume::id),
                    finish.kept(),
                    finish.notes());
        }
    }

    @Override
    public String text() {
        return "Done.";
    }

    @Override
    public Json json() {
        return Records.write(Document.class, Document.of(finish));
    }

    /** What the finish is going to do. */
    static String preview(FinishPreview finish) {
        List<String> lines = new ArrayList<>();
        lines.add("Finish of " + finish.run() + ":");
        lines.addAll(removals(finish));
        if (finish.hasNothingToDelete()) {
            lines.add("  nothing   what it has superseded is already gone");
        }
        finish.kept()
                .ifPresent(it -> lines.add("  keep      volume " + it + ", which the app has now"));
        finish.notes().forEach(it -> lines.add("  note      " + it));
        return String.join("\n", lines);
    }

    /** A line for each machine and volume. */
    static List<String> removals(FinishPreview finish) {
        String which = finish.undone() ? "undone" : "old";
        List<String> lines = new ArrayList<>();
        finish.machine()
                .ifPresent(present ->
                        lines.add(
                                "  remove    %s machine %s (%s, %s)"
                                        .formatted(
                                                which,
                                                present.id(),
                                                present.name(),
                                                present.region())));
        finish.volume()
                .ifPresent(present ->
                        lines.add(
                                "  remove    %s volume %s (%s, %d GB, %s); its snapshots stay until they expire"
                                        .formatted(
                                                which,
                                                present.id(),
                                                present.name(),
                                                present.sizeGb(),
                                                present.region())));
        return lines;
    }
}
