package dev.flysnap.cli.restore;

import dev.flysnap.cli.option.DurationConverter;
import dev.flysnap.cli.view.ByteSizes;
import dev.flysnap.restore.model.PlacedCopy;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.time.TimeText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the plan of a restore from copies says of them. */
record CopyPlanLines(RestorePlan plan) {
    /** Fly takes one command a second, and one that does not compress carries this much. */
    private static final long LEAST_BYTES_A_SECOND = 700_000;

    List<String> text() {
        List<String> lines = new ArrayList<>();
        for (PlacedCopy placed : plan.source().copies()) {
            lines.add("  data      %s".formatted(placed.copy().address()));
            lines.add(
                    "            to %s, %s%s"
                            .formatted(
                                    placed.path(),
                                    ByteSizes.text(placed.copy().content().bytes()),
                                    placed.copy().grade().map(", grade %s"::formatted).orElse("")));
            placed.copy()
                    .writtenAt()
                    .map(it ->
                            "            its newest data was written at %s: later commits are not in it"
                                    .formatted(TimeText.of(it)))
                    .ifPresent(lines::add);
            lines.add(
                    "            %s"
                            .formatted(
                                    placed.like()
                                            .map(it ->
                                                    "owner and mode as the app has it: %s, %s"
                                                            .formatted(it.owner(), it.mode()))
                                            .orElse(
                                                    "owned by the user that the image runs as, mode 644")));
        }
        lines.add(
                "  sent      from here, by exec, within %s: Fly takes one command a second"
                        .formatted(DurationConverter.text(longest())));
        lines.add(
                "  not sent  whatever else lies on the old volume: the new one has only %s"
                        .formatted(
                                plan.source().copies().size() == 1
                                        ? "this database"
                                        : "these databases"));
        return lines;
    }

    private Duration longest() {
        long bytes =
                plan.source().copies().stream().mapToLong(it -> it.copy().content().bytes()).sum();
        return Duration.ofSeconds(10 + bytes / LEAST_BYTES_A_SECOND);
    }
}
