package dev.flysnap.schedule.cron;

import dev.flysnap.time.Interruption;
import dev.flysnap.time.Sleeper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Waits and runs, again and again. */
public final class CronLoop {
    /** Waits are short, so that a clock that was set, or a host that slept, is noticed. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final CronSpec spec;
    private final CronMemory memory;
    private final InstantSource clock;
    private final Sleeper sleeper;
    private final Interruption interruption;

    /**
     * @param sleeper ends its waits when {@code interruption} is requested
     */
    public CronLoop(
            CronSpec spec,
            CronMemory memory,
            InstantSource clock,
            Sleeper sleeper,
            Interruption interruption) {
        this.spec = spec;
        this.memory = memory;
        this.clock = clock;
        this.sleeper = sleeper;
        this.interruption = interruption;
    }

    /**
     * Until the process is asked to stop, or no time is left.
     *
     * @param told of each time that is waited for
     * @param run whether it was carried out to its end, however that was; one that was not is
     *     repeated by the next process
     */
    public void run(Consumer<Instant> told, BooleanSupplier run) {
        Instant from = start();
        while (!interruption.isRequested()) {
            Optional<Instant> due = spec.next(from);
            if (due.isEmpty()) {
                return;
            }
            told.accept(due.get());
            if (!await(due.get())) {
                return;
            }
            Instant begun = clock.instant();
            if (!run.getAsBoolean()) {
                return;
            }
            memory.remember(begun);
            from = begun;
        }
    }

    /** A memory of the future, after the clock was set back, would wait for it. */
    private Instant start() {
        Instant now = clock.instant();
        Instant from = memory.lastRun().filter(it -> !it.isAfter(now)).orElse(now);
        memory.remember(from);
        return from;
    }

    private boolean await(Instant due) {
        try {
            for (Instant now = clock.instant(); now.isBefore(due); now = clock.instant()) {
                Duration left = Duration.between(now, due);
                sleeper.sleep(left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT);
            }
            return true;
        } catch (Sleeper.Interrupted e) {
            return false;
        }
    }
}
