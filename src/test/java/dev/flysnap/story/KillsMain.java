package dev.flysnap.story;

import dev.flysnap.Directories;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** {@code bin/soak kills}: kill -9 of a create at every point of its journal. */
final class KillsMain {
    private static final int USAGE = 2;
    private static final int MAX_POINTS = 1000;

    private static final String HELP =
            """
            Usage: bin/soak kills
            Starts flysnap create again and again, a process of its own each time, against a simulated Fly with an app that
            writes; kills it (-9) before and after each write of its journal, and lets flysnap continue end the run.\
            """;

    public static void main(String[] arguments) throws Exception {
        if (!List.of(arguments).equals(List.of("kills"))) {
            System.err.println(HELP);
            System.exit(List.of(arguments).contains("--help") ? 0 : USAGE);
        }
        Path directory = Directories.temporary("flysnap-kills");
        int points = 0;
        try (LiveShop fly = LiveShop.open(directory, "--app", "shop")) {
            var _ = fly.machine("shop", fly.volume("shop", false));
            fly.awaitOrders(100);
            KilledCreates kills = new KilledCreates(fly);
            while (points < MAX_POINTS && kills.killAt(points + 1)) {
                points++;
                System.out.println(
                        "point "
                                + points
                                + ": writers went on, the run was ended"
                                + kills.grades.stream()
                                        .skip(Math.max(0, kills.grades.size() - 1))
                                        .map(it -> ", " + it.label())
                                        .collect(Collectors.joining()));
            }
        } finally {
            Directories.delete(directory);
        }
        System.out.printf(
                "GOOD: %d creates killed, one new snapshot each that was begun%n", points);
    }

    private KillsMain() {}
}
