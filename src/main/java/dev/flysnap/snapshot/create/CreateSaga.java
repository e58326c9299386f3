package dev.flysnap.snapshot.create;

import dev.flysnap.fly.http.FlyException;
import dev.flysnap.fly.resource.RequestedSnapshot;
import dev.flysnap.hook.client.Quiescer;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Checked;
import dev.flysnap.proof.Quiesced;
import dev.flysnap.proof.Resumed;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.saga.Probe;
import dev.flysnap.saga.Saga;
import dev.flysnap.snapshot.identify.SnapshotIdentifier;
import dev.flysnap.snapshot.identify.SnapshotPoller;
import dev.flysnap.snapshot.plan.CreateEffect;
import dev.flysnap.snapshot.plan.CreatePlan;
import dev.flysnap.snapshot.plan.CreatePlanProblems;
import dev.flysnap.snapshot.plan.CreateState;
import dev.flysnap.snapshot.plan.CreateStep;
import dev.flysnap.snapshot.plan.HoldUntil;
import dev.flysnap.snapshot.plan.QuiescePolicy;
import dev.flysnap.snapshot.plan.QuiescerFactory;
import dev.flysnap.snapshot.policy.PendingRetention;
import dev.flysnap.snapshot.policy.RetentionSetting;
import dev.flysnap.tags.CreateTag;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Carries out the steps of a create on Fly and at the hook, and probes them after a crash. */
final class CreateSaga implements Saga<CreateStep, CreateEffect, CreateState> {
    private static final int CONFLICT = 409;

    /** For the check of one database: some 60 GB on Fly's slowest machines. */
    private static final Duration CHECK_LIMIT = Duration.ofHours(1);

    private final CreatePlan plan;
    private final RunContext context;
    private final Optional<QuiescerFactory> hook;
    private final SnapshotPoller poller;
    private final SnapshotIdentifier identifier;
    private final RunTag runTag;

    CreateSaga(CreatePlan plan, RunContext context, Optional<QuiescerFactory> hook) {
        this.plan = plan;
        this.context = context;
        this.hook = hook;
        this.poller = new SnapshotPoller(context, plan);
        this.identifier = new SnapshotIdentifier(context, plan, poller);
        this.runTag = new RunTag(plan, context);
    }

    @Override
    public CreateState start() {
        return CreateState.START;
    }

    @Override
    public CreateState after(CreateState state, CreateEffect effect) {
        return state.after(effect);
    }

    @Override
    public CreateState takenUp(CreateState state, int attempt) {
        return state.takenUp(attempt);
    }

    @Override
    public Optional<CreateStep> forward(CreateState state) {
        requireNotEnded(state);
        requireNotShrunk(state);
        return plan.forward(state);
    }

    /** The same for a run that ends as soon as Fly has accepted the request. */
    Optional<CreateStep> untilAccepted(CreateState state) {
        requireNotEnded(state);
        requireNotShrunk(state);
        return plan.untilAccepted(state);
    }

    /** Before the request: the snapshot of an emptied database would be the newest. */
    private void requireNotShrunk(CreateState state) {
        if (state.requested().isPresent() || state.request().inDoubt().isPresent()) {
            return;
        }
        plan.earlier()
                .ifPresent(earlier ->
                        state.quiesced()
                                .flatMap(it -> earlier.shrunk(it.answer().databases()))
                                .ifPresent(shrunk -> {
                                    throw CreateProblems.shrunk(plan, earlier, shrunk).exception();
                                }));
    }

    private void requireNotEnded(CreateState state) {
        if (state.request().ended().isPresent()) {
            throw why(state.request().ended().get()).exception();
        }
        if (state.request().refused().size() >= CreatePlan.MAX_REFUSALS) {
            throw CreateProblems.alwaysBusy(
                            plan.volume().id(), state.request().refused().getLast().words())
                    .exception();
        }
        if (state.request().lost() >= CreatePlan.MAX_LOST_ANSWERS) {
            throw CreateProblems.answersLost(plan.run(), plan.volume().id()).exception();
        }
    }

    private static Problem why(CreateEffect ended) {
        return switch (ended) {
            case CreateEffect.NotAccepted(Optional<Problem> problem) -> problem.orElseThrow();
            case CreateEffect.NoneMade(Problem problem) -> problem;
            case CreateEffect other -> throw new IllegalStateException("no end: " + other);
        };
    }

