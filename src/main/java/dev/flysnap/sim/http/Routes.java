package dev.flysnap.sim.http;

import dev.flysnap.sim.engine.Engine;
import dev.flysnap.sim.fault.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The routes of all operations. */
final class Routes {
    private final List<Route> all;

    /** A route and its path parameters. */
    record Match(Route route, Map<String, String> path) {}

    Routes(Engine engine, Faults faults) {
        all =
                Stream.of(
                                new AppsApi(engine).routes(),
                                new VolumesApi(engine).routes(),
                                new MachinesApi(engine).routes(),
                                new PowerApi(engine).routes(),
                                new PlatformApi(engine).routes(),
                                new GraphQlApi(engine).routes(),
                                new AdminApi(engine, faults).routes(),
                                new PlayersApi(engine).routes())
                        .flatMap(List::stream)
                        .toList();
    }

    Optional<Match> find(String method, List<String> path) {
        return all.stream()
                .filter(it -> it.method().equals(method))
                .flatMap(it -> it.match(path).map(named -> new Match(it, named)).stream())
                .findFirst();
    }

    /** Whether the path exists, for any method. */
    boolean knows(List<String> path) {
        return all.stream().anyMatch(it -> it.match(path).isPresent());
    }

    static List<String> parts(String rawPath) {
        List<String> parts = new ArrayList<>();
        for (String part : rawPath.substring(1).split("/", -1)) {
            parts.add(Query.decoded(part));
        }
        return parts;
    }
}
