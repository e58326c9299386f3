package dev.flysnap.restore.inplace;

import dev.flysnap.contract.HookCodes;
import dev.flysnap.contract.replace.DatabasesAnswer;
import dev.flysnap.contract.replace.DiscardRequest;
import dev.flysnap.contract.replace.ReplaceAnswer;
import dev.flysnap.contract.replace.ReplaceRequest;
import dev.flysnap.fly.http.FlyException;
import dev.flysnap.hook.replace.MachineDatabases;
import dev.flysnap.hook.replace.NewDatabase;
import dev.flysnap.model.Machine;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.restore.fill.CopyFiles;
import dev.flysnap.restore.request.CopySource;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.runtime.TransferLines;
import dev.flysnap.saga.Probe;
import dev.flysnap.saga.Saga;
import java.util.Optional;
import java.util.function.Function;

/** Carries out the steps of a restore in place at the agent, and probes them after a crash. */
final class InPlaceSaga implements Saga<InPlaceStep, InPlaceEffect, InPlaceState> {
    private static final String UNREACHABLE = "hook-unreachable";

    /** How often the agent may lose what was sent, before that is taken for a problem. */
    private static final int MOST_LOST = 2;

    private final InPlacePlan plan;
    private final RunContext context;
    private final CopyFiles files;
    private final Function<Machine, MachineDatabases> reach;
    private int lost;

    InPlaceSaga(
            InPlacePlan plan,
            RunContext context,
            CopyFiles files,
            Function<Machine, MachineDatabases> reach) {
        this.plan = plan;
        this.context = context;
        this.files = files;
        this.reach = reach;
    }

    @Override
    public InPlaceState start() {
        return InPlaceState.START;
    }

    @Override
    public InPlaceState after(InPlaceState state, InPlaceEffect effect) {
        return state.after(effect);
    }

    @Override
    public InPlaceState takenUp(InPlaceState state, int attempt) {
        return state.takenUp();
    }

    @Override
    public Optional<InPlaceStep> forward(InPlaceState state) {
        return plan.forward(state);
    }

    @Override
    public Optional<InPlaceStep> back(InPlaceState state) {
        return plan.back(state);
    }

    @Override
    public InPlaceEffect apply(InPlaceStep step) {
        try (MachineDatabases machine = machine()) {
            return switch (step) {
                case InPlaceStep.Upload(String database) -> upload(machine, database);
                case InPlaceStep.Replace() -> replace(machine);
                case InPlaceStep.RestoreReplaced() -> restoreReplaced(machine);
                case InPlaceStep.Discard() -> {
                    DatabasesAnswer left =
                            machine.discard(new DiscardRequest(plan.attempt(), false));
                    // A request of a process that is gone may have come in between.
                    yield left.hasKept(plan.names(), plan.attempt())
                            ? replaced()
                            : new InPlaceEffect.Discarded();
                }
                case InPlaceStep.DeleteSetAside() -> {
                    DatabasesAnswer _ = machine.discard(new DiscardRequest(plan.attempt(), true));
                    DatabasesAnswer _ =
                            machine.discard(new DiscardRequest(plan.undoAttempt(), true));
                    yield new InPlaceEffect.DeletedSetAside();
                }
            };
        }
    }

    private InPlaceEffect upload(MachineDatabases machine, String database) {
        CopySource copy =
                plan.databases().stream()
                        .map(InPlacePlan.Replaced::copy)
                        .filter(it -> it.database().equals(database))
                        .findFirst()
                        .orElseThrow();
        NewDatabase file =
                new NewDatabase(
                        database,
                        files.plain(copy),
                        copy.content().bytes(),
                        copy.content().sha256());
        TransferLines lines =
                new TransferLines(context.progress(), context.clock(), "sending " + database, 0);
        machine.upload(plan.attempt(), file, sent -> lines.at(sent, file.bytes()));
        return new InPlaceEffect.Uploaded(database);
    }

    private InPlaceEffect replace(MachineDatabases machine) {
        ReplaceAnswer answer =
                machine.replace(
                        new ReplaceRequest(
                                plan.attempt(),
                                plan.names(),
                                plan.check(),
                                Optional.of(plan.force()),
                                Optional.empty(),
                                Optional.empty()),
                        context.progress()::report);
        return answer.state() == ReplaceAnswer.State.DONE
                ? replaced()
                : new InPlaceEffect.PutBack(answer.why().orElse("the app did not come up"));
    }

    private InPlaceEffect replaced() {
        return new InPlaceEffect.Replaced(context.clock().instant());
    }

    private InPlaceEffect restoreReplaced(MachineDatabases machine) {
        // The agent repeats the answer of an earlier try that was refused or put back.
        DatabasesAnswer _ = machine.discard(new DiscardRequest(plan.undoAttempt(), false));
        ReplaceAnswer answer =
                machine.replace(
                        new ReplaceRequest(
                                plan.undoAttempt(),
                                plan.names(),
                                plan.check(),
                                Optional.of(true),
                                Optional.empty(),
                                Optional.of(plan.attempt())),
                        context.progress()::report);
        if (answer.state() != ReplaceAnswer.State.DONE) {
            throw InPlaceProblems.undoPutBack(plan, answer.why().orElse("it did not come up"))
                    .exception();
        }
        return new InPlaceEffect.RestoredReplaced();
    }

    @Override
    public boolean isTransient(InPlaceStep step, FlysnapException failure) {
        return FlyException.isTransient(failure) || failure.problem().code().equals(UNREACHABLE);
    }

    @Override
    public boolean isTriedLongest(InPlaceStep step) {
        return false;
    }

    @Override
    public Optional<InPlaceEffect> without(InPlaceStep step, FlysnapException failure) {
        if (step instanceof InPlaceStep.Replace
                && failure.problem().code().equals(HookCodes.UPLOAD_MISSING)
                && lost < MOST_LOST) {
            lost++;
            return Optional.of(new InPlaceEffect.UploadsLost());
        }
        return Optional.empty();
    }

    @Override
    public Probe<InPlaceEffect> probe(InPlaceStep step) {
        return switch (step) {
            // What was sent cannot be discarded once it has replaced them.
            case InPlaceStep.Replace(), InPlaceStep.Discard() ->
                    isKept(plan.attempt()) ? new Probe.Present<>(replaced()) : new Probe.Absent<>();
            case InPlaceStep.RestoreReplaced() ->
                    isKept(plan.undoAttempt())
                            ? new Probe.Present<>(new InPlaceEffect.RestoredReplaced())
                            : new Probe.Absent<>();
            // Each may be done again.
            case InPlaceStep.Upload _, InPlaceStep.DeleteSetAside _ -> new Probe.Absent<>();
        };
    }

    /**
     * What the agent has set aside for an attempt proves that it has replaced the databases. One
     * that goes on is waited for: it ends also when nobody asks for it any more.
     */
    private boolean isKept(String attempt) {
        try (MachineDatabases machine = machine()) {
            return machine.settled(context.progress()::report).hasKept(plan.names(), attempt);
        }
    }

    private MachineDatabases machine() {
        return reach.apply(context.fly().machines().get(plan.app(), plan.machine()));
    }
}
