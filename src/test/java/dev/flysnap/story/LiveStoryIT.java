package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.contract.HookPaths;
import dev.flysnap.demo.shop.OrderLog;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Create and restore on machines that really run, with an app that really writes. */
@Execution(ExecutionMode.CONCURRENT)
class LiveStoryIT {
    private static final Duration HOLD = Duration.ofSeconds(8);

    @TempDir private Path directory;

    @Test
    void theOldMachineEndsOutOfServiceAndOnlyTheNewOneWrites() throws Exception {
        try (LiveShop fly = LiveShop.open(directory, "--app", "shop")) {
            String old = fly.machine("shop", fly.volume("shop"));
            fly.awaitOrders(100);
            LiveShop.Ended created = fly.flysnap("create", "shop");
            assertEquals(0, created.exit(), created.err());
            LiveShop.Ended restored =
                    fly.flysnap(
                            "restore",
                            "latest",
                            "--app",
                            "shop",
                            "--to-region",
                            "fra",
                            "--cutover");
            assertEquals(0, restored.exit(), restored.err());

            Json.Obj machine = machine(fly, old);
            assertEquals("stopped", machine.text("state").orElseThrow());
            assertTrue(machine.bool("cordoned").orElseThrow(), "it gets no traffic");
            assertEquals(
                    Set.of("mine"),
                    machine.object("config")
                            .orElseThrow()
                            .object("metadata")
                            .orElseThrow()
                            .fields()
                            .keySet(),
                    "no deploy revives it");

            int sofar = fly.orders().entries().size();
            fly.awaitOrders(sofar + 100);
            List<OrderLog.Entry> orders = fly.orders().entries();
            List<String> turns = new ArrayList<>();
            for (OrderLog.Entry order : orders) {
                if (turns.isEmpty() || !turns.getLast().equals(order.session().value())) {
                    turns.add(order.session().value());
                }
            }
            assertEquals(2, turns.size(), "first the old one wrote, then the new one: " + turns);
            assertNotEquals(turns.getFirst(), turns.getLast());
            assertEquals(1, writers(fly).size(), "one writer runs");
            Json.Obj now =
                    ((Json.Arr) fly.get("/v1/apps/shop/machines?region=fra"))
                            .items().stream().map(Json.Obj.class::cast).findFirst().orElseThrow();
            assertEquals("started", now.text("state").orElseThrow());
            assertFalse(now.bool("cordoned").orElse(false));
        }
    }

    @Test
    void aCreateThatIsKilledWhileItHoldsWritersLetsThemGoInTime() throws Exception {
        // As slow as Fly: the snapshot takes 20 s, so nothing but the limit ends the hold.
        try (LiveShop fly = LiveShop.open(directory, "--app", "shop", "--speed", "real")) {
            // Without Fly's own snapshots: it may be killed before it has written the answer down.
            String machine = fly.machine("shop", fly.volume("shop", false));
            fly.awaitOrders(100);
            Process create =
                    fly.start(
                            Map.of(),
                            List.of(
                                    "create",
                                    "shop",
                                    "--hold-until",
                                    "created",
                                    "--hold-max",
                                    HOLD.toSeconds() + "s"),
                            directory.resolve("create.out"),
                            directory.resolve("create.err"));
            URI hook =
                    URI.create(
                            "http://"
                                    + machine(fly, machine).text("private_ip").orElseThrow()
                                    + ":8099"
                                    + HookPaths.STATUS);
            assertTrue(
                    LiveShop.until(
                            LiveShop.LIMIT,
                            () -> heldMs(hook) > 300 && fly.world().contains("\"vs_")),
                    "writers were held, and the snapshot was requested");
            long held = heldMs(hook);
            int before = fly.orders().entries().size();
            var _ = create.destroyForcibly();
            Instant killed = Instant.now();
            int atTheKill = fly.orders().entries().size();
            boolean stillHeld = heldMs(hook) > held;

            assertTrue(
                    LiveShop.until(
                            LiveShop.LIMIT, () -> fly.orders().entries().size() > atTheKill + 100),
                    "the app writes again");
            assertTrue(held > 0 && stillHeld, "writers were held before and after the kill");
            assertEquals(before, atTheKill, "and wrote nothing");
            OrderLog.Entry longest =
                    fly.orders().entries().stream()
                            .max(java.util.Comparator.comparing(OrderLog.Entry::took))
                            .orElseThrow();
            assertTrue(longest.at().isAfter(killed), "the order that waited was then written");
            assertTrue(
                    longest.took().compareTo(HOLD.plusSeconds(5)) < 0,
                    "no order waited longer than the hold: " + longest.took());
            assertTrue(
                    longest.took().compareTo(HOLD.minusSeconds(2)) > 0,
                    "it waited for the hold's end: " + longest.took());

            assertContinued(fly);
        }
    }

