package dev.flysnap.story;

import dev.flysnap.Directories;
import dev.flysnap.sim.settings.Delays;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code bin/soak faults}: creates and restores through a proxy that breaks calls at random. */
final class FaultsMain {
    private static final int USAGE = 2;
    private static final int MISSED = 13;
    private static final int MAX_RUNS = 100_000;
    private static final int PERCENT = 100;

    private static final String HELP =
            """
            Usage: bin/soak faults --rate R --runs N [--seed S]
            Stories of flysnap create and flysnap restore --cutover against a simulated Fly, on a virtual clock, through a
            proxy that breaks each call with the probability R (such as 0.05): the connection is lost before or after the
            call, half an answer comes, it comes 3 s late, 502 before or after, 429, junk or a web page with status 200.
            Where a command does not end with 0, what it prints is done. Exit code 13 where fewer end without a human
            than have to (97 % of them up to R = 0.05, 85 % up to 0.15), or one ends in any other way than it has to.
              --rate R   the probability, 0 to 1
              --runs N   how many stories
              --seed S   the first story's seed; the following ones count on (default 1)\
            """;

    public static void main(String[] arguments) throws IOException {
        List<String> given = new ArrayList<>(List.of(arguments));
        Optional<Double> rate = value(given, "--rate", "(0|1)(\\.\\d{1,6})?").map(Double::valueOf);
        Optional<Integer> runs = value(given, "--runs", "\\d{1,6}").map(Integer::valueOf);
        boolean seeded = given.contains("--seed");
        Optional<Long> seed = value(given, "--seed", "\\d{1,15}").map(Long::valueOf);
        boolean understood =
                given.equals(List.of("faults"))
                        && rate.filter(it -> it <= 1).isPresent()
                        && runs.filter(it -> it >= 1 && it <= MAX_RUNS).isPresent()
                        && seeded == seed.isPresent();
        if (!understood) {
            System.err.println(HELP);
            System.exit(given.contains("--help") ? 0 : USAGE);
        }
        System.exit(isMet(rate.orElseThrow(), runs.orElseThrow(), seed.orElse(1L)) ? 0 : MISSED);
    }

    private static Optional<String> value(List<String> given, String option, String form) {
        int at = given.indexOf(option);
        if (at < 0 || at + 1 >= given.size() || !given.get(at + 1).matches(form)) {
            return Optional.empty();
        }
        given.remove(at);
        return Optional.of(given.remove(at));
    }

    private static boolean isMet(double rate, int runs, long seed) throws IOException {
        Path states = Directories.temporary("flysnap-faults");
        int unattended = 0;
        int wrong = 0;
        int calls = 0;
        int broken = 0;
        try {
            FaultStory story = new FaultStory(states, Delays.of(Delays.Speed.REAL));
            for (int i = 0; i < runs; i++) {
                FaultStory.Told told = story.told(FaultyProxy.Rule.random(rate, seed + i));
                calls += told.calls();
                broken += told.broken().size();
                unattended += told.isUnattended() ? 1 : 0;
                wrong += told.wrong().isEmpty() ? 0 : 1;
                if (!told.isUnattended()) {
                    System.out.printf("seed %d:%n%s", seed + i, told);
                }
            }
        } finally {
            Directories.delete(states);
        }
        int least = leastUnattended(rate, runs);
        boolean met = unattended >= least && wrong == 0;
        System.out.printf(
                "%s: %d stories from seed %d, %d of %d calls broken; %d (%d %%) ended with 0 without a human, at least %d have to; %d ended wrong%n",
                met ? "GOOD" : "BAD",
                runs,
                seed,
                broken,
                calls,
                unattended,
                unattended * PERCENT / runs,
                least,
                wrong);
        return met;
    }

    /** The target; above 15 % of broken calls it is only that each ends right. */
    static int leastUnattended(double rate, int runs) {
        int percent = rate <= 0.05 ? 97 : rate <= 0.15 ? 85 : 0;
        return (runs * percent + PERCENT - 1) / PERCENT;
    }

    private FaultsMain() {}
}
