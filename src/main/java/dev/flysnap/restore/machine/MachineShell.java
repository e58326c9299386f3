package dev.flysnap.restore.machine;

import dev.flysnap.fly.http.FlyException;
import dev.flysnap.fly.resource.ExecResult;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.runtime.Poller;
import dev.flysnap.runtime.RunContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Runs short commands in the new machine, each of which may be sent several times. */
public final class MachineShell {
    private final RestorePlan plan;
    private final RunContext context;
    private final MachineId machine;

    public MachineShell(RestorePlan plan, RunContext context, MachineId machine) {
        this.plan = plan;
        this.context = context;
        this.machine = machine;
    }

    /** Asks until there is an answer; empty if there is none within the plan's limit. */
    public <T> Optional<T> await(Supplier<Optional<T>> question) {
        return new Poller(context).until(plan.timeout(), question);
    }

    /**
     * Empty if the machine cannot say it yet.
     *
     * @throws dev.flysnap.problem.FlysnapException if the machine has ended
     */
    public Optional<ExecResult> exec(List<String> command, String stdin, Duration limit) {
        try {
            return Optional.of(
                    context.fly().machines().exec(plan.app(), machine, command, stdin, limit));
        } catch (FlyException e) {
            Machine now = context.fly().machines().get(plan.app(), machine);
            if (now.state().hasEnded()) {
                throw MachineProblems.verifierEnded(plan, now).exception(e);
            }
            // Doing it again does no harm, whatever became of the answer.
            if (e.outcome() == FlyException.Outcome.UNKNOWN || e.isMachineBusy()) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
