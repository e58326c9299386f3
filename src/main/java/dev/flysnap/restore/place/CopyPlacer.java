package dev.flysnap.restore.place;

import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.VolumeId;
import dev.flysnap.restore.model.PlacedCopy;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.request.CopyRequest;
import dev.flysnap.restore.request.CopySource;
import dev.flysnap.restore.verify.ExpectedDatabase;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.sqlite.DatabaseFacts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds out where each copy goes to, and whether it is the app's own database. */
public final class CopyPlacer {
    private final RunContext context;
    private final CopyRequest request;
    private final AppName app;
    private final String mountPath;
    private final List<KnownDatabase> known;

    /** A database of the app, as its newest receipt has it. */
    record KnownDatabase(
            String name, String path, Optional<Long> applicationId, Optional<Long> userVersion) {}

    /**
     * @param app whose databases they are
     * @param mountPath where the new machine sees the volume
     */
    public CopyPlacer(RunContext context, CopyRequest request, AppName app, String mountPath) {
        this.context = context;
        this.request = request;
        this.app = app;
        this.mountPath = mountPath.replaceAll("/+$", "");
        this.known =
                context.journal().snapshots(app).stream()
                        .map(SnapshotRecord::receipt)
                        .map(CopyPlacer::databases)
                        .filter(it -> !it.isEmpty())
                        .findFirst()
                        .orElse(List.of());
    }

    private static List<KnownDatabase> databases(Json.Obj receipt) {
        return receipt.objects("databases").stream()
                .map(it ->
                        new KnownDatabase(
                                it.text("name").orElse(""),
                                it.text("path").orElse(""),
                                it.number("application_id"),
                                it.number("user_version")))
                .toList();
    }

    /**
     * @param serving the machine that has the app's data now, which is asked if it runs
     * @param of the app that it is a machine of
     * @throws dev.flysnap.problem.FlysnapException if it is not known where one goes to, or one is
     *     not the app's, or one of the app's is missing
     */
    public List<PlacedCopy> place(Optional<Machine> serving, AppName of) {
        List<PlacedCopy> placed = new ArrayList<>();
        for (CopySource copy : request.copies()) {
            String path = path(copy);
            Optional<LiveDatabase> live = LiveDatabase.at(context, of, serving, path);
            if (!request.force()) {
                requireSame(copy, path, live);
            }
            placed.add(new PlacedCopy(copy, path, live.map(LiveDatabase::ownership)));
        }
        requireAllOfThem(placed);
        return placed;
    }

    /**
     * What is restored, and what must be found of it on the new machine.
     *
     * @param former the volume whose place the new one takes
     */
    public static RestorePlan.Source source(
            VolumeId former, List<PlacedCopy> placed, Optional<String> mountPath) {
        return new RestorePlan.Source(
                former,
                Optional.empty(),
                Optional.empty(),
                // What is not in the oldest of them is lost.
                placed.stream()
                        .map(it -> it.copy().completeUntil())
                        .flatMap(Optional::stream)
                        .min(Comparator.naturalOrder()),
                placed.getFirst().copy().grade(),
                placed.stream().map(it -> expected(it).mountedAt(mountPath)).toList(),
                placed);
    }

    private static ExpectedDatabase expected(PlacedCopy placed) {
        DatabaseFacts facts = placed.copy().facts();
        return new ExpectedDatabase(
                placed.copy().database(),
                placed.path(),
                Optional.of(facts.userVersion()),
                Optional.of(facts.schemaSha256()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(facts.pageCount()),
                Optional.of(facts.pageSize()),
                Optional.empty());
    }

    private String path(CopySource copy) {
        String path =
                request.path()
                        .or(() ->
                                known.stream()
                                        .filter(it -> it.name().equals(copy.database()))
                                        .map(KnownDatabase::path)
                                        .filter(this::isOnVolume)
                                        .findFirst())
                        .or(() -> copy.source().filter(this::isOnVolume))
                        .or(() ->
                                known.stream()
                                        .filter(_ -> known.size() == 1)
                                        .filter(_ -> request.copies().size() == 1)
                                        .map(KnownDatabase::path)
                                        .filter(this::isOnVolume)
                                        .findFirst())
                        .orElseThrow(() ->
                                PlacementProblems.pathUnknown(app, copy, mountPath, known)
                                        .exception());
        if (!isOnVolume(path)) {
            throw PlacementProblems.notOnVolume(copy, path, mountPath).exception();
        }
        return path;
    }

    private boolean isOnVolume(String path) {
        return path.startsWith(mountPath + "/")
                && !path.endsWith("/")
                && !("/" + path + "/").contains("/../");
    }

    private void requireSame(CopySource copy, String path, Optional<LiveDatabase> live) {
        Optional<KnownDatabase> then =
                known.stream().filter(it -> it.path().equals(path)).findFirst();
        Optional<Long> id =
                live.flatMap(LiveDatabase::applicationId)
                        .or(() -> then.flatMap(KnownDatabase::applicationId));
        Optional<Long> version =
                live.flatMap(LiveDatabase::userVersion)
                        .or(() -> then.flatMap(KnownDatabase::userVersion));
        boolean differs =
                id.filter(it -> it != copy.facts().applicationId()).isPresent()
                        || version.filter(it -> it != copy.facts().userVersion()).isPresent();
        if (differs) {
            throw PlacementProblems.anotherDatabase(app, copy, path, id, version).exception();
        }
    }

    /** A new volume has nothing but what is brought: the app would miss the rest. */
    private void requireAllOfThem(List<PlacedCopy> placed) {
        Set<String> paths = placed.stream().map(PlacedCopy::path).collect(Collectors.toSet());
        if (paths.size() < placed.size()) {
            throw PlacementProblems.samePath(placed).exception();
        }
        List<String> missing =
                known.stream()
                        .filter(it -> isOnVolume(it.path()) && !paths.contains(it.path()))
                        .map(it -> "%s (%s)".formatted(it.name(), it.path()))
                        .toList();
        if (!missing.isEmpty() && !request.force()) {
            throw PlacementProblems.incomplete(app, missing).exception();
        }
    }
}
