package dev.flysnap.cli.view;

import dev.flysnap.cli.option.DurationConverter;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.sqlite.ReplicatedDatabase;
import dev.flysnap.problem.Count;
import dev.flysnap.restore.model.RestorePlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a plan and a finished restore say of Litestream. */
public record ReplicaLines(RestorePlan plan) {
    private static final int MAX_SHOWN = 4;

    /** Differences below this are those of clocks and of Litestream's own second. */
    private static final Duration NEGLIGIBLE = Duration.ofSeconds(2);

    private List<ReplicatedDatabase> replicas() {
        return plan.isMove() ? List.of() : plan.grounds().replicas().orElse(List.of());
    }

    /** One line for each database, and one for what follows of it. */
    public List<String> ofPlan() {
        List<String> lines = new ArrayList<>();
        List<ReplicatedDatabase> all = replicas();
        all.stream()
                .limit(MAX_SHOWN)
                .forEach(it ->
                        lines.add(
                                "  replica   Litestream replicates %s: %s"
                                        .formatted(it, compared(it))));
        if (all.size() > MAX_SHOWN) {
            lines.add("            and %s".formatted(Count.of(all.size() - MAX_SHOWN, "more")));
        }
        if (!all.isEmpty() && isOtherApp()) {
            lines.add(
                    "            %s must not replicate to the same place: give it another one before it starts"
                            .formatted(plan.app()));
        }
        return lines;
    }

    private String compared(ReplicatedDatabase one) {
        String look =
                "flysnap sources %s --litestream '%s'"
                        .formatted(plan.grounds().sourceApp(), one.place());
        Optional<Instant> taken = plan.source().takenAt();
        if (one.newestAt().isEmpty() || taken.isEmpty()) {
            return "how new its replica is could not be asked: " + look;
        }
        Duration newer = Duration.between(taken.get(), one.newestAt().get());
        if (newer.compareTo(NEGLIGIBLE) > 0) {
            return "its replica is %s newer than this snapshot: restoring from it would lose less"
                    .formatted(about(newer));
        }
        return newer.negated().compareTo(NEGLIGIBLE) > 0
                ? "its replica is %s older than this snapshot".formatted(about(newer.negated()))
                : "its replica is as new as this snapshot";
    }

    private static String about(Duration duration) {
        return duration.toMinutes() >= 2
                ? DurationConverter.text(Duration.ofMinutes(duration.toMinutes()))
                : DurationConverter.text(Duration.ofSeconds(duration.toSeconds()));
    }

    /** What to do after a cutover to older data. */
    public List<String> afterCutover(MachineId machine) {
        List<ReplicatedDatabase> all = replicas();
        if (all.isEmpty()) {
            return List.of();
        }
        return List.of(
                "  replica   Litestream 0.5.17 sees that the data is older, and goes on; see that it does: fly logs --app %s --machine %s --no-tail"
                        .formatted(plan.app(), machine),
                "            where it does not: fly ssh console --app %s --machine %s -C 'litestream reset %s', then fly machine restart %s --app %s"
                        .formatted(
                                plan.app(), machine, all.getFirst().path(), machine, plan.app()));
    }

    private boolean isOtherApp() {
        return !plan.grounds().sourceApp().equals(plan.app());
    }
}
