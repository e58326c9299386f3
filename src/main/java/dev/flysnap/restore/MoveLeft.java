package dev.flysnap.restore;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.snapshot.Adoption;
import dev.flysnap.snapshot.RestoreMarks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A machine of a move whose journal is lost. It is not adopted: whether everything that the old
 * machine wrote is in its volume was proven by a snapshot and by looks that only the journal knew.
 * What is there is said, and what brings the app back to one machine.
 */
final class MoveLeft {
    private final String app;
    private final RunId run;
    private final Machine machine;
    private final RestoreNote.Old old;
    private final VolumeId source;

    MoveLeft(AppName app, RunId run, Machine machine, RestoreNote note) {
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
    Optional<Adoption> found(List<Machine> machines) {
        if (RestoreMarks.isVerifier(machine)) {
            return Optional.of(onTheWay());
        }
        if (!RestoreMarks.isOfThePlatform(machine)) {
            return Optional.of(undone());
        }
        return machines.stream().anyMatch(it -> it.id().equals(old.machine()))
                ? Optional.of(done())
                : Optional.empty();
    }

    private Adoption onTheWay() {
        List<String> commands = new ArrayList<>(ByHand.backToWork(old, app));
        commands.addAll(removing(machine.id().value(), volumes()));
        return new Adoption.Left(
                "The machine %s of the move %s, with the volume %s, is not the app yet."
                        .formatted(machine.id(), run, volumes()),
                "A move whose journal is lost cannot go on: what proved that nothing is missing is gone with it."
                        + " The old machine "
                        + old.machine()
                        + " may be cordoned and stopped.",
                "Put the old machine back to work and move again: " + String.join("; ", commands));
    }

    private Adoption done() {
        return new Adoption.Left(
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

    private Adoption undone() {
        return new Adoption.Left(
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
