package dev.flysnap.cli;

import dev.flysnap.config.Config;
import dev.flysnap.config.Target;
import dev.flysnap.config.VolumeChoice;
import dev.flysnap.model.AppName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.snapshot.WhichVolumes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which volumes of which apps {@code create} means.
 *
 * @param named apps that the command line names
 * @param all whether every attached volume is meant
 */
record FleetChoice(List<String> named, boolean all, Config config) {
    private static final int MOST_APPS = 10_000;

    /** One app and which of its volumes. */
    record Meant(AppName app, WhichVolumes which) {}

    /** Whether it is one run with parts; what the world looks like does not decide that. */
    boolean isFleet() {
        return all || named.size() > 1 || isByTargets() || hasSeveralTargets();
    }

    /**
     * One app is named, and flysnap.toml says of which of its volumes snapshots are always meant.
     */
    private boolean hasSeveralTargets() {
        return named.size() == 1
                && config.volume().isEmpty()
                && config.targets().stream()
                                .filter(it -> it.app().value().equals(named.getFirst()))
                                .count()
                        > 1;
    }

    private boolean isByTargets() {
        return !config.appNamed() && !config.targets().isEmpty();
    }

    /**
     * @throws IllegalArgumentException with a sentence for the user, if an app's name is none
     * @throws dev.flysnap.problem.FlysnapException if one volume is configured, and several apps
     *     are meant
     */
    List<Meant> meant() {
        List<Meant> meant = new ArrayList<>();
        if (isByTargets()) {
            config.targets().forEach(it -> meant.add(new Meant(it.app(), which(it.volume()))));
            return meant;
        }
        List<AppName> apps =
                named.isEmpty()
                        ? List.of(config.requireApp())
                        : named.stream().map(AppName::new).distinct().toList();
        if (apps.size() > MOST_APPS) {
            throw new IllegalArgumentException("there are more than " + MOST_APPS + " apps");
        }
        if (!all && config.volume().isPresent()) {
            throw volumeOfSeveral().exception();
        }
        for (AppName app : apps) {
            List<Target> targets =
                    config.targets().stream().filter(it -> it.app().equals(app)).toList();
            if (all || targets.isEmpty()) {
                meant.add(new Meant(app, which(Optional.empty())));
            } else {
                targets.forEach(it -> meant.add(new Meant(app, which(it.volume()))));
            }
        }
        return meant;
    }

    private WhichVolumes which(Optional<VolumeChoice> volume) {
        return volume.<WhichVolumes>map(it ->
                        switch (it) {
                            case VolumeChoice.ById(var id) -> new WhichVolumes.ById(id);
                            case VolumeChoice.ByName(var name) -> new WhichVolumes.ByName(name);
                        })
                .orElseGet(
                        () -> all ? new WhichVolumes.AllAttached() : new WhichVolumes.TheOnlyOne());
    }

    private static Problem volumeOfSeveral() {
        return new Problem(
                "volume-of-several",
                ExitCode.USAGE,
                "One volume is configured, and several apps are meant.",
                "FLYSNAP_VOLUME or flysnap.toml's volume names it.",
                "Unset it and name volumes in [[targets]], or take every attached one: --all");
    }
}
