package dev.flysnap.agent.canary;

import dev.flysnap.agent.quiesce.AgentQuiescer;
import dev.flysnap.agent.quiesce.DatabaseAccess;
import dev.flysnap.agent.quiesce.HookException;
import dev.flysnap.agent.setting.NamedDatabase;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.CanaryTable;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Writes a numbered row a minute. A minute in which others write all the time, or are held off, has
 * none, and the next row has the next number.
 */
public final class CanaryWriter implements AutoCloseable {
    private static final long PERIOD_S = 60;

    private final AgentQuiescer databases;
    private final List<String> names;
    private final InstantSource clock;
    private final Consumer<String> announce;
    private final Set<String> failing = new HashSet<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("canary").factory());

    /**
     * @param names of the databases that get the table
     * @param announce told once when a database's row cannot be written
     */
    public CanaryWriter(
            AgentQuiescer databases,
            List<String> names,
            InstantSource clock,
            Consumer<String> announce) {
        this.databases = databases;
        this.names = List.copyOf(names);
        this.clock = clock;
        this.announce = announce;
    }

    /** From a minute after now on: the app opens its databases first. */
    public void start() {
        var _ = timer.scheduleWithFixedDelay(this::write, PERIOD_S, PERIOD_S, TimeUnit.SECONDS);
    }

    /** The next row of each database. */
    public void write() {
        for (String name : names) {
            Optional<String> failure = write(name);
            if (failure.isEmpty()) {
                failing.remove(name);
            } else if (failing.add(name)) {
                announce.accept(
                        "the canary of %s cannot be written: %s".formatted(name, failure.get()));
            }
        }
    }

    private Optional<String> write(String name) {
        Instant now = clock.instant();
        try (DatabaseAccess.Use _ = databases.access().use()) {
            for (NamedDatabase database : databases.chosen(Optional.of(List.of(name)))) {
                var _ = CanaryTable.write(database.real(), now);
            }
            return Optional.empty();
        } catch (HookException e) {
            return Optional.of(e.answer().error().message());
        } catch (FlysnapException e) {
            return Optional.of(e.problem().what() + " " + e.problem().why());
        } catch (RuntimeException e) {
            // The timer would end without a word.
            return Optional.of("this is a defect of the agent's own: " + e);
        }
    }

    @Override
    public void close() {
        timer.shutdown();
    }
}
