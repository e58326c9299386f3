package dev.flysnap.sources;

import dev.flysnap.fly.http.FlyException;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.Volume;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.finish.VolumeUse;
import dev.flysnap.restore.finish.VolumeUses;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.catalog.SnapshotList;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the sources of an app. Reads only. */
public final class SourceSearch {
    private final RunContext context;
    private final OutsideFly outside;

    public SourceSearch(RunContext context, OutsideFly outside) {
        this.context = context;
        this.outside = outside;
    }

    /** What Fly has of the app: nothing, where it does not know it any more. */
    private record OnFly(boolean appExists, VolumeUses uses, List<SnapshotRow> snapshots) {}

    /**
     * @throws FlyException if Fly does not answer, or the token is not allowed to ask
     */
    public Sources find(AppName app) {
        List<Problem> unread = new ArrayList<>();
        List<Problem> unreadElsewhere = new ArrayList<>();
        Instant now = context.clock().instant();
        OnFly fly = onFly(app, unread);
        List<Origin> origins = new ArrayList<>();
        fly.snapshots().stream()
                .filter(it -> it.snapshot().status().isFinished())
                .forEach(it -> origins.add(new Origin.OfSnapshot(it)));
        fly.uses().all().stream()
                .filter(SourceSearch::canBeUsed)
                .forEach(it -> origins.add(new Origin.OfVolume(it)));
        origins.addAll(outside.find(app, unread, unreadElsewhere));
        RestoreTimeEstimate estimate = RestoreTimeEstimate.of(context, app);
        List<Origin.OfCopy> copies =
                origins.stream()
                        .filter(Origin.OfCopy.class::isInstance)
                        .map(Origin.OfCopy.class::cast)
                        .toList();
        SourceFacts facts =
                new SourceFacts(
                        app,
                        estimate,
                        context,
                        !fly.uses().all().isEmpty(),
                        new CopySets(
                                copies,
                                AppDatabases.of(context, app, fly.uses()).among(copies),
                                now));
        List<Instant> known = origins.stream().flatMap(it -> facts.shows(it).stream()).toList();
        NewestCommit newest = NewestCommit.of(fly.uses(), known, now);
        return new Sources(
                app,
                now,
                fly.appExists(),
                newest,
                origins.stream()
                        .map(it -> facts.source(it, newest))
                        .sorted(Source.BEST_FIRST)
                        .toList(),
                estimate.basis(),
                unread,
                unreadElsewhere);
    }

    /** What a run has not finished is that run's, and what the app runs on is no source. */
    private static boolean canBeUsed(VolumeUse use) {
        return switch (use.kind()) {
            case LIVE -> use.machine().filter(it -> it.state().isAtRest()).isPresent();
            case UNATTACHED, REPLACED, REPLACED_ELSEWHERE, UNDONE, AWAITING_CUTOVER, VOLUME_ONLY ->
                    true;
            case UNFINISHED, TEMPORARY -> false;
        };
    }

    private OnFly onFly(AppName app, List<Problem> unread) {
        try {
            context.fly().apps().get(app);
        } catch (FlyException e) {
            if (e.isNotFound()) {
                return new OnFly(false, new VolumeUses(List.of()), List.of());
            }
            throw e;
        }
        List<Machine> machines =
                context.fly().machines().list(app).stream()
                        .filter(it -> !it.state().isDead())
                        .toList();
        List<Volume> listed = context.fly().volumes().list(app);
        List<Volume> living = listed.stream().filter(it -> !it.state().isDead()).toList();
        return new OnFly(
                true,
                VolumeUses.of(context, app, machines, living),
                snapshots(app, listed, unread));
    }

    private List<SnapshotRow> snapshots(AppName app, List<Volume> listed, List<Problem> unread) {
        try {
            SnapshotList.Listing listing =
                    new SnapshotList(context).list(app, Optional.empty(), listed);
            listing.unreadable().forEach(it -> unread.add(it.why().problem()));
            return listing.rows();
        } catch (FlysnapException e) {
            unread.add(e.problem());
            return List.of();
        }
    }
}
