package dev.flysnap.sources;

import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.fly.resource.ExecTarget;
import dev.flysnap.hook.copy.CopyDownloads;
import dev.flysnap.hook.sqlite3.ExecScript;
import dev.flysnap.hook.sqlite3.ScriptCopies;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.model.sqlite.CopyMethod;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.take.CopySource;
import dev.flysnap.portable.take.Destination;
import dev.flysnap.portable.take.PlainFile;
import dev.flysnap.portable.take.Take;
import dev.flysnap.portable.take.TakeProgress;
import dev.flysnap.portable.take.TakeRequest;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Labels;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.recovery.AbandonedTrials;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.ImageQuestion;
import dev.flysnap.restore.request.MachineFlags;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.verify.Checks;
import dev.flysnap.restore.verify.ExpectedDatabase;
import dev.flysnap.restore.verify.Verdict;
import dev.flysnap.restore.verify.Verifier;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.seal.Sealing;
import dev.flysnap.snapshot.catalog.SnapshotChoice;
import dev.flysnap.tags.MachineConfigs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads one database out of a snapshot: restores it on trial, copies the database out of the new
 * machine with the {@code sqlite3} of its image, and removes all that it made, whatever happens.
 */
public final class SnapshotPull {
    /** What the script calls it, whatever the app does. */
    private static final String DATABASE = "main";

    private final RunContext context;

    public SnapshotPull(RunContext context) {
        this.context = context;
    }

    /** Removes what trials of processes that died have left. */
    public void endEarlierTrials(AppName app) {
        var _ = new AbandonedTrials(context).remove(app);
    }

    /**
     * Plans the trial, on a volume with room for a copy beside the database; changes nothing.
     *
     * @param volume whose snapshots are meant, where the app has several volumes
     * @throws dev.flysnap.problem.FlysnapException if it cannot be done, with the reason
     */
    public RestorePlan plan(
            RunId run,
            AppName app,
            SnapshotChoice snapshot,
            Optional<VolumeId> volume,
            CheckDepth check) {
        // Who names one wants that one; its data is checked again.
        boolean evenIfBad = snapshot instanceof SnapshotChoice.ById;
        RestorePlan plan =
                new Restore(context)
                        .plan(
                                run,
                                new RestoreRequest(
                                        new RestoreRequest.Source(
                                                app, snapshot, volume, Optional.empty(), evenIfBad),
                                        new RestoreRequest.Destination(
                                                Optional.empty(), List.of(), Optional.empty()),
                                        new RestoreRequest.MachineRequest(
                                                Optional.empty(),
                                                Optional.empty(),
                                                MachineFlags.NONE,
                                                Optional.empty()),
                                        new Checks(check, List.of(), Optional.empty()),
                                        Goal.TRIAL,
                                        false,
                                        RestoreRequest.DEFAULT_TIMEOUT),
                                ImageQuestion.ANY);
        return plan.withVolumeGb(withRoomForACopy(plan.newVolume().sizeGb()));
    }

    /** A copy is no larger than its volume, and than what is carried; some more is left free. */
    private static int withRoomForACopy(int sizeGb) {
        int copyGb = Math.min(sizeGb, (int) (ExecScript.MAX_COPY_BYTES / Volume.BYTES_PER_GB));
        return Math.min(CreateVolume.MAX_GB, sizeGb + copyGb + 1);
    }

    /**
     * @param plan of a trial
     * @param database its name, which is its file's without the extension, or its path on the
     *     volume; absent = the only one
     * @throws dev.flysnap.problem.FlysnapException if the data is bad, or it does not arrive whole:
     *     then there is no file; or if what it made on Fly is not removed as planned: the problem
     *     says that the file is complete
     */
    public CopyManifest run(
            RestorePlan plan,
            Optional<String> database,
            PlainFile to,
            CheckDepth check,
            TakeProgress progress) {
        to.requireFree();
        requireSqlite3(plan);
        requireCarriable(plan, database);
        List<CopyManifest> taken = new ArrayList<>();
        try {
            var _ =
                    new Restore(context)
                            .run(
                                    plan,
                                    (machine, verdict) ->
                                            taken.add(
                                                    take(
                                                            plan,
                                                            machine,
                                                            path(plan, verdict, database),
                                                            to,
                                                            check,
                                                            progress)));
        } catch (FlysnapException e) {
            Problem problem = e.problem();
            throw (taken.isEmpty()
                            ? SourceProblems.nothingPulled(plan, problem)
                            : SourceProblems.notTakenDown(to, problem, isTakenDown(plan)))
                    .exception(e);
        }
        return taken.getFirst();
    }

