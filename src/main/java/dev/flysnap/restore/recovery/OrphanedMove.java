package dev.flysnap.restore.recovery;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.restore.run.ManualCommands;
import dev.flysnap.snapshot.create.RecoveredRun;
import dev.flysnap.tags.RestoreTag;
import dev.flysnap.tags.TagKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A machine of a move whose journal is lost. The move is not recovered: that the old machine's
 * volume holds everything was proven by a snapshot and by checks that only the journal knew.
 * Reports what is there and how to get back to one machine.
 */
final class OrphanedMove {
    private final String app;
    private final RunId run;
    private final Machine machine;
    private final RestoreTag.Old old;
    private final VolumeId source;

    OrphanedMove(AppName app, RunId run, Machine machine, RestoreTag tag) {
        this.app = " --app " + app;
        this.run = run;
        this.machine = machine;
        this.old = tag.old().orElseThrow();
        this.source = tag.source();
    }

    /**
     * @param machines the living ones of the app
     * @return empty where the app has moved and its old machine is gone: nothing is left to do
     */
    Optional<RecoveredRun> describe(List<Machine> machines) {
        if (TagKeys.isVerifier(machine)) {
            return Optional.of(unfinished());
        }
        if (!TagKeys.hasPlatformMetadata(machine)) {
            return Optional.of(undone());
        }
        return machines.stream().anyMatch(it -> it.id().equals(old.machine()))
                ? Optional.of(completed())
                : Optional.empty();
    }

    private RecoveredRun unfinished() {
        List<String> commands = new ArrayList<>(ManualCommands.returnToService(old, app));
        commands.addAll(deleteCommands(machine.id().value(), volumes()));
        return new RecoveredRun.NotRecovered(
                "The machine %s of the move %s, with the volume %s, is not the app yet."
                        .formatted(machine.id(), run, volumes()),
                """
                A move whose journal is lost cannot go on: what proved that nothing is missing is gone \
                with it. The old machine %s may be cordoned and stopped.\
                """
                        .formatted(old.machine()),
                "Put the old machine back to work and move again: " + String.join("; ", commands));
    }

    private RecoveredRun completed() {
        return new RecoveredRun.NotRecovered(
                "The move %s has put the app on machine %s, with the volume %s."
                        .formatted(run, machine.id(), volumes()),
                """
                Its journal is lost, so it can be neither finished nor undone by flysnap. The old \
                machine %s with its volume %s may still be there.\
                """
                        .formatted(old.machine(), source),
                "See that the app is well: flysnap rescue%s. Never start the old machine; when nobody needs it: %s"
                        .formatted(
                                app,
                                String.join(
                                        "; ",
                                        deleteCommands(old.machine().value(), source.value()))));
    }

    private RecoveredRun undone() {
        return new RecoveredRun.NotRecovered(
                "The machine %s of the move %s, with the volume %s, is out of service."
                        .formatted(machine.id(), run, volumes()),
                "It has lost the platform's metadata: the move was undone, or the app was put elsewhere since.",
                "Do not start it. When nobody needs its data: %s"
                        .formatted(
                                String.join(
                                        "; ", deleteCommands(machine.id().value(), volumes()))));
    }

    private List<String> deleteCommands(String ofMachine, String ofVolume) {
        return List.of(
                "fly machine destroy --force " + ofMachine + app,
                "fly volumes destroy " + ofVolume + " --yes" + app);
    }

    private String volumes() {
        return String.join(" ", machine.mountedVolumes().stream().map(VolumeId::value).toList());
    }
}
