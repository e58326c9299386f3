package dev.flysnap.cli.copy;

import dev.flysnap.cli.view.ByteSizes;
import dev.flysnap.cli.view.View;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.take.TakeResult;
import dev.flysnap.problem.Count;
import dev.flysnap.time.TimeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A copy that was taken.
 *
 * @param relay the bucket that it came through, if it did
 */
record ExtractView(TakeResult result, Optional<String> relay) implements View {
    private record Document(CopyManifest copy, Optional<String> store) {}

    @Override
    public String text() {
        CopyManifest copy = result.manifest();
        List<String> lines = new ArrayList<>();
        lines.add(
                result.store()
                        .map(_ ->
                                "Copy %s is complete, grade %s."
                                        .formatted(copy.content(), copy.grade()))
                        .orElse("The copy is complete."));
        lines.add(
                "  database  %s (%s, %s), %s"
                        .formatted(
                                copy.history(),
                                copy.source(),
                                copy.sqlite().journalMode(),
                                ByteSizes.text(copy.plain().bytes())));
        lines.add(
                "  kept      %s%s%s"
                        .formatted(
                                result.store().map(it -> it + ", ").orElse(""),
                                ByteSizes.text(copy.stored().bytes()),
                                sealing(copy)));
        relay.ifPresent(
                it -> lines.add("  came      through %s, where it was deleted".formatted(it)));
        lines.add("  checked   " + checked(copy));
        lines.add(
                "  holds     every commit acknowledged before %s"
                        .formatted(TimeText.of(copy.completeUntil())));
        return String.join("\n", lines);
    }

    /** Such as {@code , zstd, encrypted to 2 recipients}. */
    static String sealing(CopyManifest copy) {
        int recipients = copy.recipients().size();
        return copy.compression().map(it -> ", " + it).orElse("")
                + (recipients == 0
                        ? ", not encrypted"
                        : recipients == 1
                                ? ", encrypted to 1 recipient"
                                : ", encrypted to %d recipients".formatted(recipients));
    }

    private static String checked(CopyManifest copy) {
        return switch (copy.checked()) {
            case NONE -> "no (--verify none)";
            case QUICK -> "quick_check, " + tables(copy);
            case FULL -> "integrity_check, " + tables(copy);
        };
    }

    private static String tables(CopyManifest copy) {
        return Count.of(copy.tables().orElse(0), "table");
    }

    @Override
    public Json json() {
        return Records.write(Document.class, new Document(result.manifest(), result.store()));
    }
}
