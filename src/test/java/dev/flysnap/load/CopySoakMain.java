package dev.flysnap.load;

import dev.flysnap.Directories;
import dev.flysnap.model.sqlite.CopyMethod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code bin/soak copies}. */
final class CopySoakMain {
    private static final int USAGE = 2;
    private static final int LOST = 13;
    private static final long MB = 1 << 20;

    /** As long as a copy of 50 MB takes, about. */
    private static final Duration ALONE = Duration.ofMillis(300);

    private static final String HELP =
            """
            Usage: bin/soak copies [--rounds N] [--large N] [--way WAY] [--dir DIR]
            Copies databases that four writers write to at full speed, by each way and method, and compares each copy with
            what the writers were told before it began. Exit code 13 when one lacks a commit or is no state of the database.
              --rounds N   copies of 50 MB by each way and method (default 100; by exec a tenth)
              --large N    copies of 1 GB by each way and method (default 5; by exec 1)
              --way WAY    only this one: file (extract --source), agent (encrypted by it) or exec (sqlite3 in a machine)
              --dir DIR    where they lie (default: in memory, where there is room for it)\
            """;

    public static void main(String[] arguments) throws Exception {
        List<String> given = new ArrayList<>(List.of(arguments));
        Optional<Path> dir = BenchOptions.value(given, "--dir").map(Path::of);
        int rounds = BenchOptions.value(given, "--rounds").map(Integer::parseInt).orElse(100);
        int large = BenchOptions.value(given, "--large").map(Integer::parseInt).orElse(5);
        List<CopyWay> ways =
                BenchOptions.value(given, "--way")
                        .map(it -> List.of(CopyWay.valueOf(it.toUpperCase(Locale.ROOT))))
                        .orElse(List.of(CopyWay.values()));
        if (!given.equals(List.of("copies"))) {
            System.err.println(HELP);
            System.exit(given.contains("--help") ? 0 : USAGE);
        }
        System.exit(CutShort.tidily(() -> soak(dir, rounds, large, ways)));
    }

    private static int soak(Optional<Path> dir, int rounds, int large, List<CopyWay> ways)
            throws Exception {
        Path work = MemoryDirectory.make(dir, "flysnap-soak");
        List<String> losses = new ArrayList<>();
        try {
            CopyRounds copies = new CopyRounds(work, System.out::println, ALONE, Duration.ZERO);
            CopyRounds.Result plain =
                    copies.run("cp of the file", 50 * MB, 3, (from, to) -> Files.copy(from, to));
            if (plain.losses().isEmpty()) {
                losses.add("a plain copy of the file lacked nothing, so this soak proves nothing");
            }
            for (CopyWay way : ways) {
                // A second for each MB there.
                int few = way == CopyWay.EXEC ? Math.ceilDiv(rounds, 10) : rounds;
                int fewLarge = way == CopyWay.EXEC ? Math.min(1, large) : large;
                for (CopyMethod method : way.methods()) {
                    if (few > 0) {
                        report(
                                "%s by %s, 50 MB".formatted(method, way),
                                way.run(copies, work, method, 50 * MB, few),
                                losses);
                    }
                    if (fewLarge > 0) {
                        report(
                                "%s by %s, 1 GB".formatted(method, way),
                                way.run(copies, work, method, 1024 * MB, fewLarge),
                                losses);
                    }
                }
            }
        } finally {
            Directories.delete(work);
        }
        losses.forEach(System.out::println);
        System.out.println(losses.isEmpty() ? "GOOD" : "BAD");
        return losses.isEmpty() ? 0 : LOST;
    }

    private static void report(String what, CopyRounds.Result result, List<String> losses) {
        losses.addAll(result.losses());
        System.out.printf(
                "== %s: %d copies, %d losses; commits meanwhile: %s; of the same writers alone: %s%n",
                what, result.rounds(), result.losses().size(), result.meanwhile(), result.alone());
    }

    private CopySoakMain() {}
}
