package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.demo.shop.OrderLog;
import dev.flysnap.demo.shop.OrderLosses;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A move of an app that really writes, and what a person does around it. */
class LiveMoveIT {
    /** Every order that there will ever be was before it. */
    private static final String LATER = "2100-01-01T00:00:00Z";

    @TempDir private Path directory;

    @Test
    void aMoveLosesNoOrderAndFinishLeavesOneMachineThatADeployUpdates() throws Exception {
        try (LiveShop fly = LiveShop.open(directory, "--app", "shop")) {
            String old = fly.machine("shop", fly.volume("shop"));
            fly.awaitOrders(300);
            LiveShop.Ended moved =
                    fly.flysnap("move", "shop", "--to-region", "fra", "--yes", "--json");
            assertEquals(0, moved.exit(), moved.err());
            Json.Obj report = JsonText.parseObject(moved.out());
            String machine = report.text("machine").orElseThrow();
            String run = report.object("plan").orElseThrow().text("run").orElseThrow();

            OrderLosses losses = losses(fly, machine);
            assertTrue(losses.committedBefore() >= 300, losses.toString());
            assertEquals(0, losses.lost(), losses.toString());

            LiveShop.Ended asked = fly.flysnap("finish", run);
            assertEquals(2, asked.exit(), asked.out());
            assertTrue(asked.out().contains("remove    old machine " + old), asked.out());
            LiveShop.Ended finished = fly.flysnap("finish", run, "--yes");
            assertEquals(0, finished.exit(), finished.err());

            LiveShop.Ended deployed =
                    fly.flysnap(Map.of(), List.of("sim", "deploy", "--app", "shop"));
            assertEquals(0, deployed.exit(), deployed.err());
            assertEquals("updated " + machine + ", made nothing", deployed.out().strip());
            int sofar = fly.orders().entries().size();
            fly.awaitOrders(sofar + 50);

            LiveShop.Ended rescue = fly.flysnap("restore", "--app", "shop");
            assertEquals(0, rescue.exit(), rescue.err());
            // What was written since the move is in no snapshot of the new volume.
            assertTrue(rescue.out().contains("Do this:    flysnap create shop"), rescue.out());
            assertEquals(timeless(rescue), timeless(fly.flysnap("rescue", "shop")));
        }
    }

    /** What was said, without times and ages. */
    private static List<String> timeless(LiveShop.Ended ended) {
        return ended.out()
                .lines()
                .skip(1)
                .map(it -> it.replaceAll("\\d+[smhd] (old|ago)", "… $1"))
                .toList();
    }

    /** Of what the old machine's app was told that it is committed, counted on the new volume. */
    private static OrderLosses losses(LiveShop fly, String machine) {
        OrderLog.Entry first = fly.orders().entries().getFirst();
        Json.Obj counted =
                fly.post(
                        "/v1/apps/shop/machines/" + machine + "/exec",
                        Json.Obj.empty()
                                .with(
                                        "command",
                                        Json.texts(
                                                List.of(
                                                        LiveShop.PROGRAM.toString(),
                                                        "demo",
                                                        "count",
                                                        "--db",
                                                        "/data/shop.db",
                                                        "--log",
                                                        fly.directory()
                                                                .resolve("orders.log")
                                                                .toString(),
                                                        "--session",
                                                        first.session().value(),
                                                        "--before",
                                                        LATER)))
                                .with("timeout", 30));
        return Records.read(
                OrderLosses.class, JsonText.parse(counted.text("stdout").orElseThrow()));
    }
}
