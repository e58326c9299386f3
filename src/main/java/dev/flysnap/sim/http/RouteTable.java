package dev.flysnap.sim.http;

import dev.flysnap.sim.engine.Engine;
import dev.flysnap.sim.fault.FaultQueue;
import dev.flysnap.sim.http.api.AdminApi;
import dev.flysnap.sim.http.api.AppsApi;
import dev.flysnap.sim.http.api.FlyctlApi;
import dev.flysnap.sim.http.api.LifecycleApi;
import dev.flysnap.sim.http.api.LogsApi;
import dev.flysnap.sim.http.api.MachinesApi;
import dev.flysnap.sim.http.api.PlatformApi;
import dev.flysnap.sim.http.api.VolumesApi;
import dev.flysnap.sim.http.exchange.QueryString;
import dev.flysnap.sim.http.exchange.Route;
import dev.flysnap.sim.http.graphql.GraphQlApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The routes of all operations. */
final class RouteTable {
    private final List<Route> all;

    /** A route and its path parameters. */
    record Match(Route route, Map<String, String> path) {}

    RouteTable(Engine engine, FaultQueue faults) {
        all =
                Stream.of(
                                new AppsApi(engine).routes(),
                                new VolumesApi(engine).routes(),
                                new MachinesApi(engine).routes(),
                                new LifecycleApi(engine).routes(),
                                new LogsApi(engine).routes(),
                                new PlatformApi(engine).routes(),
                                new GraphQlApi(engine).routes(),
                                new AdminApi(engine, faults).routes(),
                                new FlyctlApi(engine).routes())
                        .flatMap(List::stream)
                        .toList();
    }

    Optional<Match> find(String method, List<String> path) {
        return all.stream()
                .filter(it -> it.method().equals(method))
                .flatMap(route -> route.match(path).map(named -> new Match(route, named)).stream())
                .findFirst();
    }

    /** Whether the path exists, for any method. */
    boolean knows(List<String> path) {
        return all.stream().anyMatch(it -> it.match(path).isPresent());
    }

    static List<String> parts(String rawPath) {
        List<String> parts = new ArrayList<>();
        for (String part : rawPath.substring(1).split("/", -1)) {
            parts.add(QueryString.decoded(part));
        }
        return parts;
    }
}
