package dev.flysnap.drill;

import dev.flysnap.contract.StatusAnswer;
import dev.flysnap.contract.StatusAnswer.DatabaseStatus;
import dev.flysnap.hook.client.Quiescer;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.Count;
import dev.flysnap.restore.verify.DrillBudgets.LiveCanary;
import dev.flysnap.restore.verify.Verdict;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.plan.QuiescerFactory;
import dev.flysnap.snapshot.volumes.SupersededVolumes;
import dev.flysnap.snapshot.volumes.VolumeSelector;
import dev.flysnap.sqlite.CanaryTable;
import dev.flysnap.sqlite.check.Expectation;
import dev.flysnap.time.TimeText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What became of the numbered rows that the agent writes: as many as were written after the
 * restored data would be lost.
 *
 * @param checks one a database
 * @param lost how many rows, of all databases; absent where one has no canary
 * @param newestAt when the newest row was written that was restored, of the oldest database
 */
record Canaries(List<DrillCheck> checks, Optional<Long> lost, Optional<Instant> newestAt) {

    /** A query begins with it. */
    private static final String ADDRESSABLE = "[\\w./-]+";

    /**
     * The canaries of the app as it runs.
     *
     * @throws dev.flysnap.problem.FlysnapException if nobody answers, or there is none
     */
    static List<LiveCanary> live(
            RunContext context,
            AppName app,
            Optional<VolumeId> wanted,
            Optional<QuiescerFactory> hook) {
        QuiescerFactory agent =
                hook.orElseThrow(() -> DrillProblems.canaryWithoutHook(app).exception());
        Volume volume = new VolumeSelector(context).select(app, wanted);
        Machine machine =
                SupersededVolumes.machineOf(volume, context.fly().machines().list(app))
                        .orElseThrow(() -> DrillProblems.noCanary(app).exception());
        try (Quiescer reached = agent.reach(app, machine)) {
            List<LiveCanary> found =
                    reached.status().databases().stream().flatMap(it -> live(it).stream()).toList();
            if (found.isEmpty()) {
                throw DrillProblems.noCanary(app).exception();
            }
            return found;
        }
    }

    private static Optional<LiveCanary> live(DatabaseStatus database) {
        return database.canary()
                .filter(_ -> database.path().matches(ADDRESSABLE))
                .map((StatusAnswer.Canary it) ->
                        new LiveCanary(database.path(), it.row(), it.at()));
    }

    /** What the restored databases are asked. */
    static Expectation query(LiveCanary canary) {
        return Expectation.parse(canary.path() + ": " + CanaryTable.QUERY, "!=", "null");
    }

    static Canaries of(List<LiveCanary> live, Verdict verdict) {
        List<DrillCheck> checks = new ArrayList<>();
        List<CanaryTable.Found> all = new ArrayList<>();
        long lost = 0;
        for (LiveCanary canary : live) {
            Optional<Expectation.Result> result = DataChecks.result(query(canary), verdict);
            Optional<CanaryTable.Found> found =
                    result.flatMap(Expectation.Result::found).flatMap(CanaryTable::parse);
            found.ifPresent(all::add);
            lost += found.map(it -> Math.max(0, canary.row() - it.newest().number())).orElse(0L);
            checks.add(
                    new DrillCheck(
                            "canary",
                            "canary of " + canary.path(),
                            found.map(it -> text(canary, it)).orElse("none"),
                            found.isPresent()
                                    ? failure(found.get())
                                    : Optional.of(
                                            result.flatMap(Expectation.Result::unmet)
                                                    .orElse("the database was not asked"))));
        }
        boolean isComplete = all.size() == live.size();
        return new Canaries(
                checks,
                isComplete ? Optional.of(lost) : Optional.empty(),
                isComplete
                        ? all.stream().map(it -> it.newest().at()).min(Comparator.naturalOrder())
                        : Optional.empty());
    }

    private static String text(LiveCanary live, CanaryTable.Found found) {
        long lost = Math.max(0, live.row() - found.newest().number());
        return "row %d of %s is the newest; %s of the app, which had row %d when the drill began, would be lost"
                .formatted(
                        found.newest().number(),
                        TimeText.of(found.newest().at()),
                        Count.of(lost, "later row"),
                        live.row());
    }

    private static Optional<String> failure(CanaryTable.Found found) {
        return found.missing() > 0
                ? Optional.of(
                        "%s missing before the newest".formatted(Count.of(found.missing(), "row")))
                : Optional.empty();
    }
}
