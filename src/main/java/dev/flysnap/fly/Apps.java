package dev.flysnap.fly;

import dev.flysnap.fly.http.ApiCall;
import dev.flysnap.fly.http.ApiClient;
import dev.flysnap.fly.http.ApiTarget;
import dev.flysnap.fly.http.FlyException;
import dev.flysnap.fly.http.JsonFields;
import dev.flysnap.fly.resource.App;
import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Apps. */
public final class Apps {
    private final ApiClient client;
    private final Map<AppName, Optional<App>> known;

    Apps(ApiClient client) {
        this(client, new ConcurrentHashMap<>());
    }

    private Apps(ApiClient client, Map<AppName, Optional<App>> known) {
        this.client = client;
        this.known = known;
    }

    /** The same, with what is known already, over another client. */
    Apps over(ApiClient other) {
        return new Apps(other, known);
    }

    /**
     * The names of the app's secrets; Fly never returns their values. Fails for a token that may
     * not read them. Source: fly-go, where older answers are a list and call the name {@code
     * label}.
     */
    public List<String> secrets(AppName app) {
        return client.json(
                ApiCall.read(
                        "app.secrets",
                        "list the names of the secrets of %s",
                        new ApiTarget.OfApp(app),
                        "secrets"),
                json ->
                        secretObjects(json).stream()
                                .flatMap(present ->
                                        present
                                                .text("name")
                                                .or(() -> present.text("label"))
                                                .stream())
                                .distinct()
                                .sorted()
                                .toList());
    }

    private static List<Json.Obj> secretObjects(Json json) {
        Json.Obj whole =
                json instanceof Json.Obj object ? object : Json.Obj.empty().with("secrets", json);
        return whole.objects("secrets");
    }

    /** The organisation's apps. Fly refuses that to a token of one app. */
    public List<AppName> of(String organization) {
        return client.object(
                ApiCall.read(
                                "apps.list",
                                "list the apps of %s",
                                new ApiTarget.OfOrganization(organization))
                        .withQuery("org_slug", organization),
                json ->
                        json.objects("apps").stream()
                                .map(it -> new AppName(JsonFields.text(it, "name")))
                                .toList());
    }

    public App get(AppName app) {
        App found = fetch(app);
        known.put(app, Optional.of(found));
        return found;
    }

    /**
     * The slug of the organisation that the app is in, from the last {@link #get}; asked for at
     * most once. Empty where Fly does not say it to this token, or cannot be asked now.
     */
    public Optional<String> organization(AppName app) {
        if (!known.containsKey(app)) {
            try {
                App _ = get(app);
            } catch (FlyException e) {
                // Without it an app of that name elsewhere is not told apart: no reason to fail.
                known.putIfAbsent(app, Optional.empty());
            }
        }
        return known.getOrDefault(app, Optional.empty()).map(App::organization);
    }

    private App fetch(AppName app) {
        return client.object(
                ApiCall.read("app.get", "get %s", new ApiTarget.OfApp(app)),
                json ->
                        new App(
                                new AppName(JsonFields.text(json, "name")),
                                json.object("organization")
                                        .flatMap(it -> it.text("slug"))
                                        .orElse(""),
                                json.text("status").orElse("")));
    }
}
