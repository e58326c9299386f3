package dev.flysnap.sim.machine;

import dev.flysnap.json.Json;
import dev.flysnap.sim.platform.GoDuration;
import dev.flysnap.sim.platform.Machinery.HealthCheck;
import dev.flysnap.sim.settings.Delays;
import dev.flysnap.sim.world.MachineConfig;
import dev.flysnap.sim.world.SimMachine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The health checks of a machine's config: its own, and those of its services. Pure. */
public final class HealthChecks {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration MAX_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(15);

    public static List<HealthCheck> of(MachineConfig config) {
        List<HealthCheck> checks = new ArrayList<>();
        Json.Obj named = config.json().object("checks").orElse(Json.Obj.empty());
        for (String name : named.fields().keySet()) {
            named.object(name)
                    .flatMap(it -> read(name, it, Optional.empty()))
                    .ifPresent(checks::add);
        }
        int ofServices = 0;
        for (Json.Obj service : config.json().objects("services")) {
            Optional<Integer> port = port(service, "internal_port");
            for (Json.Obj check : service.objects("checks")) {
                String name =
                        "servicecheck-%02d-%s-%d"
                                .formatted(
                                        ofServices++,
                                        check.text("type").orElse("tcp"),
                                        port(check, "port").or(() -> port).orElse(0));
                read(name, check, port).ifPresent(checks::add);
            }
        }
        return checks;
    }

    /** Whether the first check of a running machine is still to come. */
    public static boolean isFirstCheckPending(
            SimMachine machine, HealthCheck check, Instant now, Delays delays) {
        Duration after =
                check.firstCheckDelay().compareTo(delays.firstCheck()) < 0
                        ? check.firstCheckDelay()
                        : delays.firstCheck();
        return machine.events().stream()
                .filter(it -> it.type().equals("start"))
                .filter(it -> it.status().equals(SimMachine.State.STARTED.apiName()))
                .map(SimMachine.Event::at)
                .max(Comparator.naturalOrder())
                .map(started -> now.isBefore(started.plus(after)))
                .orElse(false);
    }

    private static Optional<HealthCheck> read(
            String name, Json.Obj check, Optional<Integer> servicePort) {
        boolean isHttp =
                check.text("type")
                        .map(it -> it.toLowerCase(Locale.ROOT))
                        .orElse("tcp")
                        .equals("http");
        Duration timeout = check.get("timeout").flatMap(GoDuration::read).orElse(DEFAULT_TIMEOUT);
        return port(check, "port")
                .or(() -> servicePort)
                .map(port ->
                        new HealthCheck(
                                name,
                                port,
                                isHttp
                                        ? Optional.of(check.text("path").orElse("/"))
                                        : Optional.empty(),
                                timeout.compareTo(MAX_TIMEOUT) > 0 ? MAX_TIMEOUT : timeout,
                                firstCheckDelay(check)));
    }

    /** No check in the grace period, then one in each interval. Source: Fly docs. */
    private static Duration firstCheckDelay(Json.Obj check) {
        Duration grace = check.get("grace_period").flatMap(GoDuration::read).orElse(Duration.ZERO);
        return grace.plus(check.get("interval").flatMap(GoDuration::read).orElse(DEFAULT_INTERVAL));
    }

    private static Optional<Integer> port(Json.Obj json, String field) {
        return json.number(field).filter(it -> it > 0 && it < 65_536).map(Long::intValue);
    }

    private HealthChecks() {}
}
