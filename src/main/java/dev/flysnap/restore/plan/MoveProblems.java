package dev.flysnap.restore.plan;

import dev.flysnap.model.AppName;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** Why an app cannot be moved, besides the problems of a restore. */
final class MoveProblems {
    static Problem hostUnreachable(AppName app, String resource, HostStatus status) {
        return new Problem(
                "host-gone",
                ExitCode.NEEDS_OPERATOR,
                "The host of %s of %s does not answer.".formatted(resource, app),
                "Fly reports its status as %s. The latest writes are only on that host, and a move loses nothing."
                        .formatted(status),
                "See what can be restored: flysnap rescue " + app);
    }

    static Problem noMachine(AppName app, VolumeId volume) {
        return new Problem(
                "no-machine-to-move",
                ExitCode.FAILED,
                "No machine of %s has the volume %s attached.".formatted(app, volume),
                "There is data, but no machine to move.",
                "Restore the data elsewhere: flysnap create %1$s --volume %2$s, then flysnap restore latest --app %1$s --to-region REGION --cutover"
                        .formatted(app, volume));
    }

    static Problem cannotBeStopped(AppName app, Machine machine) {
        return new Problem(
                "machine-not-at-rest",
                ExitCode.FAILED,
                "The machine %s of %s is \"%s\", so it cannot be moved now."
                        .formatted(machine.id(), app, machine.state()),
                machine.state().equals(MachineState.SUSPENDED)
                        ? "The content of its memory is not on the volume, and would be lost."
                        : "Only a started or stopped machine can be stopped for good.",
                "Start it, then move it: fly machine start %s --app %s"
                        .formatted(machine.id(), app));
    }

    static Problem severalMachines(AppName app, Machine machine, List<Machine> serving) {
        String others =
                serving.stream()
                        .filter(it -> !it.id().equals(machine.id()))
                        .map(it -> "%s (%s, %s)".formatted(it.id(), it.region(), it.state()))
                        .collect(Collectors.joining(", "));
        return new Problem(
                "several-machines",
                ExitCode.FAILED,
                "The machine %s of %s is not the only one that could be in service: there is %s."
                        .formatted(machine.id(), app, others),
                "One of them replaced the other; two machines of one app must never both write.",
                "See which one runs the app: flysnap rescue %s; delete the other".formatted(app));
    }

    static Problem tooSmall(int requestedGb, Volume volume) {
        return new Problem(
                "volume-too-small",
                ExitCode.USAGE,
                "A volume of %d GB cannot hold the data of %s.".formatted(requestedGb, volume.id()),
                "That volume has %d GB, and volumes never shrink.".formatted(volume.sizeGb()),
                "Leave --size-gb out, or give %d or more".formatted(volume.sizeGb()));
    }

    private MoveProblems() {}
}
