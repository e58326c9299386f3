package dev.flysnap.agent.copy;

import dev.flysnap.agent.quiesce.AgentQuiescer;
import dev.flysnap.agent.quiesce.HookException;
import dev.flysnap.agent.setting.AgentSettings;
import dev.flysnap.agent.setting.NamedDatabase;
import dev.flysnap.contract.CopyAnswer;
import dev.flysnap.contract.CopyRequest;
import dev.flysnap.problem.FlysnapException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** One copy at a time: a second one would take from the app what it needs, and its room. */
public final class CopyJobs implements AutoCloseable {
    static final Duration LOOK = Duration.ofMillis(200);

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final int ID_BYTES = 16;

    private final AgentSettings settings;
    private final AgentQuiescer databases;
    private final InstantSource clock;

    /** Guarded by this. Also one that was given up: the next one waits until it is over. */
    private Optional<Named> current = Optional.empty();

    private boolean isStopped;

    private record Named(String id, CopyJob job) {}

    public CopyJobs(AgentSettings settings, AgentQuiescer databases, InstantSource clock) {
        this.settings = settings;
        this.databases = databases;
        this.clock = clock;
    }

    /** Removes what an agent that was killed has left. Once, when this one starts. */
    public void sweep() {
        List<NamedDatabase> all;
        try {
            all = settings.databases().all();
        } catch (FlysnapException e) {
            // A folder that cannot be looked through is told of when it is needed.
            return;
        }
        all.stream()
                .map(NamedDatabase::real)
                .map(it -> it.resolveSibling(""))
                .distinct()
                .forEach(it -> CopyFolder.sweep(it.resolve("any")));
    }

    /**
     * Begins a copy, or says how far the one of the same attempt is.
     *
     * @throws HookException if another one is being made or read, or it cannot be made
     */
    public CopyAnswer begin(CopyRequest request) {
        Named named = admitted(request);
        named.job().await(FIRST_WAIT);
        return named.job().answer(named.id());
    }

    private synchronized Named admitted(CopyRequest request) {
        Optional<Named> same =
                current.filter(it -> it.job().request().equals(request) && !it.job().isGivenUp());
        if (same.isPresent()) {
            return same.get();
        }
        if (isStopped) {
            throw HookException.stopping();
        }
        demand(CopyJob::givesWay);
        NamedDatabase database =
                databases.chosen(Optional.of(List.of(request.database()))).getFirst();
        current.ifPresent(it -> it.job().close());
        demand(CopyJob::isOver);
        current = Optional.empty();
        try {
            Named begun =
                    new Named(
                            newId(),
                            CopyJob.begin(
                                    request,
                                    database,
                                    databases.access(),
                                    settings.identity(),
                                    clock));
            current = Optional.of(begun);
            return begun;
        } catch (IllegalArgumentException e) {
            throw HookException.badRequest(String.valueOf(e.getMessage()));
        }
    }

    /**
     * @throws HookException if there is a copy, and it is not so
     */
    private void demand(Predicate<CopyJob> state) {
        current.map(Named::job)
                .filter(state.negate())
                .ifPresent(other -> {
                    throw CopyJobProblems.active(other.request().attempt());
                });
    }

    private static String newId() {
        byte[] id = new byte[ID_BYTES];
        new SecureRandom().nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    /**
     * @throws HookException if there is none of this id, or it could not be made
     */
    public CopyAnswer state(String id) {
        return job(id).answer(id);
    }

    /**
     * A part of its content, of at most 1 MiB.
     *
     * @throws HookException if there is none of this id, it is not ready, or this part is not there
     *     any more
     */
    public CopyBytes read(String id, long from, int maxBytes) {
        return job(id).read(from, maxBytes);
    }

    private CopyJob job(String id) {
        return wanted(id).orElseThrow(() -> CopyJobProblems.unknown("there is no copy of this id"));
    }

    private synchronized Optional<CopyJob> wanted(String id) {
        return current.filter(it -> it.id().equals(id))
                .map(Named::job)
                .filter(it -> !it.isGivenUp());
    }

    /** Removes it, as soon as it can be ended; nothing happens where it is not there. */
    public void delete(String id) {
        wanted(id)
                .ifPresent(job -> {
                    job.close();
                    forget(job);
                });
    }

    /** Unless it goes on. */
    private synchronized void forget(CopyJob job) {
        if (job.isOver()) {
            current = current.filter(it -> !it.job().equals(job));
        }
    }

    /**
     * The machine is being stopped: no copy goes on or begins. Waits for none, which may take as
     * long as Fly lets the app take to stop.
     */
    public synchronized void stop() {
        isStopped = true;
        current.ifPresent(it -> it.job().cancel());
    }

    /** Also waits a moment until nothing of them is left. */
    @Override
    public void close() {
        stop();
        Optional<Named> last;
        synchronized (this) {
            last = current;
        }
        last.ifPresent(it -> it.job().close());
    }
}
