package dev.flysnap.cli.restore;

import dev.flysnap.cli.option.DurationConverter;
import dev.flysnap.cli.view.View;
import dev.flysnap.json.Json;
import dev.flysnap.model.Machine;
import dev.flysnap.restore.model.RestorePlan;
import java.util.ArrayList;
import java.util.List;

/**
 * What a move is going to do.
 *
 * @param shared the parts that it has in common with a restore
 */
record MovePlanView(RestorePlan plan, RestorePlanView shared) implements View {
    @Override
    public Json json() {
        return shared.json();
    }

    @Override
    public String text() {
        Machine old = plan.replaced().orElseThrow();
        List<String> lines = new ArrayList<>();
        lines.add(shared.title());
        lines.add(
                "  first     machine %s (%s) is cordoned and stopped; its lease is held, so no deploy starts it"
                        .formatted(old.id(), old.region()));
        lines.add(
                "  data      a new snapshot of %s, taken while the machine is stopped"
                        .formatted(plan.source().volume()));
        lines.add("  lost      nothing");
        lines.addAll(shared.newVolume());
        lines.add(
                "  machine   new, %simage %s"
                        .formatted(
                                shared.machineName(),
                                plan.machine().appConfig().text("image").orElse("unknown")));
        lines.add("  verified  " + shared.verified());
        shared.verifier().ifPresent(it -> lines.add("  by        " + it));
        lines.addAll(shared.expected());
        lines.add(
                "  down      %sfrom the stop until the app has started there: Fly makes a snapshot, a volume and a machine meanwhile"
                        .formatted(
                                plan.grounds()
                                        .withoutService()
                                        .map(expectedDowntime ->
                                                "about %s (%s), "
                                                        .formatted(
                                                                DurationConverter.text(
                                                                        expectedDowntime.about()),
                                                                expectedDowntime.why()))
                                        .orElse("")));
        lines.add(
                "  fails     then machine %s starts again, and what was created is removed"
                        .formatted(old.id()));
        lines.add(
                "  stays     machine %s and volume %s, stopped, until %s"
                        .formatted(
                                old.id(),
                                plan.source().volume(),
                                shared.run()
                                        .map("you remove them: flysnap finish %s"::formatted)
                                        .orElse("you remove them")));
        return String.join("\n", lines);
    }
}
