package dev.flysnap.fly;

import dev.flysnap.json.Json;
import dev.flysnap.model.Region;
import java.util.List;
import java.util.Optional;

/** What the platform offers, besides any app. A narrow token may be refused. */
public final class Platform {
    private static final Target PLATFORM = new Target.OfPlatform();

    private final Calls calls;

    Platform(Calls calls) {
        this.calls = calls;
    }

    public Regions regions() {
        return calls.object(
                Call.read(
                        "platform.regions",
                        "list the regions of Fly",
                        PLATFORM,
                        List.of("platform", "regions")),
                json ->
                        new Regions(
                                json.objects("Regions").stream().map(Platform::place).toList(),
                                Field.optionalText(json, "Nearest").map(Region::new)));
    }

    /** Where there is room, best first. Advice, not a promise. */
    public List<Placement> placements(PlacementQuestion question) {
        return calls.object(
                Call.read(
                                "platform.placements",
                                "ask Fly where there is room",
                                PLATFORM,
                                List.of("platform", "placements"))
                        .by("POST")
                        .with(question.json()),
                json ->
                        json.objects("Regions").stream()
                                .flatMap(it -> placement(it).stream())
                                .toList());
    }

    private static Regions.Place place(Json.Obj json) {
        String code = Field.text(json, "code");
        return new Regions.Place(
                new Region(code),
                json.text("name").orElse(code),
                json.bool("requires_paid_plan").orElse(false));
    }

    private static Optional<Placement> placement(Json.Obj json) {
        return Field.optionalText(json, "Region")
                .map(it ->
                        new Placement(
                                new Region(it), Field.optionalWhole(json, "Count").orElse(0)));
    }
}
