package dev.flysnap.sim.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flysnap.json.JsonText;
import dev.flysnap.sim.platform.Machinery.HealthCheck;
import dev.flysnap.sim.world.MachineConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which health checks a machine's config asks for. */
class HealthChecksTest {
    @Test
    void aMachinesOwnAndThoseOfItsServices() {
        MachineConfig config =
                new MachineConfig(
                        JsonText.parseObject(
                                """
                                {"checks":{"up":{"type":"http","port":8080,"path":"/up","timeout":"3s","interval":"10s","grace_period":"1m"},"half":{"type":"tcp"}},
                                 "services":[{"internal_port":9000,"checks":[{"type":"tcp","timeout":"1m"},{"type":"http"}]}]}\
                                """));
        assertEquals(
                List.of(
                        new HealthCheck(
                                "up",
                                8080,
                                Optional.of("/up"),
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(70)),
                        new HealthCheck(
                                "servicecheck-00-tcp-9000",
                                9000,
                                Optional.empty(),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(15)),
                        new HealthCheck(
                                "servicecheck-01-http-9000",
                                9000,
                                Optional.of("/"),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(15))),
                HealthChecks.of(config));
    }
}
