package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.NeedsTool;
import dev.flysnap.demo.shop.OrderLog;
import dev.flysnap.demo.shop.OrderLosses;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data of an app that really writes, pulled by the program as users have it. */
@NeedsTool("sqlite3")
class LivePullIT {
    @TempDir private Path directory;

    @Test
    void everyOrderAcknowledgedBeforeThePullIsInTheFile() throws Exception {
        try (LiveShop fly = LiveShop.open(directory, "--app", "shop")) {
            String _ = fly.machine("shop", fly.volume("shop", false));
            fly.awaitOrders(300);
            Instant begun = Instant.now();
            LiveShop.Ended pulled = pull(fly, "newest.db");
            assertEquals(0, pulled.exit(), pulled.err());
            assertTrue(pulled.out().contains("(sqlite3 by exec)"), pulled.out());
            Path file = directory.resolve("newest.db");
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            OrderLosses losses = losses(fly, file, begun);
            assertTrue(losses.committedBefore() >= 300, losses.toString());
            assertEquals(0, losses.lost(), losses.toString());
            assertEquals(2, pull(fly, "newest.db").exit(), "it is never overwritten");
            assertEquals(List.of("newest.db"), databases());
        }
    }

    @Test
    void aSnapshotIsReadOutAndNothingIsLeftAlsoOfAPullThatWasKilled() throws Exception {
        try (LiveShop fly = LiveShop.open(directory, "--app", "shop")) {
            String volume = fly.volume("shop", false);
            String machine = fly.machine("shop", volume);
            fly.awaitOrders(300);
            LiveShop.Ended created = fly.flysnap("create", "shop", "--json");
            assertEquals(0, created.exit(), created.err());
            Instant held =
                    JsonText.parseObject(created.out())
                            .object("times")
                            .flatMap(it -> it.text("holds_all_before"))
                            .map(Instant::parse)
                            .orElseThrow();

            Process killed =
                    fly.start(
                            Map.of(),
                            List.of("pull", "shop", "killed.db", "--from", "latest"),
                            directory.resolve("killed.out"),
                            directory.resolve("killed.err"));
            assertTrue(
                    LiveShop.until(LiveShop.LIMIT, () -> living(fly, "machines").size() == 2),
                    "it restores the snapshot");
            assertEquals(137, killed.destroyForcibly().waitFor());
            assertEquals(List.of(), databases());
            assertNotEquals(List.of(machine), living(fly, "machines"));

            LiveShop.Ended pulled = fly.flysnap("pull", "shop", "then.db", "--from", "latest");
            assertEquals(0, pulled.exit(), pulled.err());
            OrderLosses losses = losses(fly, directory.resolve("then.db"), held);
            assertTrue(losses.committedBefore() >= 300, losses.toString());
            assertEquals(0, losses.lost(), losses.toString());
            assertEquals(List.of("then.db"), databases());
            assertEquals(List.of(machine), living(fly, "machines"), "both trials are taken down");
            assertEquals(1, living(fly, "volumes").size());
        }
    }

    private static LiveShop.Ended pull(LiveShop fly, String file) throws Exception {
        return fly.flysnap(
                "pull", "shop", file, "--hook", "exec", "--database", "shop=/data/shop.db");
    }

    private static OrderLosses losses(LiveShop fly, Path file, Instant before) throws Exception {
        OrderLog.Entry first = fly.orders().entries().getFirst();
        LiveShop.Ended counted =
                fly.flysnap(
                        "demo",
                        "count",
                        "--db",
                        file.toString(),
                        "--log",
                        fly.directory().resolve("orders.log").toString(),
                        "--session",
                        first.session().value(),
                        "--before",
                        before.toString());
        assertEquals(0, counted.exit(), counted.err());
        return Records.read(OrderLosses.class, JsonText.parse(counted.out()));
    }

    /**
     * Of those that are not deleted, as the simulator itself knows them: that has no rate limit.
     */
    private static List<String> living(LiveShop fly, String kind) {
        Json.Obj all = ((Json.Obj) fly.get("/sim/world")).object(kind).orElseThrow();
        return all.fields().entrySet().stream()
                .filter(it ->
                        it.getValue() instanceof Json.Obj one
                                && !one.text("state")
                                        .orElse("")
                                        .toLowerCase(Locale.ROOT)
                                        .contains("destroy"))
                .map(Map.Entry::getKey)
                .toList();
    }

    private List<String> databases() throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(it -> it.getFileName().toString())
                    .filter(it -> it.contains(".db"))
                    .sorted()
                    .toList();
        }
    }
}
