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
 * Looks, before a machine is put to work, whether another one works with the app's data already:
 * another run, a person or a deploy may have started it while this run stood still.
 */
public final class SingleWriterGuard {
    /** Steps that follow each other need one look; the app is without service meanwhile. */
    private static final Duration FRESH = Duration.ofSeconds(10);

    private final RestorePlan plan;
    private final RunContext context;
    private final Set<MachineId> companions;
    private Optional<Instant> lookedAt = Optional.empty();

    /**
     * What a look showed.
     *
     * @param others machines that work with the app's data, but for the run's own two and for those
     *     that did so beside the old one when the run was planned
     * @param ours the run's new machine
     */
    public record Seen(List<Machine> others, Optional<Machine> ours) {
        /** Nobody took its place, and it works: the others only came to its side. */
        public boolean areBesideOurs(Map<MachineId, MachineId> successors) {
            Optional<MachineId> id = ours.filter(MachineActivity::is).map(Machine::id);
            return id.isPresent()
                    && others.stream()
                            .noneMatch(it ->
                                    MachineActivity.tookPlaceOf(it, Set.of(id.get()))
                                            || it.id().equals(successors.get(id.get())));
        }
    }

    public SingleWriterGuard(RestorePlan plan, RunContext context) {
        this.plan = plan;
        this.context = context;
        this.companions = new LinkedHashSet<>(plan.serving().beside());
    }

    /** These may work beside the machine that is put to work. */
    public void allow(Set<MachineId> beside) {
        companions.addAll(beside);
    }

    public Seen look(Optional<MachineId> old) {
        List<Machine> living = living();
        return new Seen(others(old, living), living.stream().filter(this::isOurs).findFirst());
    }

    private List<Machine> others(Optional<MachineId> old) {
        return others(old, living());
    }

    private List<Machine> others(Optional<MachineId> old, List<Machine> living) {
        Set<MachineId> known = new LinkedHashSet<>(companions);
        old.ifPresent(known::add);
        List<Machine> working =
                MachineActivity.besides(known, living).stream()
                        .filter(it -> !isOurs(it) && !MachineActivity.tookPlaceOf(it, companions))
                        .toList();
        // Seldom is there any, and the app may be out of service now.
        return working.isEmpty()
                ? List.of()
                : MachineActivity.on(
                        plan.newVolume().name(), working, context.fly().volumes().list(plan.app()));
    }

    /**
     * Before the app is started on the new machine. The old one counts too, unless the operator
     * took that on him, and only as long as it cannot be stopped: its host does not answer.
     *
     * @param committed whether what this run made stays when it stops here
     */
    public void demandForNew(boolean committed) {
        Instant now = context.clock().instant();
        // A dead host comes back whenever it likes.
        if (plan.isUnfenced() || lookedAt.filter(it -> now.isBefore(it.plus(FRESH))).isEmpty()) {
            List<Machine> living = living();
            Optional<Machine> old =
                    plan.replaced()
                            .filter(_ -> plan.isUnfenced())
                            .map(it -> living.stream().filter(by(it.id())).findFirst().orElse(it));
            old.filter(it -> it.hostStatus() == HostStatus.OK)
                    .filter(MachineActivity::is)
                    .ifPresent(it -> {
                        throw FencingProblems.oldIsBack(plan, it, committed).exception();
                    });
            demandNone(others(old.map(Machine::id), living));
            lookedAt = Optional.of(now);
        }
    }

    private static Predicate<Machine> by(MachineId id) {
        return it -> it.id().equals(id);
    }

    /** Before anything is done to the old machine. */
    public void demandForCutover(Optional<MachineId> old) {
        others(old).stream()
                .findFirst()
                .ifPresent(it -> {
                    throw FencingProblems.anotherRuns(plan, it).exception();
                });
    }

    /** Before the old machine is put to work again. */
    public void demandForOld(MachineId old) {
        List<Machine> living = living();
        living.stream()
                .filter(it -> isOurs(it) && MachineActivity.is(it))
                .findFirst()
                .ifPresent(it -> {
                    throw FencingProblems.newWorksAgain(plan, it).exception();
                });
        demandNone(others(Optional.of(old), living));
    }

    private void demandNone(List<Machine> others) {
        others.stream()
                .findFirst()
                .ifPresent(it -> {
                    throw notAlone(it).exception();
                });
    }

    private Problem notAlone(Machine other) {
        return plan.replaced().filter(it -> it.id().equals(other.id())).isPresent()
                ? FencingProblems.oldWorksAgain(plan, other)
                : FencingProblems.anotherServes(plan, other);
    }

    /** Before an old machine is stopped that could not be stopped at the cutover. */
    public void demandSuccessorOf(MachineId old) {
        List<Machine> living = living();
        boolean served =
                living.stream().filter(this::isOurs).anyMatch(MachineActivity::serves)
                        || others(Optional.of(old), living).stream()
                                .anyMatch(MachineActivity::serves);
        if (!served) {
            throw FencingProblems.noSuccessor(plan, old).exception();
        }
    }

    /** Its name was chosen before it was made, and is unique in the app. */
    private boolean isOurs(Machine machine) {
        return machine.name().equals(plan.machine().name());
    }

    private List<Machine> living() {
        return context.fly().machines().list(plan.app()).stream()
                .filter(it -> !it.state().isDead())
                .toList();
    }
}
