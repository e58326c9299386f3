package dev.flysnap.cli.copy;

import dev.flysnap.cli.option.DurationConverter;
import dev.flysnap.cli.view.ByteSizes;
import dev.flysnap.cli.view.CheckText;
import dev.flysnap.cli.view.ProblemJson;
import dev.flysnap.cli.view.Table;
import dev.flysnap.cli.view.View;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.portable.manifest.CopyList;
import dev.flysnap.portable.manifest.CopyManifest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The copies of a store. */
record CopyListView(String store, CopyList list, Instant now) implements View {
    private record Document(
            String store,
            List<CopyManifest> copies,
            List<Verified> verified,
            List<ProblemJson> problems,
            int unfinished) {}

    /** Of one copy. */
    private record Verified(String copy, Instant at, boolean good, Optional<CheckDepth> checked) {}

    @Override
    public String text() {
        String unfinished =
                list.orphans().isEmpty()
                        ? ""
                        : "\n%d unfinished: copies prune removes them when they are 24 hours old."
                                .formatted(list.orphans().size());
        return (list.copies().isEmpty() ? "No copies in %s.".formatted(store) : table())
                + unfinished;
    }

    private String table() {
        Table table = new Table(1, 2, 3);
        table.row("DATABASE", "AGE", "SIZE", "STORED", "CHECKED", "VERIFIED", "ENCRYPTED", "COPY");
        for (CopyManifest copy : list.copies()) {
            table.row(
                    copy.history(),
                    age(copy, now),
                    ByteSizes.text(copy.plain().bytes()),
                    ByteSizes.text(copy.stored().bytes()),
                    copy.checked().name().toLowerCase(Locale.ROOT),
                    list.notes().of(copy.content()).map(it -> CheckText.cell(it, now)).orElse("-"),
                    copy.isEncrypted() ? "yes" : "no",
                    copy.content());
        }
        return table.text();
    }

    static String age(CopyManifest copy, Instant now) {
        Duration age = Duration.between(copy.completeUntil(), now);
        return age.isNegative() ? "-" : DurationConverter.shortText(age);
    }

    @Override
    public Json json() {
        return Records.write(
                Document.class,
                new Document(
                        store,
                        list.copies(),
                        list.copies().stream()
                                .map(it -> list.notes().of(it.content()))
                                .flatMap(Optional::stream)
                                .map(it ->
                                        new Verified(
                                                it.content().value(),
                                                it.at(),
                                                it.isGood(),
                                                it.result()))
                                .toList(),
                        list.problems().stream().map(ProblemJson::of).toList(),
                        list.orphans().size()));
    }
}
