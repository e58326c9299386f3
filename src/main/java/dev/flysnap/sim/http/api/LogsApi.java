package dev.flysnap.sim.http.api;

import dev.flysnap.sim.engine.Engine;
import dev.flysnap.sim.http.exchange.Route;
import dev.flysnap.sim.http.exchange.SimRequest;
import dev.flysnap.sim.http.exchange.SimResponse;
import dev.flysnap.sim.world.SimMachine;
import dev.flysnap.sim.world.World;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The newest log entries of an app: what its machines print, and what the platform does with them.
 * Source: fly-go, resource_logs; how far back Fly's own go is not documented.
 */
public final class LogsApi {
    private static final int PAGE = 100;

    private final Engine engine;

    public LogsApi(Engine engine) {
        this.engine = engine;
    }

    public List<Route> routes() {
        return List.of(Route.of("logs.list", "GET /api/v1/apps/{app}/logs", this::list));
    }

    private record Page(List<Row> data, Meta meta) {}

    private record Meta(String nextToken) {}

    private record Row(String id, String type, Entry attributes) {}

    private record Entry(
            String timestamp,
            String message,
            String level,
            String instance,
            String region,
            Origin meta) {}

    private record Origin(String instance, String region, Provider event) {}

    private record Provider(String provider) {}

    private record Line(Instant at, String text, String provider, SimMachine machine) {}

    /**
     * Without {@code next_token} the newest entries, with it the ones that came after it. Takes
     * {@code instance} (a machine) and {@code region} too.
     */
    private SimResponse list(SimRequest request) {
        World world = engine.world();
        var _ = world.app(request.app()).orElseThrow(AppsApi::unknownApp);
        Optional<String> token = request.query("next_token").filter(it -> !it.isEmpty());
        List<Line> lines =
                world.machinesOf(request.app()).stream()
                        .filter(it -> isSelected(request, "instance", it.id()))
                        .filter(it -> isSelected(request, "region", it.birth().region()))
                        .flatMap(this::lines)
                        .filter(it -> token.isEmpty() || token(it).compareTo(token.get()) > 0)
                        .sorted(Comparator.comparing(Line::at))
                        .toList();
        List<Line> page = token.isEmpty() ? newest(lines) : oldest(lines);
        return SimResponse.view(
                new Page(
                        page.stream().map(LogsApi::row).toList(),
                        new Meta(page.isEmpty() ? token.orElse("") : token(page.getLast()))));
    }

    private static boolean isSelected(SimRequest request, String filter, String value) {
        return request.query(filter).filter(it -> !it.isEmpty()).map(value::equals).orElse(true);
    }

    private Stream<Line> lines(SimMachine machine) {
        return Stream.concat(
                machine.events().stream().map(it -> new Line(it.at(), text(it), "runner", machine)),
                engine.output(machine.id()).stream()
                        .map(it -> new Line(it.at(), it.text(), "app", machine)));
    }

    private static String text(SimMachine.Event event) {
        String what = "machine %s: %s".formatted(event.type(), event.status());
        return event.ended()
                .map(it -> "%s, exit code %d".formatted(what, it.exitCode()))
                .orElse(what);
    }

    private static List<Line> newest(List<Line> lines) {
        return lines.subList(Math.max(0, lines.size() - PAGE), lines.size());
    }

    /** Entries of one moment stay on one page, because the next page begins after it. */
    private static List<Line> oldest(List<Line> lines) {
        int end = Math.min(PAGE, lines.size());
        while (end > 0
                && end < lines.size()
                && lines.get(end).at().equals(lines.get(end - 1).at())) {
            end++;
        }
        return lines.subList(0, end);
    }

    /** Sorts as the moments do: nanoseconds since 1970, always with 19 digits. */
    @SuppressWarnings("JavaInstantGetSecondsGetNano")
    private static String token(Line line) {
        return "%010d%09d".formatted(line.at().getEpochSecond(), line.at().getNano());
    }

    private static Row row(Line line) {
        String machine = line.machine().id();
        String region = line.machine().birth().region();
        return new Row(
                token(line) + "-" + machine,
                "log",
                new Entry(
                        line.at().toString(),
                        line.text(),
                        "info",
                        machine,
                        region,
                        new Origin(machine, region, new Provider(line.provider()))));
    }
}
