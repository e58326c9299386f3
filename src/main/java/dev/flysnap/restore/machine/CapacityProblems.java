package dev.flysnap.restore.machine;

import dev.flysnap.fly.resource.CapacityShortage;
import dev.flysnap.model.Region;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.RegionRefusal;
import dev.flysnap.restore.model.RestorePlan;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Fly refused what a restore makes, in every region that it may use. */
public final class CapacityProblems {
    private static final int MAX_REGIONS_NAMED = 5;

    /** No region of the list is left. */
    public static Problem noCapacity(RestorePlan plan, List<RegionRefusal> refused) {
        String tried =
                refused.stream().map(RegionRefusal::description).collect(Collectors.joining(", "));
        String said =
                refused.stream()
                        .map(it -> it.region() + ": " + it.said())
                        .distinct()
                        .collect(Collectors.joining(" "));
        Set<Optional<CapacityShortage>> shortages =
                refused.stream().map(RegionRefusal::shortage).collect(Collectors.toSet());
        if (shortages.equals(Set.of(Optional.of(CapacityShortage.QUOTA)))) {
            return problem(
                    "quota-reached",
                    "Fly does not let the organisation of %s have more: %s."
                            .formatted(plan.app(), tried),
                    said,
                    """
                    Remove what is not needed any more (fly volumes list --app %s), or ask Fly for a higher \
                    quota, and run it again\
                    """
                            .formatted(plan.app()));
        }
        String elsewhere = regionAdvice(plan, refused);
        if (shortages.contains(Optional.<CapacityShortage>empty())) {
            return problem(
                    shortages.size() == 1 ? "fly-refused" : "no-capacity",
                    "No region is left to try: %s.".formatted(tried),
                    said,
                    elsewhere);
        }
        boolean quota = !shortages.contains(Optional.of(CapacityShortage.ROOM));
        return problem(
                quota ? "quota-reached" : "no-capacity",
                "Fly has %s.".formatted(tried),
                said,
                quota ? elsewhere + ", or ask Fly for a higher quota" : elsewhere);
    }

    private static Problem problem(String code, String what, String why, String next) {
        return new Problem(code, ExitCode.FAILED, what, why, next);
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
