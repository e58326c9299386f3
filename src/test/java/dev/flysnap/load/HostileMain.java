package dev.flysnap.load;

import dev.flysnap.Directories;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code bin/soak hostile}: quiesces beside clients that hold the agent's connections. */
final class HostileMain {
    private static final int USAGE = 2;
    private static final int MISSED = 13;
    private static final int ROUNDS = 100;
    private static final int CLIENTS = 500;
    private static final double LIMIT_MS = 500;

    /** Of the agent's process, for what hostile clients make it keep. */
    private static final long MOST_GROWTH_KILOBYTES = 64 << 10;

    private static final String HELP =
            """
            Usage: bin/soak hostile [--rounds N] [--clients N]
            Quiesces and resumes beside clients that hold the agent's connections, each kind of them and all together: how
            long that takes, and what the agent's process takes up. Exit code 13 where one fails or takes longer than
            500 ms, or memory, threads or descriptors are not let go.
              --rounds N     quiesces and resumes beside each (default 100)
              --clients N    of each kind (default 500)\
            """;

    public static void main(String[] arguments) throws Exception {
        List<String> given = new ArrayList<>(List.of(arguments));
        Optional<String> rounds = BenchOptions.value(given, "--rounds");
        Optional<String> clients = BenchOptions.value(given, "--clients");
        boolean understood =
                given.equals(List.of("hostile"))
                        && rounds.filter(it -> !it.matches("[1-9]\\d{0,5}")).isEmpty()
                        && clients.filter(it -> !it.matches("[1-9]\\d{0,3}")).isEmpty();
        if (!understood) {
            System.err.println(HELP);
            System.exit(given.contains("--help") ? 0 : USAGE);
        }
        System.exit(
                CutShort.tidily(() ->
                        run(
                                rounds.map(Integer::parseInt).orElse(ROUNDS),
                                clients.map(Integer::parseInt).orElse(CLIENTS))));
    }

    private static int run(int rounds, int clients) throws Exception {
        Path work = MemoryDirectory.make(Optional.empty(), "flysnap-hostile");
        boolean good = true;
        try {
            HostileRounds hostile = new HostileRounds(work, 1);
            good &= isGood("nobody", hostile.run(List.of(), 0, rounds));
            for (HostileClients.Attack attack : HostileClients.Attack.values()) {
                // As fast as they can, so few of them are many.
                int each =
                        attack == HostileClients.Attack.COMES_AND_GOES
                                ? Math.ceilDiv(clients, 50)
                                : clients;
                good &= isGood(attack.name(), hostile.run(List.of(attack), each, rounds));
            }
            good &=
                    isGood(
                            "HALF_A_HEAD, NO_BODY",
                            hostile.run(
                                    List.of(
                                            HostileClients.Attack.HALF_A_HEAD,
                                            HostileClients.Attack.NO_BODY),
                                    clients,
                                    rounds));
        } finally {
            Directories.delete(work);
        }
        System.out.println(good ? "GOOD" : "BAD");
        return good ? 0 : MISSED;
    }

    private static boolean isGood(String attack, HostileRounds.Result result) {
        HostileRounds.Calls calls = result.calls();
        System.out.printf(
                "%-20s quiesce median %.0f ms, 99 %% %.0f, at most %.0f  resume median %.0f ms, 99 %% %.0f, at most %.0f"
                        + "  failed %d  memory %d, %d, %d MB  threads %d, %d, %d  descriptors %d, %d, %d%n",
                attack,
                percentile(calls.quiesceMs(), 50),
                percentile(calls.quiesceMs(), 99),
                percentile(calls.quiesceMs(), 100),
                percentile(calls.resumeMs(), 50),
                percentile(calls.resumeMs(), 99),
                percentile(calls.resumeMs(), 100),
                calls.failures().size(),
                result.before().residentKilobytes() >> 10,
                result.during().residentKilobytes() >> 10,
                result.after().residentKilobytes() >> 10,
                result.before().threads(),
                result.during().threads(),
                result.after().threads(),
                result.before().descriptors(),
                result.during().descriptors(),
                result.after().descriptors());
        calls.failures().stream().distinct().forEach(it -> System.out.println("    " + it));
        return calls.failures().isEmpty()
                && calls.longestMs() <= LIMIT_MS
                && result.after().isNoMoreThan(result.before())
                && result.after().residentKilobytes()
                        <= result.before().residentKilobytes() + MOST_GROWTH_KILOBYTES;
    }

    private static double percentile(List<Double> values, int percent) {
        return WriterModes.percentile(values, percent).orElse(0.0);
    }

    private HostileMain() {}
}
