package dev.flysnap.story;

import dev.flysnap.Directories;
import dev.flysnap.drill.Drill;
import dev.flysnap.drill.DrillReport;
import dev.flysnap.drill.DrillRequest;
import dev.flysnap.drill.DrillSource;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.Volume;
import dev.flysnap.restore.fill.CopyFiles;
import dev.flysnap.restore.verify.Checks;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.sim.settings.Delays;
import dev.flysnap.sim.settings.Switches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code bin/bench drill}: what a drill, from its sweep until all is removed, adds to the time that
 * the platform takes, on the simulator's virtual clock.
 *
 * <p>The platform's part is what nobody can do without: the volume is made and filled, the
 * machine's image is fetched and booted, the verifier reads the data, the machine is destroyed, and
 * lists that are needed again are let through once a second (Fly docs, Rate limits).
 */
public final class DrillBenchMain {
    private static final int USAGE = 2;
    private static final int MISSED = 13;
    private static final double MOST_SHARE = 0.05;
    private static final Duration MOST_BESIDES = Duration.ofSeconds(1);

    /** The list of volumes is needed for the choice, for the plan, and right before the request. */
    private static final int LISTS_OF_VOLUMES = 3;

    private static final String HELP =
            """
            Usage: bin/bench drill [--check] [--json FILE]
            What a drill adds to the time that the platform takes (virtual clock).
              --check     exit code 13 where any adds more than 5 % + 1 s
              --json FILE the numbers\
            """;

    /** One drill: how long it took, what of that the platform did, and what it says itself. */
    record Run(Duration took, Duration platform, DrillReport report) {
        Duration added() {
            return took.minus(platform);
        }

        Duration allowed() {
            return Duration.ofMillis(Math.round(platform.toMillis() * MOST_SHARE))
                    .plus(MOST_BESIDES);
        }

        boolean isMissed() {
            return added().compareTo(allowed()) > 0;
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
        if (!given.equals(List.of("drill"))) {
            System.err.println(HELP);
            System.exit(given.contains("--help") ? 0 : USAGE);
        }
        Path states = Directories.temporary("flysnap-bench");
        List<Run> runs = new ArrayList<>();
        try {
            for (int phase = 0; phase < RestoreBenchMain.PHASES; phase++) {
                runs.add(run(states.resolve("s" + phase), phase));
            }
        } finally {
            Directories.delete(states);
        }
        Run median =
                runs.stream()
                        .sorted(Comparator.comparing(Run::added))
                        .skip(runs.size() / 2)
                        .findFirst()
                        .orElseThrow();
        print(runs, median);
        if (json.isPresent()) {
            Files.writeString(
                    json.get(),
                    JsonText.printPretty(
                                    Json.Obj.empty()
                                            .with("runs", runs.size())
                                            .with("median_added_ms", median.added().toMillis())
                                            .with("median_allowed_ms", median.allowed().toMillis()))
                            + "\n");
        }
        System.exit(check && runs.stream().anyMatch(Run::isMissed) ? MISSED : 0);
    }

    /**
     * @param phase 0 to 9: by so many tenths of a second what is waited for is ready later
     */
    static Run run(Path state, int phase) {
        Delays delays = RestoreBenchMain.delays(phase);
        Duration verifying = RestoreBenchMain.verifying(phase);
        try (Shop shop = new Shop(state, Switches.DEFAULTS, delays)) {
            var _ = shop.create();
            shop.verifyFor(verifying);
            Drill drill =
                    new Drill(
                            shop.bench(CutPoint.NONE),
                            Optional.empty(),
                            CopyFiles.NONE,
                            shop::nextRun,
                            _ -> 0);
            shop.sim().sleeper().sleep(Duration.ofMinutes(1));
            Instant begun = shop.sim().clock().instant();
            List<Volume> volumes = drill.sweep(Shop.APP);
            DrillReport report =
                    drill.run(
                            drill.plan(
                                    new DrillRequest(
                                            Shop.APP,
                                            Optional.empty(),
                                            new DrillSource.RandomWithin(Duration.ofDays(60)),
                                            List.of(),
                                            Checks.DEFAULT,
                                            true,
                                            new DrillRequest.Budgets(
                                                    Optional.empty(),
                                                    Optional.empty(),
                                                    Optional.empty()),
                                            Optional.empty(),
                                            Duration.ofMinutes(10)),
                                    volumes));
            Duration took = Duration.between(begun, shop.sim().clock().instant());
            Duration platform =
                    delays.createVolume()
                            .plus(delays.restoreVolume())
                            .plus(delays.prepareMachine())
                            .plus(delays.startMachine())
                            .plus(verifying)
                            .plus(delays.destroyMachine())
                            .plus(Duration.ofSeconds(LISTS_OF_VOLUMES - 1));
            return new Run(took, platform, report);
        }
    }

    private static void print(List<Run> runs, Run median) {
        System.out.println("drill, " + runs.size() + " runs, seconds");
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
                        "median added %.2f s, allowed %.2f s (5 %% + 1 s)",
                        seconds(median.added()),
                        seconds(median.allowed())));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private DrillBenchMain() {}
}
