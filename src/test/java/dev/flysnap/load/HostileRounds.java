package dev.flysnap.load;

import dev.flysnap.sqlite.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** What hostile clients do to those who come with a token, and to the agent's process. */
final class HostileRounds {
    private static final Duration HOLD = Duration.ofMinutes(1);
    private static final int WARM_UP = 20;
    private static final double NANOS_A_MS = 1e6;
    private static final Duration CALM_WITHIN = Duration.ofSeconds(60);

    /** Connections that are being closed, and threads that come and go with the work. */
    private static final int FLAT = 12;

    /** What a process takes up. */
    record Footprint(long residentKilobytes, int threads, int descriptors) {
        boolean isNoMoreThan(Footprint before) {
            return threads <= before.threads + FLAT && descriptors <= before.descriptors + FLAT;
        }
    }

    /** How long calls with a token took, and what was wrong with them. */
    record Calls(List<Double> quiesceMs, List<Double> resumeMs, List<String> failures) {
        double longestMs() {
            return Stream.concat(quiesceMs.stream(), resumeMs.stream())
                    .mapToDouble(it -> it)
                    .max()
                    .orElse(0);
        }
    }

    /**
     * @param during while the attack goes on
     * @param after when its connections are closed again, or were not for too long
     */
    record Result(Calls calls, Footprint before, Footprint during, Footprint after) {}

    private final Path work;
    private final int tries;

    /**
     * @param tries how often a call is made whose connection was closed before an answer: a client
     *     that is kept from sending for 100 ms gives way to others, and asks again
     */
    HostileRounds(Path work, int tries) {
        this.work = work;
        this.tries = tries;
    }

    /**
     * @param each so many clients of each attack
     */
    Result run(List<HostileClients.Attack> attacks, int each, int rounds)
            throws IOException, SQLException {
        Path directory = Files.createTempDirectory(work, "hostile");
        Path database = TestDatabases.orders(directory.resolve("app.db"), "wal");
        try (AgentProcess agent = AgentProcess.on(database)) {
            Calls _ = calls(agent, WARM_UP);
            Footprint before = footprint(agent);
            Calls calls;
            Footprint during;
            try (HostileClients _ = HostileClients.on(agent.address(), attacks, each)) {
                calls = calls(agent, rounds);
                during = footprint(agent);
            }
            long giveUp = System.nanoTime() + CALM_WITHIN.toNanos();
            Footprint after = footprint(agent);
            while (!after.isNoMoreThan(before) && System.nanoTime() < giveUp) {
                LockSupport.parkNanos(10_000_000);
                after = footprint(agent);
            }
            return new Result(calls, before, during, after);
        }
    }

    private Calls calls(AgentProcess agent, int rounds) throws IOException {
        Calls calls = new Calls(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < rounds; i++) {
            long asked = System.nanoTime();
            AgentProcess.Outcome outcome = agent.once(HOLD);
            for (int again = 1; again < tries && isUnreachable(outcome.failure()); again++) {
                outcome = agent.once(HOLD);
            }
            long answered = System.nanoTime();
            calls.quiesceMs().add((answered - asked) / NANOS_A_MS);
            if (outcome.answer().isEmpty()) {
                calls.failures().add(outcome.failure());
                continue;
            }
            Optional<String> failure = agent.resume(outcome.quiesced());
            for (int again = 1;
                    again < tries && failure.filter(HostileRounds::isUnreachable).isPresent();
                    again++) {
                failure = agent.resume(outcome.quiesced());
            }
            failure.ifPresent(calls.failures()::add);
            calls.resumeMs().add((System.nanoTime() - answered) / NANOS_A_MS);
        }
        return calls;
    }

    private static boolean isUnreachable(String failure) {
        return failure.contains("\"agent-unreachable\"");
    }

    private static Footprint footprint(AgentProcess agent) throws IOException {
        Path process = Path.of("/proc", String.valueOf(agent.pid()));
        List<String> status = Files.readAllLines(process.resolve("status"));
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            return new Footprint(
                    number(status, "VmRSS:"),
                    (int) number(status, "Threads:"),
                    (int) descriptors.count());
        }
    }

    private static long number(List<String> status, String name) {
        return status.stream()
                .filter(it -> it.startsWith(name))
                .map(it -> it.replaceAll("\\D", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }
}
