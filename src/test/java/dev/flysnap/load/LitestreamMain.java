package dev.flysnap.load;

import dev.flysnap.Directories;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code bin/soak litestream}: quiesces beside a real Litestream, and what its replica gives. */
final class LitestreamMain {
    private static final int USAGE = 2;
    private static final int MISSED = 13;
    private static final int QUIESCES = 200;

    /** Litestream's first file, and its snapshot of it. */
    private static final int FULL_COPIES = 2;

    private static final String HELP =
            """
            Usage: bin/soak litestream [--quiesces N]
            Quiesces by the agent and by exec beside a Litestream that replicates to a directory, while somebody writes.
            Exit code 13 where one fails, the replica lacks a commit or is damaged, or Litestream had to copy everything anew.
              --quiesces N   by each way (default 200)\
            """;

    public static void main(String[] arguments) throws Exception {
        List<String> given = new ArrayList<>(List.of(arguments));
        Optional<String> quiesces = BenchOptions.value(given, "--quiesces");
        if (!given.equals(List.of("litestream"))
                || quiesces.filter(it -> !it.matches("[1-9]\\d{0,5}")).isPresent()) {
            System.err.println(HELP);
            System.exit(given.contains("--help") ? 0 : USAGE);
        }
        boolean good = true;
        for (LitestreamRounds.By by : LitestreamRounds.By.values()) {
            Path work = Directories.temporary("flysnap-litestream");
            try {
                LitestreamRounds.Result result =
                        new LitestreamRounds(work)
                                .run(by, quiesces.map(Integer::parseInt).orElse(QUIESCES));
                System.out.printf("%s  %s%n", by, result);
                good &=
                        result.refusals().isEmpty()
                                && result.lost() == 0
                                && result.integrity().equals("ok")
                                && result.fullCopies() == FULL_COPIES;
            } finally {
                Directories.delete(work);
            }
        }
        System.out.println(good ? "GOOD" : "BAD");
        System.exit(good ? 0 : MISSED);
    }

    private LitestreamMain() {}
}
