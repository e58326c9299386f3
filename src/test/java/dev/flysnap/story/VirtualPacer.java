package dev.flysnap.story;

import dev.flysnap.fly.http.Pacer;
import dev.flysnap.sim.Simulator;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** One request a second for each action and target, on the simulator's clock. */
public final class VirtualPacer implements Pacer {
    private static final Duration APART = Duration.ofSeconds(1);

    private final Simulator sim;
    private final PowerCut cut;
    private final Map<String, Instant> free = new HashMap<>();

    /**
     * @param cut told before every request
     */
    public VirtualPacer(Simulator sim, PowerCut cut) {
        this.sim = sim;
        this.cut = cut;
    }

    @Override
    public synchronized void await(String action, String target) {
        cut.passed();
        String key = action + " " + target;
        Instant now = sim.clock().instant();
        Instant turn = free.getOrDefault(key, now);
        if (turn.isAfter(now)) {
            sim.sleeper().sleep(Duration.between(now, turn));
            now = turn;
        }
        free.put(key, now.plus(APART));
    }
}
