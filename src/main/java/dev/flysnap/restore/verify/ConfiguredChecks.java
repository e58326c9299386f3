package dev.flysnap.restore.verify;

import dev.flysnap.json.Json;
import dev.flysnap.model.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The health checks that a machine's config asks for: its own, and those of its services. Pure. */
public final class ConfiguredChecks {

    public static Stream<Json.Obj> in(Json.Obj config) {
        Json.Obj named = named(config);
        return Stream.concat(
                named.fields().keySet().stream().flatMap(it -> named.object(it).stream()),
                ofServices(config));
    }

    /**
     * Why the machine is not healthy; empty = every configured check is listed and passes. Fly may
     * not list a check that has not run yet, so a list without a failing one proves nothing.
     *
     * @param config used if the machine does not have its own
     */
    public static List<String> notPassing(Machine machine, Json.Obj config) {
        Json.Obj own = machine.config().orElse(config);
        List<String> failing = new ArrayList<>();
        machine.checks().stream()
                .filter(check -> !check.isPassing())
                .map(check ->
                        "check \"%s\" is %s (%s)"
                                .formatted(check.name(), check.status(), check.output()))
                .forEach(failing::add);
        List<String> listed = machine.checks().stream().map(Machine.Check::name).toList();
        List<String> names = List.copyOf(named(own).fields().keySet());
        names.stream()
                .filter(it -> !listed.contains(it))
                .forEach(it -> failing.add("check \"%s\" has not reported yet".formatted(it)));
        // The platform names these itself, so they are counted.
        long ofServices = ofServices(own).count();
        long listedOfServices = listed.stream().filter(it -> !names.contains(it)).count();
        if (listedOfServices < ofServices) {
            failing.add(
                    "%d of %d checks of services have not reported yet"
                            .formatted(ofServices - listedOfServices, ofServices));
        }
        return failing;
    }

    private static Json.Obj named(Json.Obj config) {
        return config.object("checks").orElse(Json.Obj.empty());
    }

    private static Stream<Json.Obj> ofServices(Json.Obj config) {
        return config.objects("services").stream().flatMap(it -> it.objects("checks").stream());
    }

    private ConfiguredChecks() {}
}
