package dev.flysnap.sim.engine;

import dev.flysnap.sim.event.EventRules;
import dev.flysnap.sim.platform.Disks;
import dev.flysnap.sim.platform.Machinery;
import dev.flysnap.sim.settings.SimRules;
import dev.flysnap.sim.world.Effect;
import dev.flysnap.sim.world.ScheduledEvent;
import dev.flysnap.sim.world.SimEvent;
import dev.flysnap.sim.world.Transition;
import dev.flysnap.sim.world.World;
import dev.flysnap.time.Sleeper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Runs one world. On a real clock a thread handles scheduled events; a virtual clock advances only
 * during a wait, and copies run synchronously. Thread-safe.
 */
public final class Engine implements AutoCloseable {
    private static final Duration MAX_SLEEP = Duration.ofHours(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final EngineQueue queue = new EngineQueue();
    private final SimClock clock;
    private final EffectExecutor executor;
    private final WorldSaver worldSaver;
    private final Workers workers;
    private World world;
    private volatile SimRules rules;
    private volatile boolean closed;
    private Optional<EventTimer> eventTimer = Optional.empty();

    /**
     * @param onSave receives every world before a client can see it
     */
    public Engine(
            World world,
            SimRules rules,
            SimClock clock,
            Machinery machinery,
            Disks disks,
            Consumer<World> onSave) {
        this.world = world;
        this.rules = rules;
        this.clock = clock;
        worldSaver = new WorldSaver(onSave);
        workers = new Workers(clock.isVirtual());
        executor = new EffectExecutor(machinery, disks, this::post);
    }

    /** Continues from the stored world: restarts machines and unfinished copies. */
    public void start() {
        var _ =
                locked(() -> {
                    List<Effect> open = world.work();
                    applyLocked(EventRules::restart);
                    for (Effect effect : open) {
                        var _ = submit(effect);
                    }
                    processPending();
                    worldSaver.save(world);
                    return world;
                });
        if (!clock.isVirtual()) {
            eventTimer = Optional.of(EventTimer.start(queue, this::tick));
        }
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Applies a rule to the world. The effects of the rule are complete when this returns; copies
     * started by other requests may still run.
     *
     * @throws dev.flysnap.sim.world.Refusal if the rule refuses; nothing has changed then
     */
    public <T> T change(Function<Transition, T> rule) {
        List<CompletableFuture<Void>> work;
        T answer;
        lock.lock();
        try {
            processPending();
            Transition transition = new Transition(world, clock.instant(), rules);
            answer = rule.apply(transition);
            work = commit(transition);
            processPending();
            worldSaver.save(world);
        } finally {
            lock.unlock();
        }
        queue.wake();
        Workers.await(work);
        return answer;
    }

    /** Like {@link #change}, for a rule that returns nothing. */
    public void apply(Consumer<Transition> rule) {
        var _ =
                change(transition -> {
                    rule.accept(transition);
                    return true;
                });
    }

    /** Evaluates a rule without changing the world. */
    public <T> T read(Function<Transition, T> rule) {
        return locked(() -> {
            processPending();
            worldSaver.save(world);
            return rule.apply(new Transition(world, clock.instant(), rules));
        });
    }

    public World world() {
        return read(Transition::world);
    }

    /** Waits for a condition; returns whether it was met within the limit. */
    public boolean await(Predicate<World> condition, Duration limit) {
        return locked(() ->
                clock.isVirtual()
                        ? awaitOnVirtualClock(condition, limit)
                        : awaitOnRealClock(condition, limit));
    }

    private boolean awaitOnVirtualClock(Predicate<World> condition, Duration limit) {
        Instant end = clock.instant().plus(limit);
        processPending();
        while (!condition.test(world)) {
            Optional<Instant> next =
                    world.next().map(ScheduledEvent::at).filter(it -> !it.isAfter(end));
            clock.moveTo(next.orElse(end));
            processPending();
            if (next.isEmpty()) {
                return condition.test(world);
            }
        }
        return true;
    }

    private boolean awaitOnRealClock(Predicate<World> condition, Duration limit) {
        long endNanos = System.nanoTime() + limit.toNanos();
        processPending();
        while (!condition.test(world)) {
            long left = endNanos - System.nanoTime();
            if (left <= 0 || closed) {
                return false;
            }
            try {
                // The timer thread saves what was handled here.
                queue.wake();
                var _ = changed.awaitNanos(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Sleeper.Interrupted();
            }
            processPending();
        }
        worldSaver.save(world);
        return true;
    }

    /** Sleeps in simulated time: on a virtual clock, handles the events of that time at once. */
    public void sleep(Duration duration) {
        if (clock.isVirtual()) {
            var _ = await(world -> false, duration);
        } else {
            Sleeper.REAL.sleep(duration);
        }
    }

    public Machinery.ExecOutcome exec(String machine, Machinery.Exec exec) {
        return executor.exec(machine, exec);
    }

    /** The newest lines of a machine's output, oldest first. */
    public List<Machinery.OutputLine> output(String machine) {
        return executor.output(machine);
    }

    /** Why a health check of a machine fails; empty = it passes. */
    public Optional<String> healthProblem(String machine, Machinery.HealthCheck check) {
        return executor.healthProblem(machine, check);
    }

    /** Size of a volume's files in bytes; 0 if it has none yet. */
    public long usedBytes(String volume) {
        try {
            return executor.usedBytes(volume);
        } catch (RuntimeException noContentYet) {
            return 0;
        }
    }

    public SimClock clock() {
        return clock;
    }

    public SimRules rules() {
        return rules;
    }

    /** Replaces the rules for all later transitions. */
    public void setRules(SimRules rules) {
        this.rules = rules;
    }

    private void post(SimEvent what) {
        enqueue(transition -> EventRules.handle(transition, what));
    }

    private void enqueue(Consumer<Transition> rule) {
        queue.add(() -> applyLocked(rule));
        if (!clock.isVirtual()) {
            queue.wake();
        } else if (!lock.isHeldByCurrentThread()) {
            var _ =
                    locked(() -> {
                        processPending();
                        return world;
                    });
        }
    }

    private void applyLocked(Consumer<Transition> rule) {
        Transition transition = new Transition(world, clock.instant(), rules);
        rule.accept(transition);
        var _ = commit(transition);
    }

    /** Handles due events and completed effects until none is left. */
    private void processPending() {
        while (!closed) {
            Optional<Runnable> queued = queue.next();
            if (queued.isPresent()) {
                queued.get().run();
                continue;
            }
            Instant now = clock.instant();
            Optional<ScheduledEvent> due = world.next().filter(it -> !it.at().isAfter(now));
            if (due.isEmpty()) {
                return;
            }
            applyLocked(transition -> EventRules.handle(transition, due.get()));
        }
    }

    private List<CompletableFuture<Void>> commit(Transition transition) {
        world = transition.world();
        worldSaver.changed();
        List<CompletableFuture<Void>> work = new ArrayList<>();
        for (Effect effect : transition.effects()) {
            if (effect.isWork()) {
                work.add(submit(effect));
            } else {
                executor.execute(effect);
            }
        }
        changed.signalAll();
        return work;
    }

    private CompletableFuture<Void> submit(Effect effect) {
        return workers.submit(() -> execute(effect));
    }

    private void execute(Effect effect) {
        SimEvent result = executor.executeWork(effect);
        enqueue(transition -> EventRules.finish(transition, effect, result));
    }

    /** Handles due events; returns the time until the next one. */
    private Duration tick() {
        return locked(() -> {
            processPending();
            worldSaver.save(world);
            return world.next()
                    .map(it -> Duration.between(clock.instant(), it.at()))
                    .filter(it -> it.compareTo(MAX_SLEEP) < 0)
                    .map(it -> it.isNegative() ? Duration.ZERO : it)
                    .orElse(MAX_SLEEP);
        });
    }

    /**
     * Ends every process. The world still counts machines as started, so the next start restarts
     * them.
     */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        eventTimer.ifPresent(EventTimer::close);
        workers.close();
        executor.close();
    }
}
