package dev.flysnap.restore.recovery;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.Lock;
import dev.flysnap.journal.LockKey;
import dev.flysnap.journal.RunEvent;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.json.Json;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.restore.model.PlacedCopy;
import dev.flysnap.restore.model.RestoreEffect;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.model.RestoreState;
import dev.flysnap.restore.plan.RestorePlanner;
import dev.flysnap.restore.request.CopyRequest;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.ImageQuestion;
import dev.flysnap.restore.request.MachineFlags;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.request.RestoreRequest.Destination;
import dev.flysnap.restore.request.RestoreRequest.MachineRequest;
import dev.flysnap.restore.request.RestoreRequest.Source;
import dev.flysnap.restore.topology.RestoreHistory;
import dev.flysnap.restore.topology.Successors;
import dev.flysnap.restore.verify.Checks;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.catalog.SnapshotChoice;
import dev.flysnap.snapshot.create.RecoveredRun;
import dev.flysnap.tags.RestoreTag;
import dev.flysnap.tags.TagKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Rebuilds restores whose journal is lost from the tags on the machines that they made. {@code
 * continue} or {@code undo} then repeat or undo what those runs did to the old machine: each of
 * those steps checks first.
 */
public final class RestoreRecovery {
    private final RunContext context;
    private final AppName app;

    public RestoreRecovery(RunContext context, AppName app) {
        this.context = context;
        this.app = app;
    }

    /** Writes to the journal only. Repeating it finds the same runs there. */
    public List<RecoveredRun> recover() {
        List<Machine> machines =
                context.fly().machines().list(app).stream()
                        .filter(it -> !it.state().isDead())
                        .toList();
        List<RecoveredRun> all = new ArrayList<>();
        for (Machine machine : machines) {
            TagKeys.runOf(machine).ifPresent(run -> all.addAll(recoverRun(run, machine, machines)));
        }
        context.fly().volumes().list(app).stream()
                .filter(it -> !it.state().isDead() && it.attachedMachine().isEmpty())
                .filter(volume ->
                        machines.stream().noneMatch(m -> m.mountedVolumes().contains(volume.id())))
                .forEach(it -> all.add(unattached(it)));
        return all;
    }

    private List<RecoveredRun> recoverRun(RunId run, Machine machine, List<Machine> machines) {
        Journal journal = context.journal();
        Optional<RunRecord> known = journal.run(run);
        Optional<RestoreTag> note =
                RestoreTag.on(machine).or(() -> known.flatMap(RestoreRecovery::plannedTag));
        Optional<RecoveredRun> upToDate = upToDate(run, machine, note, machines);
        if (upToDate.isPresent()) {
            return List.of(upToDate.get());
        }
        if (note.isEmpty()) {
            return known.isPresent() || TagKeys.isVerifier(machine)
                    ? List.of(
                            notRecovered(run, machine, "It bears no note of how far it had come."))
                    : List.of();
        }
        if (known.isEmpty() && note.get().snapshot().isEmpty() && note.get().copies().isEmpty()) {
            return new OrphanedMove(app, run, machine, note.get())
                    .describe(machines).stream().toList();
        }
        Successors successors = new Successors(machine, note.get(), machines);
        try (Lock _ = journal.lock(LockKey.ofApp(app), run)) {
            // With the lock of a shared journal comes what others have sent meanwhile.
            return List.of(
                    upToDate(run, machine, note, machines)
                            .or(() ->
                                    journal.run(run)
                                            .map(it ->
                                                    caughtUp(it, machine, note.get(), successors)))
                            .orElseGet(() -> rebuild(run, machine, note.get(), successors)));
        } catch (FlysnapException e) {
            return List.of(
                    notRecovered(run, machine, e.problem().what() + " " + e.problem().why()));
        } catch (MalformedJson e) {
            return List.of(
                    notRecovered(
                            run, machine, "Its note of the copies it was made of was changed."));
        }
    }

    /** Empty where the journal lacks the run, or what it has done since. */
    private Optional<RecoveredRun> upToDate(
            RunId run, Machine machine, Optional<RestoreTag> note, List<Machine> machines) {
        Journal journal = context.journal();
        return journal.run(run)
                .filter(it -> !isBehind(it, machine, note, machines))
                .map(it -> new RecoveredRun.Known(run, it.kind(), journal.status(run)));
    }

    private boolean isBehind(
            RunRecord run, Machine machine, Optional<RestoreTag> note, List<Machine> machines) {
        return run.kind().makesVolume()
                && !run.kind().isTrial()
                && new RestoreHistory(context)
                        .state(run)
                        .filter(it -> Successors.isBehind(it, machine, note, machines))
                        .isPresent();
    }

    /** As the machine bore it when it was made. */
    private static Optional<RestoreTag> plannedTag(RunRecord run) {
        try {
            return Records.read(RestorePlan.class, run.plan()).tag();
        } catch (MalformedJson ofAnotherKindOrVersion) {
            return Optional.empty();
        }
    }

    /** The plan is as it was; what the journal lacks is added. */
    private RecoveredRun caughtUp(
            RunRecord run, Machine machine, RestoreTag tag, Successors successors) {
        Optional<Machine> old = oldAsItWas(tag, successors);
        RecoveredProgress shown = RecoveredProgress.of(machine, tag, successors);
        RecoveredProgress progress = run.kind() == RunKind.MOVE ? shown.ofMove() : shown;
        RestoreState state = new RestoreHistory(context).state(run.id());
        context.journal()
                .addRecovered(run.id(), events(progress, state, machine, volumeOf(machine), old));
        return new RecoveredRun.Recovered(
                run.id(),
                run.kind(),
                "it had come further than this journal knew" + progress.describe(),
                progress.next(run.id(), old.isPresent()));
    }

