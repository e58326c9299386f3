package dev.flysnap.bench;

import dev.flysnap.demo.shop.OrderRate;
import dev.flysnap.demo.shop.Synchronous;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is measured.
 *
 * @param program flysnap itself, as a file that can be started
 * @param load for how long an app writes before its snapshot; without it, 40 s at a given rate
 *     (SQLite's own checkpoint, each 1,000 pages, is to come by) and 6 s when saturated
 * @param atOnce apps that run at once; a saturated one runs alone unless this says otherwise
 */
public record LossPlan(
        Path program,
        List<Synchronous> synchronous,
        List<OrderRate> rates,
        List<LossMethod> methods,
        Optional<Duration> load,
        Optional<Integer> atOnce) {
    private static final Duration PACED = Duration.ofSeconds(40);
    private static final Duration SATURATED = Duration.ofSeconds(6);
    private static final int PACED_AT_ONCE = 4;
    private static final int MAX_AT_ONCE = 16;

    /**
     * @throws dev.flysnap.problem.FlysnapException if there would be too many apps at once
     */
    public LossPlan {
        synchronous = List.copyOf(synchronous);
        rates = List.copyOf(rates);
        methods = List.copyOf(methods);
        atOnce.filter(it -> it < 1 || it > MAX_AT_ONCE)
                .ifPresent(number -> {
                    throw BenchProblems.atOnce(number, MAX_AT_ONCE).exception();
                });
    }

    List<LossCase> cases() {
        return synchronous.stream().flatMap(it -> casesOf(it).stream()).toList();
    }

    private List<LossCase> casesOf(Synchronous setting) {
        return rates.stream()
                .flatMap(rate -> methods.stream().map(it -> new LossCase(setting, rate, it)))
                .toList();
    }

    Duration loadOf(LossCase of) {
        return load.orElse(of.isSaturated() ? SATURATED : PACED);
    }

    int atOnce(boolean saturated) {
        return atOnce.orElse(saturated ? 1 : PACED_AT_ONCE);
    }
}
