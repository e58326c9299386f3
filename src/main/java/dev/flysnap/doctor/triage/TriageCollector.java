package dev.flysnap.doctor.triage;

import dev.flysnap.fly.http.FlyException;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.finish.VolumeUses;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.catalog.SnapshotList;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import dev.flysnap.sources.OutsideFly;
import dev.flysnap.sources.RestoreTimeEstimate;
import dev.flysnap.sources.SourceSearch;
import dev.flysnap.sources.Sources;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Collects what {@code flysnap rescue} shows. Reads only. */
public final class TriageCollector {
    private final RunContext context;
    private final SourceSearch sources;

    /**
     * @param outside looked into only where Fly has nothing that is usable
     */
    public TriageCollector(RunContext context, OutsideFly outside) {
        this.context = context;
        this.sources = new SourceSearch(context, outside);
    }

    /**
     * Reads Fly and the journal, and chooses the command to run first.
     *
     * @throws FlyException if there is no such app, and nothing of it anywhere else
     */
    public Triage collect(AppName app) {
        try {
            context.fly().apps().get(app);
        } catch (FlyException e) {
            if (e.isNotFound()) {
                return ofGoneApp(app, e);
            }
            throw e;
        }
        List<Machine> machines =
                context.fly().machines().list(app).stream()
                        .filter(it -> !it.state().isDead())
                        .toList();
        List<Volume> listed = context.fly().volumes().list(app);
        List<Volume> volumes = listed.stream().filter(it -> !it.state().isDead()).toList();
        List<Problem> unread = new ArrayList<>();
        Set<VolumeId> unlisted = new HashSet<>();
        List<SnapshotRow> finished =
                snapshots(app, listed, unread, unlisted).stream()
                        .filter(it -> it.snapshot().status().isFinished())
                        .toList();
        List<Triage.PendingRun> runs =
                new PendingRuns(context)
                        .of(
                                app,
                                id ->
                                        machines.stream()
                                                .filter(it -> it.id().equals(id))
                                                .findFirst(),
                                unread);
        VolumeUses uses = VolumeUses.of(context, app, machines, volumes);
        boolean isAnyUsable = finished.stream().anyMatch(it -> !it.isKnownToBeBad());
        Observations observations =
                new Observations(
                        app,
                        context.clock().instant(),
                        machines,
                        finished.stream().filter(it -> !it.isKnownToBeBad()).toList(),
                        finished.stream().takeWhile(SnapshotRow::isKnownToBeBad).toList(),
                        runs,
                        unread,
                        unlisted,
                        uses,
                        isAnyUsable ? Optional.empty() : sources.find(app).bestOutsideFly());
        Advice advice =
                new AdviceRules(observations, RestoreTimeEstimate.of(context, app)).advice();
        return new Triage(
                app,
                observations.at(),
                machines,
                uses,
                observations.newestSnapshot(),
                observations.newerBad(),
                runs,
                unread,
                observations.larger(),
                advice);
    }

    /** Its snapshots are gone with it. */
    private Triage ofGoneApp(AppName app, FlyException notFound) {
        Sources found = sources.find(app);
        if (found.all().isEmpty()) {
            throw notFound;
        }
        return new Triage(
                app,
                found.at(),
                List.of(),
                new VolumeUses(List.of()),
                Optional.empty(),
                List.of(),
                List.of(),
                Stream.of(found.unread(), found.unreadElsewhere()).flatMap(List::stream).toList(),
                List.of(),
                found.bestOutsideFly()
                        .map(it -> Advice.ofGoneApp(app, it, found.timeBasis()))
                        .orElseGet(() -> Advice.ofGoneApp(app)));
    }

    /** Newest first. If the snapshots of one volume cannot be listed, those of the others are. */
    private List<SnapshotRow> snapshots(
            AppName app, List<Volume> listed, List<Problem> unread, Set<VolumeId> unlisted) {
        try {
            SnapshotList.Listing listing =
                    new SnapshotList(context).list(app, Optional.empty(), listed);
            listing.unreadable()
                    .forEach(volume -> {
                        unread.add(volume.why().problem());
                        unlisted.add(volume.id());
                    });
            return listing.rows();
        } catch (FlysnapException e) {
            // Then nothing is known about any volume.
            unread.add(e.problem());
            listed.forEach(it -> unlisted.add(it.id()));
            return List.of();
        }
    }
}
