package dev.flysnap.restore.topology;

import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.runtime.RunContext;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Checks, before a machine is started, that no other one runs on the app's data already: another
 * run, a person or a deploy may have started it since the plan.
 */
public final class SingleWriterGuard {
    /** Consecutive steps share one check, since the app is out of service meanwhile. */
    private static final Duration CHECK_VALID_FOR = Duration.ofSeconds(10);

    private final RestorePlan plan;
    private final RunContext context;
    private final Set<MachineId> allowedBeside;
    private Optional<Instant> checkedAt = Optional.empty();

    /**
     * The machines at one moment.
     *
     * @param others machines that run on the app's data, except the run's own two and those that
     *     did so beside the old one when the run was planned
     * @param newMachine the run's new machine
     * @param living all that are not destroyed
     */
    public record Observation(
            List<Machine> others, Optional<Machine> newMachine, List<Machine> living) {
        /** Whether the new machine runs, or a deploy may start it. */
        public boolean isNewMachineActive() {
            return newMachine.filter(MachineActivity::isActive).isPresent();
        }

        /** Whether the new machine runs and none of the others came after it. */
        public boolean areBesideNewMachine(Map<MachineId, MachineId> successors) {
            Optional<MachineId> id = newMachine.filter(MachineActivity::isActive).map(Machine::id);
            if (id.isEmpty()) {
                return false;
            }
            Set<MachineId> later =
                    MachineActivity.successorsOf(Set.of(id.get()), successors, living);
            return others.stream().noneMatch(it -> later.contains(it.id()));
        }
    }

    public SingleWriterGuard(RestorePlan plan, RunContext context) {
        this.plan = plan;
        this.context = context;
        this.allowedBeside = new LinkedHashSet<>(plan.serving().beside());
    }

    /** Allows these machines to run beside the one that is started. */
    public void allow(Set<MachineId> beside) {
        allowedBeside.addAll(beside);
    }

    public Observation observe(Optional<MachineId> old) {
        List<Machine> living = living();
        return new Observation(
                others(old, living),
                living.stream().filter(this::isNewMachine).findFirst(),
                living);
    }

    private List<Machine> others(Optional<MachineId> old, List<Machine> living) {
        Set<MachineId> known = new LinkedHashSet<>(allowedBeside);
        old.ifPresent(known::add);
        known.addAll(MachineActivity.successorsOf(allowedBeside, Map.of(), living));
        List<Machine> working =
                MachineActivity.activeExcept(known, living).stream()
                        .filter(it -> !isNewMachine(it))
                        .toList();
        // Usually there is none, which saves a request while the app is out of service.
        return working.isEmpty()
                ? List.of()
                : MachineActivity.mounting(
                        plan.newVolume().name(), working, context.fly().volumes().list(plan.app()));
    }

    /**
     * Before the app is started on the new machine. The old one counts too, unless the operator
     * accepted it as unfenced and its host is still unreachable.
     *
     * @param committed whether what this run made is kept when it stops here
     */
    public void checkBeforeNewStarts(boolean committed) {
        Instant now = context.clock().instant();
        // An unreachable host may come back at any moment.
        if (plan.isUnfenced()
                || checkedAt.filter(it -> now.isBefore(it.plus(CHECK_VALID_FOR))).isEmpty()) {
            List<Machine> living = living();
            Optional<Machine> old =
                    plan.replaced()
                            .filter(_ -> plan.isUnfenced())
                            .map(machine ->
                                    living.stream()
                                            .filter(hasId(machine.id()))
                                            .findFirst()
                                            .orElse(machine));
            old.filter(it -> it.hostStatus() == HostStatus.OK)
                    .filter(MachineActivity::isActive)
                    .ifPresent(machine -> {
                        throw FencingProblems.oldIsBack(plan, machine, committed).exception();
                    });
            requireNone(others(old.map(Machine::id), living));
            checkedAt = Optional.of(now);
        }
    }

    private static Predicate<Machine> hasId(MachineId id) {
        return it -> it.id().equals(id);
    }

    /**
     * No other run may have replaced the old machine since the plan: its data is newer. And the new
     * machine has to be there, unless it is made later, as that of a move is.
     *
     * @return what was seen, for {@link #checkBeforeCutover}
     */
    public List<Machine> requireNotOvertaken(Optional<MachineId> old) {
        List<Machine> living = living();
        old.flatMap(it -> successorOf(it, living))
                .ifPresent(machine -> {
                    throw FencingProblems.overtaken(plan, machine, plan.keepFailed()).exception();
                });
        if (!plan.isMove() && living.stream().noneMatch(this::isNewMachine)) {
            throw FencingProblems.newMachineGone(plan).exception();
        }
        return living;
    }

    private Optional<Machine> successorOf(MachineId old, List<Machine> living) {
        Set<MachineId> successors =
                MachineActivity.successorsOf(
                        Set.of(old), new RestoreHistory(context).successors(plan.app()), living);
        return living.stream()
                .filter(it -> !isNewMachine(it) && MachineActivity.isActive(it))
                .filter(it -> successors.contains(it.id()))
                .findFirst();
    }

    /** Before anything is done to the old machine. */
    public void checkBeforeCutover(Optional<MachineId> old, List<Machine> living) {
        others(old, living).stream()
                .findFirst()
                .ifPresent(machine -> {
                    throw FencingProblems.anotherRuns(plan, machine).exception();
                });
    }

    /** Before the old machine is started again. */
    public void checkBeforeOldStarts(MachineId old) {
        List<Machine> living = living();
        living.stream()
                .filter(it -> isNewMachine(it) && MachineActivity.isActive(it))
                .findFirst()
                .ifPresent(machine -> {
                    throw FencingProblems.newWorksAgain(plan, machine).exception();
                });
        requireNone(others(Optional.of(old), living));
    }

    private void requireNone(List<Machine> others) {
        others.stream()
                .findFirst()
                .ifPresent(machine -> {
                    throw anotherWriter(machine).exception();
                });
    }

    private Problem anotherWriter(Machine other) {
        return plan.replaced().filter(it -> it.id().equals(other.id())).isPresent()
                ? FencingProblems.oldWorksAgain(plan, other)
                : FencingProblems.anotherServes(plan, other);
    }

    /** Before stopping an old machine that could not be stopped at the cutover. */
    public void requireSuccessorOf(MachineId old) {
        List<Machine> living = living();
        boolean served =
                living.stream().filter(this::isNewMachine).anyMatch(MachineActivity::serves)
                        || others(Optional.of(old), living).stream()
                                .anyMatch(MachineActivity::serves);
        if (!served) {
            throw FencingProblems.noSuccessor(plan, old).exception();
        }
    }

    /** The name was chosen before the machine was created, and is unique in the app. */
    private boolean isNewMachine(Machine machine) {
        return machine.name().equals(plan.machine().name());
    }

    private List<Machine> living() {
        return context.fly().machines().list(plan.app()).stream()
                .filter(it -> !it.state().isDead())
                .toList();
    }
}
