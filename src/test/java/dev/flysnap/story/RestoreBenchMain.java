package dev.flysnap.story;

import dev.flysnap.Directories;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.RunId;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.sim.settings.Delays;
import dev.flysnap.sim.settings.Switches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code bin/bench restore}: what a restore adds to the time that the platform takes, on the
 * simulator's virtual clock.
 *
 * <p>The platform's part is what nobody can do without: the volume is made and filled, two
 * machines' images are fetched and booted, the verifier reads the data, and one request a second
 * for each action and target is let through (Fly docs, Rate limits). All else is flysnap's.
 */
public final class RestoreBenchMain {
    private static final int USAGE = 2;
    private static final int MISSED = 13;
    private static final double MOST_SHARE = 0.05;
    private static final Duration MOST_BESIDES = Duration.ofMillis(500);

    /** The volume and the check are ready at another moment between two looks in each. */
    static final int PHASES = 10;

    private static final Duration FILLING = Duration.ofSeconds(15);
    private static final Duration VERIFYING = Duration.ofSeconds(7);

    /** The list of volumes is needed for the plan and again right before the request. */
    private static final int LISTS_OF_VOLUMES = 2;

    private static final String HELP =
            """
            Usage: bin/bench restore [--check] [--json FILE]
            What a restore with cutover adds to the time that the platform takes (virtual clock).
              --check     exit code 13 where any adds more than 5 % + 500 ms
              --json FILE the numbers\
            """;

    /** One restore: how long it took, and what of that the platform did. */
    record Run(Duration took, Duration platform) {
        Duration added() {
            return took.minus(platform);
        }

        boolean isMissed() {
            return added().compareTo(allowed()) > 0;
        }

        Duration allowed() {
            return Duration.ofMillis(Math.round(platform.toMillis() * MOST_SHARE))
                    .plus(MOST_BESIDES);
        }
    }

    public static void main(String[] arguments) throws IOException {
        List<String> given = new ArrayList<>(List.of(arguments));
        boolean check = given.remove("--check");
        int at = given.indexOf("--json");
        Optional<Path> json = Optional.empty();
        if (at >= 0 && at + 1 < given.size()) {
            json = Optional.of(Path.of(given.get(at + 1)));
            given.subList(at, at + 2).clear();
        }
        if (!given.equals(List.of("restore"))) {
            System.err.println(HELP);
            System.exit(given.contains("--help") ? 0 : USAGE);
        }
        Path work = Directories.temporary("flysnap-bench");
        List<Run> runs;
        try {
            runs = runs(work);
        } finally {
            Directories.delete(work);
        }
        Run median = median(runs);
        print(runs, median);
        if (json.isPresent()) {
            Files.writeString(json.get(), JsonText.printPretty(json(runs, median)) + "\n");
        }
        System.exit(check && runs.stream().anyMatch(Run::isMissed) ? MISSED : 0);
    }

    private static List<Run> runs(Path states) {
        List<Run> runs = new ArrayList<>();
        for (int phase = 0; phase < PHASES; phase++) {
            runs.add(run(states.resolve("s" + phase), phase));
        }
        return runs;
    }

    private static Run median(List<Run> runs) {
        return runs.stream()
                .sorted((a, b) -> a.added().compareTo(b.added()))
                .skip(runs.size() / 2)
                .findFirst()
                .orElseThrow();
    }

    /**
     * @param phase 0 to 9: by so many tenths of a second what is waited for is ready later
     */
    static Run run(Path state, int phase) {
        Delays delays = delays(phase);
        Duration verifying = verifying(phase);
        try (Shop shop = new Shop(state, Switches.DEFAULTS, delays)) {
            var _ = shop.create();
            shop.verifyFor(verifying);
            int keys = shop.platformKeys();
            RunId run = shop.nextRun();
            Restore restore = shop.restore(CutPoint.NONE);
            shop.sim().sleeper().sleep(Duration.ofMinutes(1));
            Instant begun = shop.sim().clock().instant();
            var _ = restore.run(restore.plan(run, Shop.restoreRequest(true)));
            Duration took = Duration.between(begun, shop.sim().clock().instant());
            Duration paced = Duration.ofSeconds((LISTS_OF_VOLUMES - 1) + (keys - 1));
            Duration platform =
                    delays.createVolume()
                            .plus(delays.restoreVolume())
                            .plus(
                                    delays.prepareMachine()
                                            .plus(delays.startMachine())
                                            .multipliedBy(2))
                            .plus(verifying)
                            .plus(paced);
            return new Run(took, platform);
        }
    }

    /** Reaches each moment between two looks too, in another order. */
    static Duration verifying(int phase) {
        return VERIFYING.plusMillis(100L * (phase * 3 % PHASES));
    }

    static Delays delays(int phase) {
        Delays usual = Delays.of(Delays.Speed.REAL);
        Duration later = Duration.ofSeconds(1).multipliedBy(phase).dividedBy(PHASES);
        return new Delays(
                usual.createVolume(),
                FILLING.plus(later),
                usual.extendVolume(),
                usual.snapshotWaits(),
                usual.snapshotRuns(),
                usual.prepareMachine(),
                usual.startMachine(),
                usual.suspendMachine(),
                usual.destroyMachine(),
                usual.restartBackoff(),
                usual.firstCheck());
    }

    private static void print(List<Run> runs, Run median) {
        System.out.println("restore with cutover, " + runs.size() + " runs, seconds");
        System.out.println("  took   platform  added  allowed");
        for (Run run : runs) {
            System.out.println(
                    String.format(
                            Locale.ROOT,
                            "%6.1f %9.1f %7.2f %7.2f",
                            seconds(run.took()),
                            seconds(run.platform()),
                            seconds(run.added()),
                            seconds(run.allowed())));
        }
        System.out.println(
                String.format(
                        Locale.ROOT,
                        "median added %.2f s, allowed %.2f s (5 %% + 0.5 s)",
                        seconds(median.added()),
                        seconds(median.allowed())));
    }

    private static Json.Obj json(List<Run> runs, Run median) {
        return Json.Obj.empty()
                .with("runs", runs.size())
                .with("median_added_ms", median.added().toMillis())
                .with("median_allowed_ms", median.allowed().toMillis())
                .with(
                        "worst_added_ms",
                        runs.stream().mapToLong(it -> it.added().toMillis()).max().orElse(0));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private RestoreBenchMain() {}
}
