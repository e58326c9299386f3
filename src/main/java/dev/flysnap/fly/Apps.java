package dev.flysnap.fly;

import dev.flysnap.model.AppName;
import java.util.List;

/** Apps. */
public final class Apps {
    private final Calls calls;

    Apps(Calls calls) {
        this.calls = calls;
    }

    public App get(AppName app) {
        Target target = new Target.OfApp(app);
        return calls.object(
                Call.read("app.get", "get " + target.words(), target, List.of("apps", app.value())),
                json ->
                        new App(
                                new AppName(Field.text(json, "name")),
                                json.object("organization")
                                        .flatMap(it -> it.text("slug"))
                                        .orElse(""),
                                json.text("status").orElse("")));
    }
}