    private static VolumeId volumeOf(Machine machine) {
        return machine.mountedVolumes().stream()
                .findFirst()
                .orElseThrow(() -> RecoveryProblems.noVolume(machine).exception());
    }

    private static Optional<Machine> oldAsItWas(RestoreTag tag, Successors successors) {
        return successors
                .currentOld()
                .map(present -> tag.old().map(before -> before.original(present)).orElse(present));
    }

    private List<RunEvent> events(
            RecoveredProgress progress,
            RestoreState known,
            Machine machine,
            VolumeId volume,
            Optional<Machine> old) {
        return Stream.concat(
                        progress.effects(machine, volume, old, context.clock().instant()).stream()
                                .filter(it -> RecoveredProgress.isMissing(it, known))
                                .map(RestoreRecovery::applied),
                        progress.end().<RunEvent>map(RunEvent.Ended::new).stream())
                .toList();
    }

    private RecoveredRun rebuild(
            RunId run, Machine machine, RestoreTag tag, Successors successors) {
        VolumeId volume = volumeOf(machine);
        Optional<Machine> old = oldAsItWas(tag, successors);
        List<PlacedCopy> copies =
                tag.copies().orElse(List.of()).stream().map(PlacedCopy::fromTag).toList();
        RestorePlan plan =
                new RestorePlanner(context)
                        .plan(
                                run,
                                request(source(tag, copies), machine, volume, old),
                                ImageQuestion.NOBODY,
                                copies);
        RecoveredProgress progress = RecoveredProgress.of(machine, tag, successors);
        context.journal()
                .startRecovered(
                        run,
                        plan.kind(),
                        app,
                        // The tag describes the volume and machine as they were at the time, so it
                        // wins.
                        Records.write(RestorePlan.class, plan.with(tag)),
                        events(progress, RestoreState.START, machine, volume, old));
        String made =
                "it made volume %s and machine %s of %s"
                        .formatted(volume, machine.id(), plan.sourceDescription());
        return new RecoveredRun.Recovered(
                run,
                plan.kind(),
                made + progress.describe(),
                progress.next(run, old.isPresent()) + identityHint(progress, copies));
    }

    /** Where the identity lies is known to the computer alone that had the journal. */
    private static String identityHint(RecoveredProgress progress, List<PlacedCopy> copies) {
        boolean areEncrypted = copies.stream().anyMatch(it -> it.copy().address().endsWith(".age"));
        return progress.mayFill() && areEncrypted ? "; continue needs --identity FILE" : "";
    }

    private static RunEvent applied(RestoreEffect effect) {
        return new RunEvent.Applied(Records.write(RestoreEffect.class, effect));
    }

    /** A request that leads to the same plan, with the configs as they were. */
    private RestoreRequest request(
            Source source, Machine machine, VolumeId volume, Optional<Machine> old) {
        Optional<Json.Obj> config =
                old.flatMap(Machine::config)
                        .or(() -> TagKeys.isVerifier(machine) ? Optional.empty() : machine.config())
                        .map(RestoreTag::without);
        Volume made = context.fly().volumes().get(app, volume);
        return new RestoreRequest(
                source,
                new Destination(
                        Optional.empty(), List.of(machine.region()), Optional.of(made.sizeGb())),
                new MachineRequest(config, Optional.empty(), MachineFlags.NONE, Optional.empty()),
                Checks.DEFAULT,
                TagKeys.isFlysnapName(made.name().value()) ? Goal.TRIAL : Goal.VERIFIED,
                false,
                RestoreRequest.DEFAULT_TIMEOUT);
    }

    private Source source(RestoreTag tag, List<PlacedCopy> copies) {
        return copies.isEmpty()
                ? new Source(
                        app,
                        new SnapshotChoice.ById(tag.snapshot().orElseThrow()),
                        Optional.of(tag.source()),
                        Optional.empty(),
                        true)
                : Source.of(
                        app,
                        Optional.of(tag.source()),
                        new CopyRequest(
                                copies.stream().map(PlacedCopy::copy).toList(),
                                Optional.empty(),
                                true));
    }

    private static String volumes(Machine machine) {
        return String.join(" ", machine.mountedVolumes().stream().map(VolumeId::value).toList());
    }

    private RecoveredRun notRecovered(RunId run, Machine machine, String why) {
        String volumes = volumes(machine);
        return new RecoveredRun.NotRecovered(
                "The machine %s of the restore %s, with its volume %s, was not adopted."
                        .formatted(machine.id(), run, volumes),
                why,
                "See where the app runs: flysnap rescue %s. When it runs elsewhere: fly machine destroy %s --force --app %s; fly volumes destroy %s"
                        .formatted(app, machine.id(), app, volumes));
    }

    private RecoveredRun unattached(Volume volume) {
        return new RecoveredRun.NotRecovered(
                "The volume %s (%s, %s, %d GB) has no machine."
                        .formatted(volume.id(), volume.name(), volume.region(), volume.sizeGb()),
                """
                An interrupted restore may have made it, or somebody else: a volume bears no note. The \
                next deploy may put a machine on it.\
                """,
                "If nobody needs it: fly volumes destroy " + volume.id());
    }
}
