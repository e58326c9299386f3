package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flysnap.sim.player.FlyctlPlayer;
import dev.flysnap.sim.scripted.Script;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Whatever failed before: the app's next deploy works, and starts no second writer. */
final class NextDeploy {
    private static final FlyctlPlayer.AppConfig TOML =
            new FlyctlPlayer.AppConfig(
                    Optional.of(Shop.NEXT_IMAGE),
                    Optional.of(new FlyctlPlayer.Mount("data", "/data")));

    static void leavesOneWriter(Shop shop) {
        shop.sim().faults().setRule((_, _, _) -> Optional.empty());
        shop.script("shop-app", Script.IDLE);
        // Leases of processes that are gone have run out by then.
        shop.sim().sleeper().sleep(Duration.ofSeconds(61));
        var _ = shop.sim().flyctl().deploy(Shop.APP.value(), TOML);
        assertEquals(
                List.of(Shop.NEXT_IMAGE),
                shop.writers().stream().map(it -> it.config().image()).toList());
    }

    private NextDeploy() {}
}
