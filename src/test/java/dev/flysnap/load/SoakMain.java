package dev.flysnap.load;

import dev.flysnap.Directories;
import dev.flysnap.problem.Problem;
import dev.flysnap.sim.disk.block.BlockDisks;
import dev.flysnap.sim.disk.block.BlockNamespace;
import dev.flysnap.sim.disk.folder.FolderDisks;
import dev.flysnap.sim.platform.Disks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code bin/soak quiesce}: the load test with larger numbers. */
final class SoakMain {
    private static final int DONE = 0;
    private static final int USAGE = 2;
    private static final int LOST = 13;

    private static final String HELP =
            """
            Usage: bin/soak quiesce [--rounds N] [--large N] [--folders] [--dir DIR]
            Takes quiesced snapshots of databases that are being written to, brings each back and compares it with what
            the writers were told. Exit code 13 when one lacks a commit that it has to hold.
              --rounds N   snapshots of 50 MB databases, with WALs of 4 and 64 MB (default 200)
              --large N    snapshots of 1 GB databases (default 5)
              --folders    volumes are folders; default: real blocks, where root and the tools are there
              --dir DIR    where the disks' images lie (default: in memory, where there is room for it)\
            """;

    private static final long MB = 1 << 20;

    public static void main(String[] arguments) throws Exception {
        List<String> given = new ArrayList<>(List.of(arguments));
        int rounds = number(given, "--rounds", 200);
        int large = number(given, "--large", 5);
        boolean folders = given.remove("--folders");
        Optional<Path> dir = BenchOptions.value(given, "--dir").map(Path::of);
        if (!given.equals(List.of("quiesce")) || rounds < 0 || large < 0) {
            System.err.println(HELP);
            System.exit(given.remove("--help") ? DONE : USAGE);
        }
        Optional<Problem> obstacle =
                folders ? Optional.empty() : BlockNamespace.unavailableReason();
        obstacle.ifPresent(problem ->
                System.err.println(
                        "On folders, which cannot show a missing sync: " + problem.why()));
        boolean blocks = !folders && obstacle.isEmpty();
        if (blocks && !BlockNamespace.entered()) {
            System.exit(BlockNamespace.run(BlockNamespace.thisProgram()));
        }
        System.exit(CutShort.tidily(() -> soak(dir, blocks, rounds, large)));
    }

    private static int number(List<String> given, String option, int otherwise) {
        int at = given.indexOf(option);
        if (at < 0 || at + 1 >= given.size()) {
            return otherwise;
        }
        given.remove(at);
        try {
            return Integer.parseInt(given.remove(at));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static int soak(Optional<Path> dir, boolean blocks, int rounds, int large)
            throws Exception {
        long start = System.nanoTime();
        Path work = MemoryDirectory.make(dir, "flysnap-soak");
        QuiesceRounds.Result all = QuiesceRounds.Result.NONE;
        QuiesceRounds.Result without = QuiesceRounds.Result.NONE;
        try (Disks disks =
                blocks
                        ? new BlockDisks(work.resolve("disks"))
                        : new FolderDisks(work.resolve("disks"))) {
            QuiesceRounds soak = new QuiesceRounds(disks, work, System.out::println, Duration.ZERO);
            System.out.println("Without a quiesce, to see that a loss would be seen:");
            without = soak.run(new QuiesceRounds.Plan(50 * MB, 4 * MB, "OFF", 3, false));
            System.out.println("Quiesced, 50 MB:");
            all =
                    all.and(
                            soak.run(
                                    new QuiesceRounds.Plan(
                                            50 * MB, 4 * MB, "OFF", rounds / 2, true)));
            all =
                    all.and(
                            soak.run(
                                    new QuiesceRounds.Plan(
                                            50 * MB,
                                            64 * MB,
                                            "NORMAL",
                                            rounds - rounds / 2,
                                            true)));
            System.out.println("Quiesced, 1 GB:");
            all =
                    all.and(
                            soak.run(
                                    new QuiesceRounds.Plan(
                                            1024 * MB, 64 * MB, "NORMAL", large, true)));
        } finally {
            Directories.delete(work);
        }
        all.losses().forEach(System.out::println);
        // A folder holds what is only in the page cache, too.
        boolean seen = (blocks ? without.bothBroken() : without.aloneBroken()) > 0;
        System.out.printf(
                "%s: %d quiesced snapshots on %s in %d s; %d of them were said to be complete without their WAL;"
                        + " losses: %d. Without a quiesce %d of %d files alone lacked commits%s.%n",
                all.losses().isEmpty() && seen ? "GOOD" : "BAD",
                all.rounds(),
                blocks ? "real blocks" : "folders",
                Duration.ofNanos(System.nanoTime() - start).toSeconds(),
                all.heldComplete(),
                all.losses().size(),
                without.aloneBroken(),
                without.rounds(),
                seen ? "" : ", so this soak proves nothing");
        return all.losses().isEmpty() && seen ? DONE : LOST;
    }

    private SoakMain() {}
}
