package dev.flysnap.snapshot.volumes;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Volume;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** The ways in which choosing a volume fails. */
public final class VolumeProblems {
    public static Problem noVolume(AppName app) {
        return new Problem(
                "no-volume",
                ExitCode.FAILED,
                "The app " + app + " has no volume, so there is nothing to take a snapshot of.",
                "Fly lists none that is not deleted.",
                "Look at it: fly volumes list --app " + app);
    }

    static Problem ambiguousVolume(AppName app, List<Volume> volumes) {
        return new Problem(
                "which-volume",
                ExitCode.FAILED,
                "The app "
                        + app
                        + " has "
                        + volumes.size()
                        + " volumes: "
                        + describe(volumes)
                        + ".",
                "Nobody said which one is meant.",
                "Name it: --volume " + volumes.getFirst().id());
    }

    static Problem volumeNotOfApp(AppName app, String volume, List<Volume> volumes) {
        return new Problem(
                "volume-not-of-app",
                ExitCode.FAILED,
                "The app " + app + " has no volume " + volume + ".",
                volumes.isEmpty()
                        ? "It has none at all that is not deleted."
                        : "It has " + describe(volumes) + ".",
                "Name one of its volumes with --volume, or the app that it belongs to with --app");
    }

    static Problem noAttachedVolume(AppName app, List<Volume> volumes) {
        return new Problem(
                "no-attached-volume",
                ExitCode.FAILED,
                "The app " + app + " has no volume that a machine has attached.",
                volumes.isEmpty()
                        ? "It has none at all that is not deleted."
                        : "Not attached are "
                                + volumes.stream()
                                        .map(it -> it.id().value())
                                        .collect(Collectors.joining(", "))
                                + ".",
                volumes.isEmpty()
                        ? "Look at it: fly volumes list --app " + app
                        : "Name one with --volume: flysnap create "
                                + app
                                + " --volume "
                                + volumes.getFirst().id());
    }

    public static String describe(List<Volume> volumes) {
        return volumes.stream()
                .map(it ->
                        it.id() + " (" + it.name() + ", " + it.region() + ", " + it.state() + ")")
                .collect(Collectors.joining(", "));
    }

    private VolumeProblems() {}
}
