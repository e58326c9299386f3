package dev.flysnap.load;

import dev.flysnap.Directories;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code bin/soak writers}: quiesces beside writers of every kind. */
final class WriterModesMain {
    private static final int USAGE = 2;
    private static final int MISSED = 13;
    private static final int QUIESCES = 100;
    private static final int PERCENT_99 = 99;

    private static final String HELP =
            """
            Usage: bin/soak writers [--quiesces N] [--journal MODE] [--databases 1|3] [--exec] [--dir DIR]
            Quiesces beside writers at full speed, in each journal mode, with each synchronous, one and four writers, one and
            three databases: how many were refused, how long they took, how long commits took then and without a quiesce, and what
            copies made under a hold lacked. Exit code 13 where one was refused or anything was lost.
              --quiesces N     of each kind (default 100)
              --journal MODE   wal, delete, truncate or persist only
              --databases N    1 or 3 only
              --exec           by the script of --hook exec instead of an agent
              --dir DIR        where the databases lie (default: in memory, where there is room for it)\
            """;

    public static void main(String[] arguments) throws Exception {
        List<String> given = new ArrayList<>(List.of(arguments));
        Optional<String> quiesces = BenchOptions.value(given, "--quiesces");
        Optional<String> journal = BenchOptions.value(given, "--journal");
        Optional<String> databases = BenchOptions.value(given, "--databases");
        Optional<Path> dir = BenchOptions.value(given, "--dir").map(Path::of);
        boolean exec = given.remove("--exec");
        boolean understood =
                given.equals(List.of("writers"))
                        && quiesces.filter(it -> !it.matches("[1-9]\\d{0,5}")).isEmpty()
                        && databases.filter(it -> !it.matches("[13]")).isEmpty()
                        && journal.filter(it -> !it.matches("wal|delete|truncate|persist"))
                                .isEmpty();
        if (!understood) {
            System.err.println(HELP);
            System.exit(given.contains("--help") ? 0 : USAGE);
        }
        System.exit(
                CutShort.tidily(() ->
                        run(
                                quiesces.map(Integer::parseInt).orElse(QUIESCES),
                                journal.map(List::of)
                                        .orElse(List.of("wal", "delete", "truncate", "persist")),
                                databases.map(Integer::valueOf).map(List::of).orElse(List.of(1, 3)),
                                exec ? SoakQuiescer.Way.EXEC : SoakQuiescer.Way.AGENT,
                                dir)));
    }

    private static int run(
            int quiesces,
            List<String> journals,
            List<Integer> counts,
            SoakQuiescer.Way way,
            Optional<Path> dir)
            throws Exception {
        Path work = MemoryDirectory.make(dir, "flysnap-writers");
        boolean good = true;
        try {
            for (String journal : journals) {
                for (String synchronous : List.of("off", "normal", "full")) {
                    for (int writers : List.of(1, 4)) {
                        for (int databases : counts) {
                            good &=
                                    isGood(
                                            new WriterModes(work),
                                            new WriterModes.Mode(
                                                    journal, synchronous, writers, databases),
                                            way,
                                            quiesces);
                        }
                    }
                }
            }
        } finally {
            Directories.delete(work);
        }
        System.out.println(good ? "GOOD" : "BAD");
        return good ? 0 : MISSED;
    }

    private static boolean isGood(
            WriterModes modes, WriterModes.Mode mode, SoakQuiescer.Way way, int quiesces)
            throws Exception {
        WriterModes.Result result = modes.run(mode, way, quiesces);
        System.out.printf(
                "%s  refused %d of %d  took median %.0f ms, at most %.0f  commits took 99 %% %.1f ms, at most %.0f (alone %.1f and %.0f)  lost %d%n",
                mode,
                result.refusals().size(),
                quiesces,
                of(result.tookMs(), 50),
                of(result.tookMs(), 100),
                of(result.waitedMs(), PERCENT_99),
                of(result.waitedMs(), 100),
                of(result.aloneMs(), PERCENT_99),
                of(result.aloneMs(), 100),
                result.losses().size());
        result.refusals().stream().distinct().forEach(it -> System.out.println("    " + it));
        result.losses().forEach(it -> System.out.println("    LOST: " + it));
        return result.refusals().isEmpty() && result.losses().isEmpty();
    }

    private static double of(List<Double> values, int percent) {
        return WriterModes.percentile(values, percent).orElse(0.0);
    }

    private WriterModesMain() {}
}