    private boolean isTakenDown(RestorePlan plan) {
        return context.journal().status(plan.run()) == RunStatus.UNDONE;
    }

    /** As far as it is known what the image has. */
    private static void requireSqlite3(RestorePlan plan) {
        if (plan.grounds()
                .verifier()
                .flatMap(Verifier::tools)
                .filter(it -> it.sqlite3().isEmpty())
                .isPresent()) {
            throw SourceProblems.noSqlite3(plan).exception();
        }
    }

    /** As far as a receipt says how large it is. */
    private static void requireCarriable(RestorePlan plan, Optional<String> database) {
        List<ExpectedDatabase> known = plan.source().databases();
        known.stream()
                .filter(it ->
                        database.map(name -> isCalled(it.onVolume().orElse(it.path()), name))
                                .orElse(known.size() == 1))
                .filter(it -> it.sizeFrom().isEmpty())
                .flatMap(it ->
                        it
                                .pageCount()
                                .flatMap(pages -> it.pageSize().map(size -> pages * size))
                                .stream())
                .filter(it -> it > ExecScript.MAX_COPY_BYTES)
                .findFirst()
                .ifPresent(_ -> {
                    throw SourceProblems.tooLarge(plan).exception();
                });
    }

    private static String path(RestorePlan plan, Verdict verdict, Optional<String> database) {
        if (!verdict.isFitForUse()) {
            throw SourceProblems.dataIsBad(plan, verdict).exception();
        }
        List<String> paths = verdict.databases().stream().map(Verdict.Found::path).toList();
        List<String> meant =
                paths.stream()
                        .filter(it -> database.filter(name -> !isCalled(it, name)).isEmpty())
                        .toList();
        if (meant.size() != 1) {
            throw SourceProblems.whichDatabase(plan, paths).exception();
        }
        return meant.getFirst();
    }

    private static boolean isCalled(String path, String name) {
        String file = path.substring(path.lastIndexOf('/') + 1);
        int dot = file.lastIndexOf('.');
        return path.equals(name) || (dot > 0 ? file.substring(0, dot) : file).equals(name);
    }

    private CopyManifest take(
            RestorePlan plan,
            MachineId machine,
            String path,
            PlainFile to,
            CheckDepth check,
            TakeProgress progress) {
        String mount =
                MachineConfigs.mountOf(plan.machine().verifierConfig(), plan.source().volume())
                        .flatMap(it -> it.text("path"))
                        .orElse("/data");
        try (CopyDownloads downloads =
                new CopyDownloads(
                        new ScriptCopies(
                                context.fly().machines(),
                                ExecTarget.of(plan.app(), machine),
                                List.of("%s=%s/%s".formatted(DATABASE, mount, path))),
                        context.sleeper(),
                        context.clock(),
                        context.interruption())) {
            return new Take(
                            new TakeRequest(
                                    new CopySource.InMachine(downloads, DATABASE, false),
                                    Optional.of(plan.app()),
                                    path,
                                    plan.run(),
                                    CopyMethod.BACKUP,
                                    check,
                                    Sealing.NONE,
                                    Labels.NONE,
                                    new Destination.AsFile(to),
                                    to.directory().directory().orElseThrow()),
                            progress)
                    .run()
                    .manifest();
        } catch (FlysnapException e) {
            throw e.problem().code().equals(SourceProblems.TOO_LARGE)
                    ? SourceProblems.tooLarge(plan).exception(e)
                    : e;
        } finally {
            progress.ended();
        }
    }
}
