package dev.flysnap.hook;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.time.Sleeper;
import java.time.InstantSource;
import java.util.Map;

/**
 * The ways to a hook. Each gives a {@link Quiescer} for one machine, to be closed after use; it
 * refuses answers from any other machine.
 */
public final class Hooks {
    private final HookTimes times;
    private final Sleeper sleeper;
    private final InstantSource clock;

    /**
     * @param sleeper waits between attempts
     * @param clock the one that evidence is reckoned by
     */
    public Hooks(HookTimes times, Sleeper sleeper, InstantSource clock) {
        this.times = times;
        this.sleeper = sleeper;
        this.clock = clock;
    }

    /** Straight to its address: from inside Fly's private network, or where it is public. */
    public Quiescer direct(HookAddress address, HookToken token, AppName app, Machine machine) {
        return over(
                new HttpWay(address.at(app, machine), token, Map.of(), times.connect()), machine);
    }

    private Quiescer over(HookWay way, Machine machine) {
        return new ContractClient(way, machine.id(), times, sleeper, clock);
    }
}
