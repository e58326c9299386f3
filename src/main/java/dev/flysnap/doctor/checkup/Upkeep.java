package dev.flysnap.doctor.checkup;

import dev.flysnap.drill.DrillHistory;
import dev.flysnap.fly.http.FlyException;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.problem.Count;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.restore.recovery.Cleanup;
import dev.flysnap.restore.run.RunProgress;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.policy.PendingRetention;
import dev.flysnap.snapshot.volumes.SupersededVolumes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What time alone makes wrong: leftovers, a retention that nobody put back, an old drill. */
public final class Upkeep {
    private static final Duration OLD_DRILL = Duration.ofDays(35);

    private final RunContext context;

    public Upkeep(RunContext context) {
        this.context = context;
    }

    /**
     * Changes nothing.
     *
     * @param asker any run's id; none of that name is counted
     * @param maxDrillAge absent = an old one is only mentioned
     * @param inApp flysnap's own, where drills may be, too
     */
    public List<Finding> findings(
            AppName app, RunId asker, Optional<Duration> maxDrillAge, Optional<AppName> inApp) {
        List<Finding> findings = new ArrayList<>();
        try {
            findings.addAll(retentions(app, asker));
            findings.addAll(killedCreates(app));
            leftovers(app).ifPresent(findings::add);
        } catch (FlyException notAnswered) {
            // The other checks say that already.
            return List.of();
        }
        findings.add(drill(app, maxDrillAge, inApp));
        return findings;
    }

    private List<Finding> retentions(AppName app, RunId asker) {
        List<Machine> machines = context.fly().machines().list(app);
        List<Finding> findings = new ArrayList<>();
        for (Volume volume : context.fly().volumes().list(app)) {
            Optional<Integer> now = volume.snapshotRetentionDays();
            if (volume.state().isDead() || now.isEmpty()) {
                continue;
            }
            new PendingRetention(context.journal())
                    .toRestore(
                            asker,
                            app,
                            volume,
                            now.get(),
                            SupersededVolumes.machineOf(volume, machines))
                    .ifPresent(own ->
                            findings.add(
                                    Finding.wrong(
                                            "retention",
                                            "of %s is %s, which an interrupted run set: its own is %s"
                                                    .formatted(
                                                            volume.id(),
                                                            Count.of(now.get(), "day"),
                                                            Count.of(own, "day")),
                                            "continue that run, which puts it back; or set it yourself: flysnap policy set %s --retention %dd"
                                                    .formatted(app, own))));
        }
        return findings;
    }

    private List<Finding> killedCreates(AppName app) {
        return context.journal().runs(RunKind.CREATE, app).stream()
                .filter(this::isUnfinished)
                .map(it ->
                        Finding.toDo(
                                "runs",
                                "the create %s was interrupted and is not finished"
                                        .formatted(it.id()),
                                "flysnap continue " + it.id()))
                .toList();
    }

    private boolean isUnfinished(RunRecord run) {
        try {
            RunStatus status = context.journal().status(run.id());
            return (status == RunStatus.OPEN
                            || (status == RunStatus.FAILED
                                    && Create.isUnfinished(context.journal(), run)))
                    && !context.journal().isActive(run.id());
        } catch (MalformedJson ofAnotherVersion) {
            return false;
        }
    }

    private Optional<Finding> leftovers(AppName app) {
        try {
            int count = new Cleanup(context).plan(app).items().size();
            return count == 0
                    ? Optional.empty()
                    : Optional.of(
                            Finding.toDo(
                                    "leftovers",
                                    "failed or killed runs left %s, which may be billed"
                                            .formatted(Count.of(count, "thing")),
                                    "flysnap cleanup " + app));
        } catch (FlysnapException e) {
            return Optional.of(Finding.of("leftovers", Finding.Outcome.LEFT_OUT, e.problem()));
        }
    }

    private Finding drill(AppName app, Optional<Duration> maxAge, Optional<AppName> inApp) {
        String next = "flysnap drill " + app;
        Instant now = context.clock().instant();
        RunProgress progress = new RunProgress(context);
        Optional<Instant> newest =
                Stream.of(
                                context.journal().runs(RunKind.VERIFY, app).stream()
                                        .filter(it ->
                                                context.journal().status(it.id()) == RunStatus.DONE)
                                        .flatMap(it -> endOf(it).stream()),
                                context.journal().runs(RunKind.RESTORE, app).stream()
                                        .flatMap(it -> progress.usableAt(it).stream()),
                                new DrillHistory(context.journal()).newestEnd(app, inApp).stream())
                        .flatMap(it -> it)
                        .max(Comparator.naturalOrder());
        String seen =
                newest.map(it ->
                                "data was last restored and verified %s ago"
                                        .formatted(Doctor.ageText(Duration.between(it, now))))
                        .orElse(
                                "this journal knows of no restore, drill or verify whose data was verified");
        boolean isTooOld = isOlder(newest, now, maxAge.orElse(OLD_DRILL));
        return !isTooOld
                ? Finding.fine("drill", seen)
                : maxAge.isPresent()
                        ? Finding.wrong("drill", seen, next)
                        : Finding.toDo("drill", seen, next);
    }

    private static boolean isOlder(Optional<Instant> at, Instant now, Duration limit) {
        return at.map(it -> it.plus(limit).isBefore(now)).orElse(true);
    }

    private Optional<Instant> endOf(RunRecord run) {
        return context.journal().timedEvents(run.id()).stream()
                .map(it -> it.at())
                .max(Comparator.naturalOrder());
    }
}
