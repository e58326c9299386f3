package dev.flysnap.story;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.sim.WorldView;

/** The shop's part of a world, without what may differ between two ways to the same end. */
final class ComparableWorld {
    private static final String NOTE = "flysnap_restore";

    /** A command that was given again has another run, and metadata that was put back its order. */
    static WorldView.AppView of(WorldView view) {
        WorldView.AppView app = view.app(Shop.APP.value());
        return new WorldView.AppView(
                app.machines().stream().map(ComparableWorld::of).toList(),
                app.volumes().stream()
                        .map(volume ->
                                new WorldView.VolumeView(
                                        volume.name(),
                                        volume.region(),
                                        volume.state(),
                                        volume.sizeGb(),
                                        volume.retentionDays(),
                                        volume.machine().map(ComparableWorld::withoutRun),
                                        volume.content()))
                        .toList(),
                app.snapshots());
    }

    /** What a message shows of it. */
    static String brief(WorldView.AppView app) {
        return app.machines().stream()
                        .map(it ->
                                "%s in %s %s%s%s %s"
                                        .formatted(
                                                it.name(),
                                                it.region(),
                                                it.state(),
                                                it.cordoned() ? " cordoned" : "",
                                                it.leased() ? " leased" : "",
                                                it.config().object("metadata")))
                        .toList()
                + "\n        "
                + app.volumes()
                + "\n        "
                + app.snapshots();
    }

    private static WorldView.MachineView of(WorldView.MachineView machine) {
        Json.Obj config = JsonText.parseObject(withoutRun(JsonText.print(machine.config())));
        Json.Obj metadata = config.object("metadata").orElse(Json.Obj.empty());
        Json.Obj comparable =
                metadata.text(NOTE)
                        .map(it -> metadata.with(NOTE, JsonText.parse(it)))
                        .orElse(metadata);
        return new WorldView.MachineView(
                withoutRun(machine.name()),
                machine.region(),
                machine.state(),
                machine.cordoned(),
                machine.leased(),
                config.with("metadata", comparable));
    }

    private static String withoutRun(String text) {
        return text.replaceAll("run([_-])\\d{10}", "run$1");
    }

    private ComparableWorld() {}
}
