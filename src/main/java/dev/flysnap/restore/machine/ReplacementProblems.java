package dev.flysnap.restore.machine;

import dev.flysnap.fly.resource.CapacityShortage;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Region;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.RegionRefusal;
import dev.flysnap.restore.model.RestorePlan;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The ways in which the snapshot of a move, the new volume and its region fail a restore. */
public final class ReplacementProblems {
    static Problem volumeAnswerLost(RestorePlan plan, List<Volume> candidates) {
        return new Problem(
                "volume-answer-lost",
                candidates.isEmpty() ? ExitCode.FAILED : ExitCode.NEEDS_OPERATOR,
                "The answer to the request for a new volume of " + plan.app() + " was lost.",
                candidates.isEmpty()
                        ? "No new volume appeared, so the request probably never reached Fly; it was not sent again."
                        : "Several new volumes could be this run's: %s."
                                .formatted(candidates.stream().map(it -> it.id().value()).toList()),
                candidates.isEmpty()
                        ? "See that there is none, then run it again: fly volumes list --app %s"
                                .formatted(plan.app())
                        : "Do not deploy before this is done: " + resolution(plan, candidates));
    }

    /** An unattached candidate that is left would be taken for this run's volume. */
    static String resolution(RestorePlan plan, List<Volume> candidates) {
        return "give those that somebody else needs a machine first, and delete the others: %s"
                .formatted(
                        candidates.stream()
                                .map(volume ->
                                        "fly volumes destroy %s --yes --app %s"
                                                .formatted(volume.id(), plan.app()))
                                .collect(Collectors.joining("; ")));
    }

    static Problem volumeDied(RestorePlan plan, Volume volume) {
        return new Problem(
                "volume-died",
                ExitCode.FAILED,
                "The new volume %s of %s is \"%s\"."
                        .formatted(volume.id(), plan.app(), volume.state()),
                "Fly gave up on it, or somebody deleted it.",
                "Run it again, perhaps in another region: --to-region");
    }

    static Problem volumeTooSlow(RestorePlan plan, VolumeId volume) {
        return new Problem(
                "volume-too-slow",
                ExitCode.FAILED,
                "The new volume %s was not ready within %d s."
                        .formatted(volume, plan.timeout().toSeconds()),
                "Fly still copies " + plan.sourceDescription() + ", or is stuck.",
                "Give it longer: --timeout");
    }

    static Problem volumeTaken(RestorePlan plan, Volume volume, MachineId machine) {
        return new Problem(
                "volume-taken",
                ExitCode.NEEDS_OPERATOR,
                "The new volume %s was attached to machine %s, which this run did not make."
                        .formatted(volume.id(), machine),
                "A deploy or scale picked it up by its name, %s, and may have written to it."
                        .formatted(volume.name()),
                "fly machine destroy --force %s --app %s, then: flysnap undo %s"
                        .formatted(machine, plan.app(), plan.run()));
    }

    /** The snapshot existed when the restore was planned. */
    static Problem snapshotGone(RestorePlan plan, Problem cause) {
        AppName from = plan.grounds().sourceApp();
        if (!from.equals(plan.app())) {
            return new Problem(
                    "snapshot-not-for-app",
                    ExitCode.FAILED,
                    "Fly does not let %s have %s of %s."
                            .formatted(plan.app(), plan.sourceDescription(), from),
                    "%s A snapshot can go to apps of its own organisation only, or it has expired."
                            .formatted(cause.why()),
                    "See whether both belong to one organisation (fly apps list), and whether it is still there: flysnap list %s"
                            .formatted(from));
        }
        return new Problem(
                "snapshot-gone",
                ExitCode.FAILED,
                "Not there any more: " + plan.sourceDescription() + " of " + plan.app() + ".",
                "%s It was there when the plan was made; probably its retention ended meanwhile."
                        .formatted(cause.why()),
                "Take a later one: flysnap list " + plan.app());
    }

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

    static Problem notStopped(RestorePlan plan, Machine machine) {
        return new Problem(
                "machine-does-not-stand",
                ExitCode.FAILED,
                "The machine %s was stopped, and is \"%s\" again."
                        .formatted(machine.id(), machine.state()),
                "Somebody started it, so a snapshot would not hold everything.",
                retryAdvice(plan));
    }

    static Problem noSnapshot(RestorePlan plan, Problem cause) {
        return new Problem(
                cause.code(), cause.exit(), cause.what(), cause.why(), retryAdvice(plan));
    }

    static Problem restarted(RestorePlan plan, Machine machine) {
        return new Problem(
                "machine-woke",
                ExitCode.FAILED,
                "The old machine %s did not stand still after its snapshot; it is \"%s\"."
                        .formatted(machine.id(), machine.state()),
                "Somebody started it: what it wrote since is not in the snapshot, so the app does not go on with that.",
                retryAdvice(plan));
    }

    /** By the time this is read, the undo has put the old machine back into service. */
    private static String retryAdvice(RestorePlan plan) {
        return "The app is where it was. Some minutes later: " + plan.rerunCommand(true);
    }

    private ReplacementProblems() {}
}