    /** Each point: {@code bin/soak kills}; each in one process: {@code PowerCutTest}. */
    @Test
    void whereverACreateIsKilledWritersGoOnAndTheRunIsEndedRightly() throws Exception {
        try (LiveShop fly = LiveShop.open(directory, "--app", "shop")) {
            var _ = fly.machine("shop", fly.volume("shop", false));
            fly.awaitOrders(100);
            KilledCreates kills = new KilledCreates(fly);
            int killed = 0;
            for (int point = 4; kills.killAt(point); point += 13) {
                killed++;
            }
            assertTrue(killed >= 2, "only " + killed + " were killed");
            assertAdoptedWhenTheStateDirectoryIsGone(fly);
        }
    }

    /**
     * kill -9 while the volume's retention is another one, and then the journal is lost as well.
     */
    private void assertAdoptedWhenTheStateDirectoryIsGone(LiveShop fly) throws Exception {
        Process create =
                fly.start(
                        Map.of(),
                        List.of("create", "shop", "--retain", "30d"),
                        directory.resolve("retained.out"),
                        directory.resolve("retained.err"));
        assertTrue(LiveShop.until(LiveShop.LIMIT, () -> retention(fly) == 30 || !create.isAlive()));
        create.destroyForcibly().waitFor();
        assertEquals(30, retention(fly), "it was killed in mid-run");
        remove(fly.directory().resolve("state"));

        LiveShop.Ended adopted = fly.flysnap("runs", "adopt", "--app", "shop");
        assertEquals(0, adopted.exit(), adopted.err());
        Matcher next = Pattern.compile("flysnap continue (run_\\w+)").matcher(adopted.out());
        assertTrue(next.find(), adopted.out());
        LiveShop.Ended continued = fly.flysnap("continue", next.group(1), "--json");
        assertEquals(0, continued.exit(), continued.err());
        assertEquals(
                30, JsonText.parseObject(continued.out()).number("retention_days").orElseThrow());
        assertNotEquals(30, retention(fly), "it is what it was");
    }

    private static long retention(LiveShop fly) {
        return ((Json.Obj) fly.get("/sim/world"))
                .object("volumes").orElseThrow().fields().values().stream()
                        .flatMap(it -> ((Json.Obj) it).number("retention_days").stream())
                        .findFirst()
                        .orElseThrow();
    }

    private static void remove(Path folder) throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void assertContinued(LiveShop fly) throws Exception {
        Json.Obj runs = JsonText.parseObject(fly.flysnap("runs", "--json").out());
        String run = runs.objects("runs").getFirst().text("run").orElseThrow();
        LiveShop.Ended continued = fly.flysnap("continue", run, "--json");
        assertEquals(0, continued.exit(), continued.err());
        Json.Obj receipt = JsonText.parseObject(continued.out());
        assertEquals("synced", receipt.text("grade").orElseThrow());
        assertEquals(run, receipt.text("run").orElseThrow());
        List<Json.Obj> snapshots =
                JsonText.parseObject(fly.flysnap("list", "shop", "--json").out())
                        .objects("snapshots");
        assertEquals(1, snapshots.size(), "it was not asked for twice");
        assertEquals(
                "done",
                JsonText.parseObject(fly.flysnap("runs", "--json").out())
                        .objects("runs")
                        .getFirst()
                        .text("status")
                        .orElseThrow());
    }

    /** For how long the agent has been holding writers off; 0 when it does not. */
    private static long heldMs(URI hook) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(hook)
                            .header(HookPaths.AUTHORIZATION, HookPaths.BEARER + LiveShop.HOOK_TOKEN)
                            .build();
            return JsonText.parseObject(
                            http.send(request, HttpResponse.BodyHandlers.ofString()).body())
                    .object("active_lease")
                    .flatMap(it -> it.number("held_ms"))
                    .orElse(0L);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private static Json.Obj machine(LiveShop fly, String id) {
        return (Json.Obj) fly.get("/v1/apps/shop/machines/" + id);
    }

    private static Set<Long> writers(LiveShop fly) {
        return ProcessHandle.allProcesses()
                .filter(process -> {
                    String line = process.info().commandLine().orElse("");
                    return line.contains(" demo app ")
                            && !line.contains(" agent ")
                            && !line.contains(" sim ")
                            && line.contains(fly.directory().toString());
                })
                .map(ProcessHandle::pid)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
