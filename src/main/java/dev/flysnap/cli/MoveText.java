package dev.flysnap.cli;

import dev.flysnap.model.Machine;
import dev.flysnap.model.Region;
import dev.flysnap.restore.RestorePlan;
import java.util.Locale;
import java.util.stream.Collectors;

/** A move's plan in words. */
final class MoveText {
    private final RestorePlan plan;

    MoveText(RestorePlan plan) {
        this.plan = plan;
    }

    String plan() {
        Machine old = plan.replaced().orElseThrow();
        return String.join(
                "\n",
                "Plan of " + plan.run() + ":",
                "  first     machine %s (%s) is cordoned and stopped; its lease is held, so no deploy starts it"
                        .formatted(old.id(), old.region()),
                "  data      a new snapshot of %s, taken while it stands still"
                        .formatted(plan.sourceVolume()),
                "  lost      nothing",
                "  volume    new, \"%s\", %d GB, %s%s"
                        .formatted(
                                plan.newVolume().name(),
                                plan.newVolume().sizeGb(),
                                plan.regions().stream()
                                        .map(Region::value)
                                        .collect(Collectors.joining(", else ")),
                                plan.newVolume().encrypted() ? ", encrypted" : ""),
                "  machine   new, %s, image %s"
                        .formatted(
                                plan.machineName(),
                                plan.appConfig().text("image").orElse("unknown")),
                "  verified  "
                        + plan.verify().name().toLowerCase(Locale.ROOT)
                        + ", before the app may have it",
                "  down      %sfrom the stop until the app has started there: Fly makes a snapshot, a volume and a machine meanwhile"
                        .formatted(
                                plan.grounds()
                                        .withoutService()
                                        .map(it ->
                                                "about %s (%s), "
                                                        .formatted(
                                                                Durations.words(it.about()),
                                                                it.why()))
                                        .orElse("")),
                "  fails     then machine %s goes back to work, and what was made is removed"
                        .formatted(old.id()),
                "  stays     machine %s and volume %s, stopped, until: flysnap finish %s"
                        .formatted(old.id(), plan.sourceVolume(), plan.run()));
    }
}