    @Override
    public Optional<CreateStep> back(CreateState state) {
        return plan.back(state);
    }

    @Override
    public CreateEffect apply(CreateStep step) {
        return switch (step) {
            case CreateStep.LookBefore() -> lookBefore();
            case CreateStep.Quiesce(String attempt) -> quiesce(attempt);
            case CreateStep.RequestSnapshot request -> request(request);
            case CreateStep.ResolveLostAnswer(CreateEffect.InDoubt request) ->
                    identifier.resolveLostAnswer(request);
            case CreateStep.Release(String lease) -> release(lease);
            case CreateStep.FindNew(CreateEffect.Requested request) ->
                    identifier.identify(request, plan.acceptNewerThan());
            case CreateStep.CheckOnce(CreateEffect.Requested request) ->
                    identifier.checkOnce(request);
            case CreateStep.AwaitRunning(SnapshotId snapshot) -> {
                poller.awaitRunning(snapshot);
                yield new CreateEffect.Running();
            }
            case CreateStep.AwaitCreated(SnapshotId snapshot, CreateEffect.Requested request) ->
                    new CreateEffect.Created(
                            poller.awaitCreated(snapshot, identifier.criteria(request)),
                            context.clock().instant());
            case CreateStep.LookAtRetention() -> lookAtRetention();
            case CreateStep.SetRetention(int days) -> {
                retention().set(days);
                yield new CreateEffect.RetentionSet();
            }
            case CreateStep.RestoreRetention(int before, int ours) -> {
                retention().restore(before, ours);
                yield new CreateEffect.RetentionRestored();
            }
            case CreateStep.LookAfter() -> new CreateEffect.SeenAfter(attachedMachine());
            case CreateStep.CheckData(CheckDepth depth, String attempt) ->
                    new CreateEffect.DataChecked(checkData(depth, attempt));
            case CreateStep.WriteTag mark -> runTag.write(mark);
            case CreateStep.RemoveTag(MachineId machine) -> {
                runTag.remove(machine);
                yield new CreateEffect.TagRemoved();
            }
        };
    }

    @Override
    public boolean isTransient(CreateStep step, FlysnapException failure) {
        return FlyException.isTransient(failure)
                || (isTriedLongest(step) && FlyException.isRefusedForNow(failure));
    }

    @Override
    public boolean isTriedLongest(CreateStep step) {
        return step instanceof CreateStep.TriedLongest;
    }

    /** What is looked at or tidied up when the snapshot is there is no reason to fail. */
    @Override
    public Optional<CreateEffect> without(CreateStep step, FlysnapException failure) {
        return switch (step) {
            case CreateStep.LookAfter() ->
                    Optional.of(new CreateEffect.NotSeenAfter(failure.problem().what()));
            case CreateStep.CheckData(CheckDepth depth, String _) ->
                    Optional.of(
                            new CreateEffect.DataChecked(
                                    Checked.impossible(
                                            depth,
                                            context.clock().instant(),
                                            "%s %s"
                                                    .formatted(
                                                            failure.problem().what(),
                                                            failure.problem().why()))));
            case CreateStep.RemoveTag(MachineId machine) -> {
                runTag.reportLeft(machine, failure.problem());
                yield Optional.of(new CreateEffect.TagRemoved());
            }
            default -> Optional.empty();
        };
    }

    @Override
    public Probe<CreateEffect> probe(CreateStep step) {
        return switch (step) {
            // An undo need not wait until the list shows the outcome.
            case CreateStep.RequestSnapshot request ->
                    new Probe.Present<>(
                            new CreateEffect.InDoubt(request.before(), request.notBefore()));
            // Also a quiesce: the hold of a process that is gone ends by itself.
            case CreateStep.Repeatable _ -> new Probe.Absent<>();
        };
    }

    private CreateEffect lookBefore() {
        Set<SnapshotId> ids = new LinkedHashSet<>();
        poller.awaitSettledList().forEach(row -> row.id().ifPresent(ids::add));
        Optional<Machine> machine = attachedMachine();
        if (!machine.map(Machine::id).equals(plan.machine().map(Machine::id))) {
            throw CreateProblems.machineChanged(
                            plan.volume().id(),
                            plan.machine().map(Machine::id),
                            machine.map(Machine::id))
                    .exception();
        }
        return new CreateEffect.SeenBefore(ids, machine, context.clock().instant());
    }

