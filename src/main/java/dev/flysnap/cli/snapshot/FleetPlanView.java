package dev.flysnap.cli.snapshot;

import dev.flysnap.cli.view.ProblemJson;
import dev.flysnap.cli.view.View;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.snapshot.fleet.Fleet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What creates of several volumes are going to do. */
record FleetPlanView(List<Fleet.PartPreview> previews) implements View {
    private record Document(List<Json> plans) {}

    private record Refused(AppName app, Optional<ProblemJson> problem) {}

    @Override
    public String text() {
        List<String> lines = new ArrayList<>();
        for (Fleet.PartPreview preview : previews) {
            preview.plan().ifPresent(plan -> lines.add(new CreatePlanView(plan).text()));
            preview.problem()
                    .ifPresent(problem ->
                            lines.add(
                                    "%s cannot be taken:%n%s"
                                            .formatted(preview.app(), FleetView.why(problem))));
        }
        return String.join("\n", lines);
    }

    @Override
    public Json json() {
        return Records.write(
                Document.class, new Document(previews.stream().map(FleetPlanView::json).toList()));
    }

    private static Json json(Fleet.PartPreview preview) {
        return preview.plan()
                .<Json>map(plan -> new CreatePlanView(plan).json())
                .orElseGet(() ->
                        Records.write(
                                Refused.class,
                                new Refused(
                                        preview.app(), preview.problem().map(ProblemJson::of))));
    }
}
