package dev.flysnap.restore.machine;

import dev.flysnap.fly.resource.CapacityShortage;
import dev.flysnap.model.Region;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.RegionRefusal;
import dev.flysnap.restore.model.RestorePlan;
import java.util.List;
import java.util.stream.Collectors;

/** Fly has no room for what a restore makes. */
public final class CapacityProblems {
    private static final int MAX_REGIONS_NAMED = 5;

    /** No region of the list had room. */
    public static Problem noCapacity(RestorePlan plan, List<RegionRefusal> refused) {
        boolean quota = refused.stream().allMatch(it -> it.shortage() == CapacityShortage.QUOTA);
        String tried =
                refused.stream().map(RegionRefusal::description).collect(Collectors.joining(", "));
        String said =
                refused.stream()
                        .map(it -> it.region() + ": " + it.said())
                        .distinct()
                        .collect(Collectors.joining(" "));
        return quota
                ? new Problem(
                        "quota-reached",
                        ExitCode.FAILED,
                        "Fly does not let the organisation of %s have more: %s."
                                .formatted(plan.app(), tried),
                        said,
                        """
                        Remove what is not needed any more (fly volumes list --app %s), or ask Fly for a higher \
                        quota, and run it again\
                        """
                                .formatted(plan.app()))
                : new Problem(
                        "no-capacity",
                        ExitCode.FAILED,
                        "Fly has " + tried + ".",
                        said,
                        regionAdvice(plan, refused));
    }

    private static String regionAdvice(RestorePlan plan, List<RegionRefusal> refused) {
        List<Region> tried = refused.stream().map(RegionRefusal::region).toList();
        String advised =
                plan.grounds().room().orElse(List.of()).stream()
                        .filter(it -> !tried.contains(it))
                        .limit(MAX_REGIONS_NAMED)
                        .map(Region::value)
                        .collect(Collectors.joining(","));
        return advised.isEmpty()
                ? "Name more regions, they are tried in that order: --to-region R1,R2"
                : "Fly says that there is room elsewhere: --to-region " + advised;
    }

    private CapacityProblems() {}
}
