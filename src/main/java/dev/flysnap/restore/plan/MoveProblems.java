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

/** The ways in which moving an app fails, besides those of a restore. */
final class MoveProblems {
    static Problem hostUnreachable(AppName app, String what, HostStatus status) {
        return new Problem(
                "host-gone",
                ExitCode.NEEDS_OPERATOR,
                "The host of " + what + " of " + app + " does not answer.",
                "Fly says "
                        + status
                        + "; what was written last is only on that host, and a move loses nothing.",
                "See what can be brought back: flysnap rescue " + app);
    }

    static Problem noMachine(AppName app, VolumeId volume) {
        return new Problem(
                "no-machine-to-move",
                ExitCode.FAILED,
                "No machine of " + app + " has the volume " + volume + " attached.",
                "So there is nothing to move, only data.",
                "Bring it back elsewhere: flysnap create "
                        + app
                        + " --volume "
                        + volume
                        + ", then flysnap restore latest --app "
                        + app
                        + " --to-region REGION --cutover");
    }

    static Problem cannotBeStopped(AppName app, Machine machine) {
        boolean suspended = machine.state().equals(MachineState.SUSPENDED);
        return new Problem(
                "machine-not-at-rest",
                ExitCode.FAILED,
                "The machine "
                        + machine.id()
                        + " of "
                        + app
                        + " is \""
                        + machine.state()
                        + "\", so it cannot be moved now.",
                suspended
                        ? "What is in its memory is not on the volume, and would be lost."
                        : "Only one that runs or is stopped can be stopped for good.",
                "Start it, then move it: fly machine start " + machine.id() + " --app " + app);
    }

    static Problem severalMachines(AppName app, Machine machine, List<Machine> serving) {
        return new Problem(
                "several-machines",
                ExitCode.FAILED,
                "The machine "
                        + machine.id()
                        + " of "
                        + app
                        + " is not the only one that could be in service: there is "
                        + serving.stream()
                                .filter(it -> !it.id().equals(machine.id()))
                                .map(it -> it.id() + " (" + it.region() + ", " + it.state() + ")")
                                .collect(Collectors.joining(", "))
                        + ".",
                "One of them took the place of the other; never two machines of one app may write.",
                "See which runs the app: flysnap rescue " + app + "; remove the other");
    }

    static Problem tooSmall(int asked, Volume volume) {
        return new Problem(
                "volume-too-small",
                ExitCode.USAGE,
                "A volume of " + asked + " GB cannot hold what is on " + volume.id() + ".",
                "That one has " + volume.sizeGb() + " GB, and a volume never shrinks.",
                "Leave --size-gb out, or give " + volume.sizeGb() + " or more");
    }

    private MoveProblems() {}
}
