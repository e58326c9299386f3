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
 * A machine of a move whose journal is lost. It is not adopted: whether everything that the old
 * machine wrote is in its volume was proven by a snapshot and by looks that only the journal knew.
 * What is there is said, and what brings the app back to one machine.
 */
final class OrphanedMove {
    private final String app;
    private final RunId run;
    private final Machine machine;
    private final RestoreTag.Old old;
    private final VolumeId source;

    OrphanedMove(AppName app, RunId run, Machine machine, RestoreTag note) {
        this.app = " --app " + app;
        this.run = run;
        this.machine = machine;
        this.old = note.old().orElseThrow();
        this.source = note.source();
    }

    /**
     * @param machines the living ones of the app
     * @return nothing where the app has moved and its old machine is gone: that is over
     */
    Optional<RecoveredRun> found(List<Machine> machines) {
        if (TagKeys.isVerifier(machine)) {
            return Optional.of(onTheWay());
        }
        if (!TagKeys.isOfThePlatform(machine)) {
            return Optional.of(undone());
        }
        return machines.stream().anyMatch(it -> it.id().equals(old.machine()))
                ? Optional.of(done())
                : Optional.empty();
    }

    private RecoveredRun onTheWay() {
        List<String> commands = new ArrayList<>(ManualCommands.backToWork(old, app));
        commands.addAll(removing(machine.id().value(), volumes()));
        return new RecoveredRun.NotRecovered(
                "The machine %s of the move %s, with the volume %s, is not the app yet."
                        .formatted(machine.id(), run, volumes()),
                "A move whose journal is lost cannot go on: what proved that nothing is missing is gone with it."
                        + " The old machine "
                        + old.machine()
                        + " may be cordoned and stopped.",
                "Put the old machine back to work and move again: " + String.join("; ", commands));
    }

    private RecoveredRun done() {
        return new RecoveredRun.NotRecovered(
                "The move %s has put the app on machine %s, with the volume %s."
                        .formatted(run, machine.id(), volumes()),
                "Its journal is lost, so it can be neither finished nor taken back by flysnap. The old machine "
                        + old.machine()
                        + " with its volume "
                        + source
                        + " may still be there.",
                "See that the app is well: flysnap rescue%s. Never start the old machine; when nobody needs it: %s"
                        .formatted(
                                app,
                                String.join(
                                        "; ", removing(old.machine().value(), source.value()))));
    }

    private RecoveredRun undone() {
        return new RecoveredRun.NotRecovered(
                "The machine %s of the move %s, with the volume %s, is out of service."
                        .formatted(machine.id(), run, volumes()),
                "It has lost the platform's metadata: the move was taken back, or the app was put elsewhere since.",
                "Do not start it. When nobody needs its data: "
                        + String.join("; ", removing(machine.id().value(), volumes())));
    }

    private List<String> removing(String ofMachine, String ofVolume) {
        return List.of(
                "fly machine destroy --force " + ofMachine + app,
                "fly volumes destroy " + ofVolume + " --yes" + app);
    }

    private String volumes() {
        return String.join(" ", machine.mountedVolumes().stream().map(VolumeId::value).toList());
    }
}
