package dev.flysnap.cli.pull;

import dev.flysnap.cli.view.ByteSizes;
import dev.flysnap.cli.view.View;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.time.TimeText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A database that was pulled.
 *
 * @param from what it was, and which way it came
 * @param holds every commit acknowledged before is in it; absent where that is not proven
 */
record PullView(
        String file,
        long bytes,
        String from,
        String sha256,
        CheckDepth checked,
        Optional<Instant> holds)
        implements View {

    @Override
    public String text() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "%s is complete: %s, checked, readable to you alone."
                        .formatted(file, ByteSizes.text(bytes)));
        lines.add("  from     " + from);
        lines.add("  checked  " + (checked == CheckDepth.FULL ? "integrity_check" : "quick_check"));
        holds.ifPresent(it ->
                lines.add(
                        "  holds    every commit acknowledged before %s"
                                .formatted(TimeText.of(it))));
        return String.join("\n", lines);
    }

    @Override
    public Json json() {
        return Records.write(PullView.class, this);
    }
}
