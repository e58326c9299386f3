package dev.flysnap.snapshot.fleet;

import dev.flysnap.model.AppName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.snapshot.volumes.VolumeSelection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Which volumes of which apps a create is about.
 *
 * @param named apps that the command line names
 * @param all whether every attached volume is selected
 */
public record FleetSelection(List<String> named, boolean all, Configured configured) {
    private static final int MAX_APPS = 10_000;

    public FleetSelection {
        named = List.copyOf(named);
    }

    /** One app and which of its volumes. */
    public record AppVolumes(AppName app, VolumeSelection which) {}

    /**
     * A volume that the configuration lists under {@code [[targets]]}.
     *
     * @param volume absent = the app's only one, or every one with {@code --all}
     */
    public record Target(AppName app, Optional<VolumeSelection> volume) {}

    /**
     * What is configured besides the command line's arguments.
     *
     * @param app throws where no app is configured
     * @param appNamed whether a flag or the environment names the app, not just a file
     * @param volumeNamed whether one volume is configured
     */
    public record Configured(
            Supplier<AppName> app, boolean appNamed, boolean volumeNamed, List<Target> targets) {
        public Configured {
            targets = List.copyOf(targets);
        }

        private List<Target> targetsOf(String app) {
            return targets.stream().filter(it -> it.app().value().equals(app)).toList();
        }
    }

    /** Whether it is one run with parts; that does not depend on the volumes on Fly. */
    public boolean isFleet() {
        return all || named.size() > 1 || isByTargets() || hasSeveralTargets();
    }

    private boolean hasSeveralTargets() {
        return named.size() == 1
                && !configured.volumeNamed()
                && configured.targetsOf(named.getFirst()).size() > 1;
    }

    private boolean isByTargets() {
        return !configured.appNamed() && !configured.targets().isEmpty();
    }

    /**
     * @throws IllegalArgumentException with a sentence for the user, if an app's name is malformed
     * @throws dev.flysnap.problem.FlysnapException if one volume is configured and several apps are
     *     selected
     */
    public List<AppVolumes> selected() {
        if (isByTargets()) {
            return configured.targets().stream().map(this::volumesOf).toList();
        }
        List<AppName> apps =
                named.isEmpty()
                        ? List.of(configured.app().get())
                        : named.stream().map(AppName::new).distinct().toList();
        if (apps.size() > MAX_APPS) {
            throw new IllegalArgumentException("there are more than " + MAX_APPS + " apps");
        }
        if (!all && configured.volumeNamed()) {
            throw volumeOfSeveral().exception();
        }
        List<AppVolumes> selected = new ArrayList<>();
        for (AppName app : apps) {
            List<Target> targets = all ? List.of() : configured.targetsOf(app.value());
            if (targets.isEmpty()) {
                selected.add(volumesOf(new Target(app, Optional.empty())));
            }
            targets.forEach(it -> selected.add(volumesOf(it)));
        }
        return selected;
    }

    private AppVolumes volumesOf(Target target) {
        return new AppVolumes(
                target.app(),
                target.volume()
                        .orElseGet(() ->
                                all
                                        ? new VolumeSelection.AllAttached()
                                        : new VolumeSelection.TheOnlyOne()));
    }

    private static Problem volumeOfSeveral() {
        return new Problem(
                "volume-of-several",
                ExitCode.USAGE,
                "One volume is configured, but several apps are selected.",
                "FLYSNAP_VOLUME or flysnap.toml's volume names it.",
                "Unset it and name volumes in [[targets]], or take every attached one: --all");
    }
}
