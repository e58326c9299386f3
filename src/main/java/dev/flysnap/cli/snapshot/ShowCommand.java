package dev.flysnap.cli.snapshot;

import dev.flysnap.cli.option.SnapshotOptions;
import dev.flysnap.cli.option.StateOptions;
import dev.flysnap.cli.session.FlySession;
import dev.flysnap.cli.session.SessionCommand;
import dev.flysnap.cli.view.CheckJson;
import dev.flysnap.cli.view.CheckText;
import dev.flysnap.cli.view.SnapshotJson;
import dev.flysnap.cli.view.SnapshotListView;
import dev.flysnap.cli.view.View;
import dev.flysnap.journal.Journal;
import dev.flysnap.journal.SnapshotCheck;
import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.proof.Receipt;
import dev.flysnap.snapshot.catalog.SnapshotChoice;
import dev.flysnap.snapshot.catalog.SnapshotFinder;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code flysnap show}. */
@Command(
        name = "show",
        description = {
            "Shows the receipt of a snapshot: what was proven of it, and what a check of its data found since.",
            "For an id that the journal knows, Fly is not asked."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  flysnap show vs_4LNvXLLK0P6tk6KgqoexaBw",
            "  flysnap show latest --app shop --json",
            "  flysnap show --label release=42 --app shop"
        })
public final class ShowCommand extends SessionCommand {
    @Mixin private SnapshotOptions source;

    @Override
    public Integer call() {
        Optional<ReceiptView> known =
                source.choice(spec) instanceof SnapshotChoice.ById(var id)
                        ? inJournal(id)
                        : Optional.empty();
        if (known.isEmpty()) {
            return super.call();
        }
        print(known.get());
        return ExitCode.DONE.number();
    }

    @Override
    protected boolean onlyLooks() {
        return true;
    }

    @Override
    protected ExitCode run(FlySession session) {
        SnapshotRow row =
                new SnapshotFinder(session.context())
                        .find(session.app(), source.choice(spec), session.volume());
        print(
                row.known()
                        .<View>map(it -> new ReceiptView(it, row.check()))
                        .orElseGet(() -> new UnknownView(session.app(), row)));
        return ExitCode.DONE;
    }

    private record ReceiptView(SnapshotRecord known, Optional<SnapshotCheck> check)
            implements View {
        @Override
        public String text() {
            return "%s\n  verified  %s"
                    .formatted(
                            CreateView.receiptText(Receipt.read(known.receipt())),
                            check.map(it -> CheckText.of(it, Instant.now()))
                                    .orElseGet(() ->
                                            "- nobody has looked: flysnap verify %s --app %s"
                                                    .formatted(known.snapshot(), known.app())));
        }

        @Override
        public Json json() {
            return check.map(CheckJson::of)
                    .map(it -> known.receipt().with("verified", Records.write(CheckJson.class, it)))
                    .orElseGet(known::receipt);
        }
    }

    /** A snapshot without a receipt. */
    private record UnknownView(AppName app, SnapshotRow row) implements View {
        @Override
        public String text() {
            return new SnapshotListView(app, List.of(row), Instant.now()).text()
                    + "\nThere is no receipt: flysnap did not take it, or not with this journal.";
        }

        @Override
        public Json json() {
            return Records.write(SnapshotJson.class, SnapshotJson.of(row));
        }
    }

    private Optional<ReceiptView> inJournal(SnapshotId id) {
        StateOptions state = new StateOptions();
        state.stateDir = target.stateDir;
        try (Journal journal = state.journal(problems()::warn, err()::println)) {
            return journal.snapshot(id).map(it -> new ReceiptView(it, journal.check(id)));
        }
    }
}
