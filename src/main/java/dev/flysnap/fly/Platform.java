package dev.flysnap.fly;

import dev.flysnap.fly.http.ApiCall;
import dev.flysnap.fly.http.ApiClient;
import dev.flysnap.fly.http.ApiTarget;
import dev.flysnap.fly.http.JsonFields;
import dev.flysnap.fly.resource.Placement;
import dev.flysnap.fly.resource.PlacementRequest;
import dev.flysnap.fly.resource.Regions;
import dev.flysnap.fly.resource.TokenScope;
import dev.flysnap.json.Json;
import dev.flysnap.model.Region;
import java.util.List;
import java.util.Optional;

/** What the platform offers, independent of any app. Tokens of one app may be refused. */
public final class Platform {
    private static final ApiTarget PLATFORM = new ApiTarget.OfPlatform();

    private final ApiClient client;

    Platform(ApiClient client) {
        this.client = client;
    }

    public Regions regions() {
        return client.object(
                ApiCall.read("platform.regions", "list the regions of Fly", PLATFORM, "regions"),
                json ->
                        new Regions(
                                json.objects("Regions").stream().map(Platform::place).toList(),
                                JsonFields.optionalText(json, "Nearest").map(Region::new)));
    }

    /** What the parts of the token in use are for; none for a token that Fly does not describe. */
    public List<TokenScope> tokenScopes() {
        return client.object(
                ApiCall.read(
                        "tokens.current", "describe the token", new ApiTarget.OfToken(), "current"),
                json -> json.objects("tokens").stream().map(Platform::scope).toList());
    }

    private static TokenScope scope(Json.Obj token) {
        return new TokenScope(
                token.text("org_slug").or(() -> token.text("organization")),
                token.array("apps").stream()
                        .filter(Json.Str.class::isInstance)
                        .map(it -> ((Json.Str) it).value())
                        .toList(),
                token.text("restricted_to_machine").filter(it -> !it.isEmpty()));
    }

    /** Where Fly has capacity, best first: advice, not a promise. */
    public List<Placement> placements(PlacementRequest request) {
        return client.object(
                ApiCall.of(
                                ApiCall.Kind.READ,
                                "POST",
                                "platform.placements",
                                "ask Fly where there is capacity",
                                PLATFORM,
                                "placements")
                        .withBody(request.json()),
                json ->
                        json.objects("Regions").stream()
                                .flatMap(it -> placement(it).stream())
                                .toList());
    }

    private static Regions.Place place(Json.Obj json) {
        String code = JsonFields.text(json, "code");
        return new Regions.Place(
                new Region(code),
                json.text("name").orElse(code),
                json.bool("requires_paid_plan").orElse(false));
    }

    private static Optional<Placement> placement(Json.Obj json) {
        return JsonFields.optionalText(json, "Region")
                .map(code ->
                        new Placement(
                                new Region(code),
                                JsonFields.optionalWhole(json, "Count").orElse(0)));
    }
}
