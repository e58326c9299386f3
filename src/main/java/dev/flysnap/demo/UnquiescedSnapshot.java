package dev.flysnap.demo;

import dev.flysnap.demo.shop.DemoProblems;
import dev.flysnap.demo.shop.OrderLosses;
import dev.flysnap.demo.shop.OrderSession;
import dev.flysnap.json.JsonText;
import java.time.Instant;

/**
 * A snapshot of the running app that nobody made ready for it: what one has without flysnap. Only
 * real blocks can show what it lacks.
 *
 * @param askedAt when it was asked for, at the latest
 */
record UnquiescedSnapshot(String id, Instant askedAt) {

    /** Takes one. */
    static UnquiescedSnapshot take(FlysnapCommands commands) {
        Instant askedAt = Instant.now();
        commands.run("create", ShopOnFly.APP, "--quiesce", "off");
        String id =
                JsonText.parseObject(commands.ask("list", ShopOnFly.APP, "--json"))
                        .objects("snapshots")
                        .stream()
                        .flatMap(it -> it.text("id").stream())
                        .findFirst()
                        .orElseThrow(() ->
                                DemoProblems.commandFailed("list shop --json", "no snapshot")
                                        .exception());
        return new UnquiescedSnapshot(id, askedAt);
    }

    /** What it lacks of the orders that were acknowledged before it was asked for. */
    OrderLosses losses(ShopOnFly shop, OrderSession session) {
        return shop.lossesInSnapshot(id, session, askedAt);
    }
}
