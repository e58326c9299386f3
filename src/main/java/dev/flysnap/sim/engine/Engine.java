package dev.flysnap.sim.engine;

import dev.flysnap.sim.Disks;
import dev.flysnap.sim.Machinery;
import dev.flysnap.sim.world.Due;
import dev.flysnap.sim.world.Effect;
import dev.flysnap.sim.world.Happening;
import dev.flysnap.sim.world.Laws;
import dev.flysnap.sim.world.Rules;
import dev.flysnap.sim.world.Turn;
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
 * Moves one world. On a real clock a thread lets happen what is due; on a virtual one time passes
 * only while somebody waits here, and copying is done at once, in the thread that asks for it. Safe
 * for use by several threads.
 */
public final class Engine implements AutoCloseable {
    private static final Duration LONGEST_NAP = Duration.ofHours(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Inbox inbox = new Inbox();
    private final SimClock clock;
    private final Hands hands;
    private final Saving saving;
    private final Workers workers;
    private World world;
    private volatile Laws laws;
    private volatile boolean closed;
    private Optional<Pacemaker> pacemaker = Optional.empty();

    /**
     * @param saved is shown every world that somebody may have seen, before they have
     */
    public Engine(
            World world,
            Laws laws,
            SimClock clock,
            Machinery machinery,
            Disks disks,
            Consumer<World> saved) {
        this.world = world;
        this.laws = laws;
        this.clock = clock;
        saving = new Saving(saved);
        workers = new Workers(clock.isVirtual());
        hands = new Hands(machinery, disks, this::post);
    }

    /** Goes on where the world stood: machines are started again, copying is begun again. */
    public void start() {
        var _ =
                locked(() -> {
                    List<Effect> open = world.work();
                    step(Rules::wake);
                    for (Effect effect : open) {
                        var _ = begin(effect);
                    }
                    settle();
                    saving.save(world);
                    return world;
                });
        if (!clock.isVirtual()) {
            pacemaker = Optional.of(Pacemaker.start(inbox, this::beat));
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
     * Changes the world by a rule. What the rule asked for has been done when this returns, except
     * for copying that somebody else asked for.
     *
     * @throws dev.flysnap.sim.world.Refusal if the rule refuses; nothing has changed then
     */
    public <T> T change(Function<Turn, T> rule) {
        List<CompletableFuture<Void>> work;
        T answer;
        lock.lock();
        try {
            settle();
            Turn turn = new Turn(world, clock.instant(), laws);
            answer = rule.apply(turn);
            work = commit(turn);
            settle();
            saving.save(world);
        } finally {
            lock.unlock();
        }
        inbox.wake();
        Workers.await(work);
        return answer;
    }

    /** Like {@link #change}, for a rule that returns nothing. */
    public void apply(Consumer<Turn> rule) {
        var _ =
                change(turn -> {
                    rule.accept(turn);
                    return true;
                });
    }

    /** Looks at the world by a rule; whatever the rule changes is forgotten. */
    public <T> T look(Function<Turn, T> rule) {
        return locked(() -> {
            settle();
            saving.save(world);
            return rule.apply(new Turn(world, clock.instant(), laws));
        });
    }

    public World world() {
        return look(Turn::world);
    }

    /** Waits until it is so, or the time is over; whether it is so. */
    public boolean await(Predicate<World> wanted, Duration limit) {
        return locked(() ->
                clock.isVirtual() ? awaitVirtually(wanted, limit) : awaitReally(wanted, limit));
    }

    private boolean awaitVirtually(Predicate<World> wanted, Duration limit) {
        Instant end = clock.instant().plus(limit);
        settle();
        while (!wanted.test(world)) {
            Optional<Instant> next = world.next().map(Due::at).filter(it -> !it.isAfter(end));
            clock.moveTo(next.orElse(end));
            settle();
            if (next.isEmpty()) {
                return wanted.test(world);
            }
        }
        return true;
    }

    private boolean awaitReally(Predicate<World> wanted, Duration limit) {
        long endNanos = System.nanoTime() + limit.toNanos();
        settle();
        while (!wanted.test(world)) {
            long left = endNanos - System.nanoTime();
            if (left <= 0 || closed) {
                return false;
            }
            try {
                // What was settled here is for the pacemaker to save, and to be woken for.
                inbox.wake();
                var _ = changed.awaitNanos(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Sleeper.Interrupted();
            }
            settle();
        }
        saving.save(world);
        return true;
    }

    /** Lets time pass: on the virtual clock at once, with all that happens meanwhile. */
    public void sleep(Duration duration) {
        if (clock.isVirtual()) {
            var _ = await(world -> false, duration);
        } else {
            Sleeper.REAL.sleep(duration);
        }
    }

    public Machinery.ExecOutcome exec(String machine, Machinery.Exec exec) {
        return hands.exec(machine, exec);
    }

    /** What is wrong with a machine's process; empty = the check passes. */
    public Optional<String> ailment(String machine, Machinery.HealthCheck check) {
        return hands.ailment(machine, check);
    }

    /** Bytes that a volume's files take; 0 where it has none yet. */
    public long usedBytes(String volume) {
        try {
            return hands.usedBytes(volume);
        } catch (RuntimeException notThere) {
            return 0;
        }
    }

    public SimClock clock() {
        return clock;
    }

    public Laws laws() {
        return laws;
    }

    /** From now on this Fly is set like that. */
    public void setLaws(Laws laws) {
        this.laws = laws;
    }

    private void post(Happening what) {
        enqueue(turn -> Rules.happen(turn, what));
    }

    private void enqueue(Consumer<Turn> rule) {
        inbox.add(() -> step(rule));
        if (!clock.isVirtual()) {
            inbox.wake();
        } else if (!lock.isHeldByCurrentThread()) {
            var _ =
                    locked(() -> {
                        settle();
                        return world;
                    });
        }
    }

    private void step(Consumer<Turn> rule) {
        Turn turn = new Turn(world, clock.instant(), laws);
        rule.accept(turn);
        var _ = commit(turn);
    }

    /** Lets happen what is due and what was told from outside, until nothing is left. */
    private void settle() {
        while (!closed) {
            Optional<Runnable> told = inbox.next();
            if (told.isPresent()) {
                told.get().run();
                continue;
            }
            Instant now = clock.instant();
            Optional<Due> due = world.next().filter(it -> !it.at().isAfter(now));
            if (due.isEmpty()) {
                return;
            }
            step(turn -> Rules.happen(turn, due.get()));
        }
    }

    private List<CompletableFuture<Void>> commit(Turn turn) {
        world = turn.world();
        saving.changed();
        List<CompletableFuture<Void>> work = new ArrayList<>();
        for (Effect effect : turn.effects()) {
            if (effect.isWork()) {
                work.add(begin(effect));
            } else {
                hands.perform(effect);
            }
        }
        changed.signalAll();
        return work;
    }

    private CompletableFuture<Void> begin(Effect effect) {
        return workers.begin(() -> work(effect));
    }

    private void work(Effect effect) {
        Happening result = hands.work(effect);
        enqueue(turn -> Rules.finish(turn, effect, result));
    }

    /** Settles; the time until something is due. */
    private Duration beat() {
        return locked(() -> {
            settle();
            saving.save(world);
            return world.next()
                    .map(it -> Duration.between(clock.instant(), it.at()))
                    .filter(it -> it.compareTo(LONGEST_NAP) < 0)
                    .map(it -> it.isNegative() ? Duration.ZERO : it)
                    .orElse(LONGEST_NAP);
        });
    }

    /** Ends every process; the world keeps what was started, so that it is started again. */
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
        pacemaker.ifPresent(Pacemaker::close);
        workers.close();
        hands.close();
    }
}