    private CreateEffect quiesce(String attempt) {
        try (Quiescer quiescer = quiescer()) {
            Duration hold = plan.holdUntil() == HoldUntil.QUIESCED ? Duration.ZERO : plan.holdMax();
            Quiesced quiesced = quiescer.quiesce(attempt, hold, plan.databases());
            return new CreateEffect.HookAnswered(attempt, quiesced);
        } catch (FlysnapException e) {
            // What was given up may have taken hold: that is no failure to go on without.
            context.interruption().check();
            if (plan.policy() != QuiescePolicy.PREFER) {
                throw e;
            }
            context.progress().report("continuing without the hook: " + e.problem().what());
            return new CreateEffect.HookFailed(attempt, e.problem().what());
        }
    }

    private CreateEffect request(CreateStep.RequestSnapshot request) {
        Instant sentAt = context.clock().instant();
        identifier.requestSent();
        try {
            RequestedSnapshot asked = requested(request.volume());
            return new CreateEffect.Requested(
                    request.before(), asked.announcedId(), Optional.of(asked.sentAt()));
        } catch (FlyException e) {
            return switch (e.outcome()) {
                // Never send it twice blindly: read the list.
                case UNKNOWN -> new CreateEffect.InDoubt(request.before(), Optional.of(sentAt));
                case NOT_DONE ->
                        e.status().orElse(0) == CONFLICT
                                ? new CreateEffect.Refused(Optional.of(e.problem().why()))
                                : new CreateEffect.NotAccepted(Optional.of(e.problem()));
            };
        }
    }

    private RequestedSnapshot requested(VolumeId volume) {
        try {
            return context.fly().snapshots().request(plan.app(), volume);
        } finally {
            context.slots().requestDone();
        }
    }

    /** Whoever wants the process to stop wants this above all. */
    private CreateEffect release(String lease) {
        return context.interruption().protect(() -> released(lease));
    }

    /** A hook that does not say how its hold ended is no reason to lose the snapshot. */
    private CreateEffect released(String lease) {
        Instant askedAt = context.clock().instant();
        try (Quiescer quiescer = quiescer()) {
            return new CreateEffect.Released(quiescer.resume(lease), askedAt);
        } catch (FlysnapException e) {
            context.progress()
                    .report("the hook does not say how its hold ended: " + e.problem().what());
            return new CreateEffect.Released(new Resumed.Unknown(), askedAt);
        }
    }

    private Checked checkData(CheckDepth depth, String attempt) {
        Instant at = context.clock().instant();
        Optional<String> obstacle = NoCheckReason.of(plan, hook.isPresent());
        if (obstacle.isPresent()) {
            return Checked.impossible(depth, at, obstacle.get());
        }
        try (Quiescer quiescer = quiescer()) {
            return Checked.of(
                    depth,
                    at,
                    quiescer.check(attempt, depth, plan.databases(), CHECK_LIMIT).databases());
        }
    }

    private CreateEffect lookAtRetention() {
        int now = retention().days();
        int before =
                new PendingRetention(context.journal())
                        .toRestore(
                                plan.run(),
                                plan.app(),
                                plan.volume(),
                                now,
                                plan.machine()
                                        .map(machine ->
                                                context.fly()
                                                        .machines()
                                                        .get(plan.app(), machine.id())))
                        .orElse(now);
        return new CreateEffect.RetentionSeen(before, Optional.of(now));
    }

    private RetentionSetting retention() {
        return new RetentionSetting(context.fly(), plan.app(), plan.volume().id());
    }

    private Optional<Machine> attachedMachine() {
        Volume now = context.fly().volumes().get(plan.app(), plan.volume().id());
        return now.attachedMachine()
                .map(it -> context.fly().machines().get(plan.app(), it))
                .map(CreateTag::without);
    }

    private Quiescer quiescer() {
        return hook.orElseThrow(() -> CreatePlanProblems.hookMissing(plan.app()).exception())
                .reach(plan.app(), plan.machine().orElseThrow());
    }
}
