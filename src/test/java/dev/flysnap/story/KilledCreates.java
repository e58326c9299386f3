package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.demo.shop.OrderLog;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Receipt;
import dev.flysnap.sqlite.Load;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * kill -9 of a create, a process of its own, before and after each of its journal writes: writers
 * run again within the hold's limit, and {@code continue} ends the run with one new snapshot, whose
 * receipt claims a hold only where nobody wrote until it was asked for. On a volume without daily
 * snapshots: a new one after a lost answer would be nobody's else.
 */
final class KilledCreates {
    private static final Duration HOLD = Duration.ofMillis(700);

    /** What scheduling may add to the longest order on a busy computer. */
    private static final Duration SLACK = Duration.ofSeconds(20);

    private final LiveShop fly;

    /** What the receipts of the runs claim. */
    final List<Grade> grades = new ArrayList<>();

    KilledCreates(LiveShop fly) {
        this.fly = fly;
    }

    /**
     * @return false when the create was over before it got there
     */
    boolean killAt(int point) throws IOException, InterruptedException {
        String run = "run_killed%04d".formatted(point);
        int snapshots = snapshots();
        Instant begun = Instant.now();
        Process create =
                fly.builder(
                                Map.of(),
                                Load.java(
                                        ParkedCreateMain.class,
                                        String.valueOf(point),
                                        String.valueOf(HOLD.toMillis()),
                                        run))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String said;
        try (BufferedReader lines = create.inputReader(StandardCharsets.UTF_8)) {
            said = String.valueOf(lines.readLine());
        } finally {
            create.destroyForcibly();
            assertTrue(create.waitFor(60, TimeUnit.SECONDS));
        }
        if (said.equals(ParkedCreateMain.DONE)) {
            return false;
        }
        assertEquals(ParkedCreateMain.PARKED, said);
        assertWritersGoOn(point, begun);
        assertContinued(point, run, snapshots);
        return true;
    }

    private void assertWritersGoOn(int point, Instant begun) {
        int sofar = fly.orders().entries().size();
        assertTrue(
                LiveShop.until(HOLD.plus(SLACK), () -> fly.orders().entries().size() > sofar + 10),
                "killed at point " + point + ", nobody writes any more");
        Duration longest =
                fly.orders().entries().stream()
                        .filter(it -> it.at().isAfter(begun))
                        .map(OrderLog.Entry::took)
                        .max(Duration::compareTo)
                        .orElseThrow();
        assertTrue(longest.compareTo(HOLD.plus(SLACK)) < 0, "an order took " + longest);
    }

    private void assertContinued(int point, String run, int before)
            throws IOException, InterruptedException {
        if (status(run).isEmpty()) {
            assertEquals(before, snapshots(), "nothing is done that is in no journal");
            return;
        }
        if (!status(run).equals(Optional.of("done"))) {
            LiveShop.Ended continued = fly.flysnap("continue", run, "--json");
            assertEquals(0, continued.exit(), "point " + point + ": " + continued.err());
        }
        assertEquals(Optional.of("done"), status(run));
        assertEquals(before + 1, snapshots(), "killed at point " + point);
        assertNoBrokenHoldIsClaimed(point, run);
    }

    private void assertNoBrokenHoldIsClaimed(int point, String run)
            throws IOException, InterruptedException {
        LiveShop.Ended shown = fly.flysnap("show", "latest", "--app", "shop", "--json");
        assertEquals(0, shown.exit(), shown.err());
        Receipt receipt = Receipt.read(JsonText.parseObject(shown.out()));
        assertEquals(run, receipt.run().value());
        grades.add(receipt.grade());
        if (receipt.grade() == Grade.HELD) {
            Instant quiesced = receipt.times().quiescedAt().orElseThrow();
            Instant requested = receipt.times().requestedAt().orElseThrow();
            assertEquals(
                    List.of(),
                    fly.orders().entries().stream()
                            .filter(it -> it.at().isAfter(quiesced) && it.at().isBefore(requested))
                            .toList(),
                    "killed at point " + point + ", and it claims a hold: " + shown.out());
        }
    }

    private Optional<String> status(String run) throws IOException, InterruptedException {
        return JsonText.parseObject(fly.flysnap("runs", "--json").out()).objects("runs").stream()
                .filter(it -> it.text("run").equals(Optional.of(run)))
                .findFirst()
                .flatMap(it -> it.text("status"));
    }

    private int snapshots() {
        return ((Json.Obj) fly.get("/sim/world"))
                .object("snapshots")
                .map(it -> it.fields().size())
                .orElse(0);
    }
}
