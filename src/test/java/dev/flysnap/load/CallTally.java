package dev.flysnap.load;

import dev.flysnap.sim.fault.Fault;
import dev.flysnap.sim.fault.FaultQueue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts calls as Fly limits them, by action and machine, or app where the call is not about a
 * machine; and lets a share of them fail.
 */
final class CallTally implements FaultQueue.Rule {
    private static final Pattern PATH = Pattern.compile("/v1/apps/([^/]+)(?:/machines/([^/]+))?.*");
    private static final String ERROR = "{\"error\":\"injected\",\"status\":\"unknown\"}";
    private static final String REQUEST = "snapshots.create";

    /** Nobody can know whether a request arrived that got no answer, so flysnap looks a minute. */
    private static final List<Fault.Kind> OF_A_REQUEST =
            List.of(
                    new Fault.Kind.Status(429, ERROR, Map.of("Retry-After", "1")),
                    new Fault.Kind.CutAfter());

    private static final List<Fault.Kind> OF_A_LOOK =
            List.of(
                    new Fault.Kind.Status(429, ERROR, Map.of("Retry-After", "1")),
                    Fault.status(502, ERROR),
                    Fault.status(503, ERROR),
                    new Fault.Kind.CutBefore(),
                    new Fault.Kind.CutAfter(),
                    new Fault.Kind.HalfBody());

    private final double share;
    private final Random random;
    private final Map<Limited, Count> counts = new TreeMap<>();

    /** What Fly limits: an action on a machine or an app. */
    record Limited(String action, String target) implements Comparable<Limited> {
        @Override
        public int compareTo(Limited other) {
            int byAction = action.compareTo(other.action);
            return byAction != 0 ? byAction : target.compareTo(other.target);
        }

        /** Source: Fly docs, Rate limits. */
        double perSecond() {
            return action.equals("machines.get") ? 5 : 1;
        }
    }

    /**
     * @param first when the first arrived, as {@link System#nanoTime} says it
     * @param last the same of the last
     */
    record Count(int calls, int failed, long first, long last) {
        private Count and(Count later) {
            return new Count(calls + later.calls, failed + later.failed, first, later.last);
        }
    }

    CallTally(double share, long seed) {
        this.share = share;
        random = new Random(seed);
    }

    @Override
    public synchronized Optional<Fault.Kind> of(String operation, String method, String path) {
        Matcher parts = PATH.matcher(path);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String target = Optional.ofNullable(parts.group(2)).orElse(parts.group(1));
        boolean fails = random.nextDouble() < share;
        long now = System.nanoTime();
        counts.merge(
                new Limited(operation, target), new Count(1, fails ? 1 : 0, now, now), Count::and);
        List<Fault.Kind> kinds = operation.equals(REQUEST) ? OF_A_REQUEST : OF_A_LOOK;
        return fails ? Optional.of(kinds.get(random.nextInt(kinds.size()))) : Optional.empty();
    }

    synchronized Map<Limited, Count> counts() {
        return new TreeMap<>(counts);
    }
}
