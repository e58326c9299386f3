package dev.flysnap.snapshot.volumes;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Volume;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.problem.ShortList;
import java.util.List;

/** The ways in which choosing a volume fails. */
public final class VolumeProblems {
    public static Problem noVolume(AppName app) {
        return new Problem(
                "no-volume",
                ExitCode.FAILED,
                "The app %s has no volume, so there is nothing to take a snapshot of."
                        .formatted(app),
                "Fly lists none that is not deleted.",
                "Look at it: fly volumes list --app " + app);
    }

    static Problem ambiguousVolume(AppName app, List<Volume> volumes) {
        return new Problem(
                "which-volume",
                ExitCode.USAGE,
                "The app %s has %d volumes: %s.".formatted(app, volumes.size(), describe(volumes)),
                "Nothing says which one is meant.",
                "Name it: --volume " + volumes.getFirst().id());
    }

    static Problem volumeNotOfApp(AppName app, String volume, List<Volume> volumes) {
        return new Problem(
                "volume-not-of-app",
                ExitCode.FAILED,
                "The app %s has no volume %s.".formatted(app, volume),
                volumes.isEmpty()
                        ? "It has none at all that is not deleted."
                        : "It has %s.".formatted(describe(volumes)),
                "Name one of its volumes with --volume, or the app that it belongs to with --app");
    }

    static Problem noAttachedVolume(AppName app, List<Volume> volumes) {
        return new Problem(
                "no-attached-volume",
                ExitCode.FAILED,
                "The app %s has no volume that is attached to a machine.".formatted(app),
                volumes.isEmpty()
                        ? "It has none at all that is not deleted."
                        : "Not attached are %s."
                                .formatted(
                                        ShortList.text(
                                                volumes.stream()
                                                        .map(it -> it.id().value())
                                                        .toList())),
                volumes.isEmpty()
                        ? "Look at it: fly volumes list --app " + app
                        : "Name one: flysnap create %s --volume %s"
                                .formatted(app, volumes.getFirst().id()));
    }

    /** Each with its name, region and state. */
    public static String describe(List<Volume> volumes) {
        return ShortList.text(
                volumes.stream()
                        .map(it ->
                                "%s (%s, %s, %s)"
                                        .formatted(it.id(), it.name(), it.region(), it.state()))
                        .toList());
    }

    private VolumeProblems() {}
}
