package dev.flysnap.story;

import dev.flysnap.Directories;
import java.io.IOException;
import java.nio.file.Path;

/** {@code bin/soak histories}: lives of an app at random, and what is said of them. */
final class HistoryMain {
    private static final int USAGE = 2;
    private static final int BAD = 13;
    private static final int HISTORIES = 300;

    private static final String HELP =
            """
            Usage: bin/soak histories [N [SEED]]
            N lives of an app (default 300, from seed 1) on a simulated Fly with a virtual clock: snapshots, restores, undo,
            finish, power cuts, dead hosts, deploys and stops in any order. After each deed what rescue and status say is
            compared with the world; in the end what rescue recommends is done until the app runs. Exit code 13 where
            anything that was said is not so, two machines write, or the app stays down.\
            """;

    public static void main(String[] arguments) throws IOException {
        int given = arguments.length;
        boolean understood =
                given >= 1
                        && given <= 3
                        && (given < 2 || arguments[1].matches("\\d{1,6}"))
                        && (given < 3 || arguments[2].matches("\\d{1,15}"));
        if (!understood) {
            System.err.println(HELP);
            System.exit(given == 2 && arguments[1].equals("--help") ? 0 : USAGE);
        }
        int histories = given < 2 ? HISTORIES : Integer.parseInt(arguments[1]);
        long seed = given < 3 ? 1 : Long.parseLong(arguments[2]);
        System.exit(bad(histories, seed) == 0 ? 0 : BAD);
    }

    private static int bad(int histories, long seed) throws IOException {
        Path states = Directories.temporary("flysnap-histories");
        int bad = 0;
        try {
            for (int i = 0; i < histories; i++) {
                try (History history = new History(states.resolve("h" + i), seed + i)) {
                    history.live();
                } catch (AssertionError e) {
                    bad++;
                    System.out.println("BAD: " + e.getMessage());
                }
            }
        } finally {
            Directories.delete(states);
        }
        System.out.printf(
                "%s: %d histories from seed %d, %d bad%n",
                bad == 0 ? "GOOD" : "BAD", histories, seed, bad);
        return bad;
    }

    private HistoryMain() {}
}
