package dev.flysnap.agent.check;

import dev.flysnap.agent.quiesce.AgentQuiescer;
import dev.flysnap.agent.quiesce.HookException;
import dev.flysnap.agent.setting.MachineIdentity;
import dev.flysnap.contract.CheckAnswer;
import dev.flysnap.contract.CheckRequest;
import dev.flysnap.contract.HookCodes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** One check at a time; the last one is kept, so that its answer can be repeated. */
public final class LiveChecks {
    /** A small database is done by then, and needs no second request. */
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

    private final MachineIdentity identity;
    private final AgentQuiescer databases;
    private final InstantSource clock;

    /** Guarded by this. */
    private Optional<LiveCheck> last = Optional.empty();

    public LiveChecks(MachineIdentity identity, AgentQuiescer databases, InstantSource clock) {
        this.identity = identity;
        this.databases = databases;
        this.clock = clock;
    }

    /**
     * Begins the check, or says how far the one of the same attempt is.
     *
     * @throws HookException if another one goes on, or a database is not known
     */
    public CheckAnswer check(CheckRequest request) {
        LiveCheck check = admitted(request);
        check.await(FIRST_WAIT);
        return new CheckAnswer(
                check.isDone() && check.isComplete()
                        ? CheckAnswer.State.DONE
                        : CheckAnswer.State.RUNNING,
                identity.app(),
                identity.machineId(),
                check.found());
    }

    private synchronized LiveCheck admitted(CheckRequest request) {
        // One that gave way to something begins again, for whoever still asks.
        Optional<LiveCheck> same =
                last.filter(it -> it.request().equals(request))
                        .filter(it -> !it.isDone() || it.isComplete());
        if (same.isPresent()) {
            same.get().asked();
            return same.get();
        }
        last.filter(it -> !it.isDone())
                .ifPresent(other -> {
                    throw HookException.conflict(
                            HookCodes.CHECK_ACTIVE,
                            "The databases are being checked for another attempt: %s"
                                    .formatted(other.request().attempt()),
                            "wait until that one has ended");
                });
        LiveCheck begun =
                LiveCheck.begin(
                        request,
                        databases.chosen(request.databases()),
                        databases.access().use(),
                        clock);
        last = Optional.of(begun);
        return begun;
    }

    /** Ends the check that goes on: something more urgent comes. */
    public synchronized void giveWay() {
        last.ifPresent(LiveCheck::callOff);
    }
}
