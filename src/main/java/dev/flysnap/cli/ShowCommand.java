package dev.flysnap.cli;

import dev.flysnap.hook.Receipt;
import dev.flysnap.journal.Journal;
import dev.flysnap.journal.KnownSnapshot;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.snapshot.SnapshotChoice;
import dev.flysnap.snapshot.SnapshotFinder;
import dev.flysnap.snapshot.SnapshotRow;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code flysnap show}. */
@Command(
        name = "show",
        description = {
            "Shows the receipt of a snapshot: what was proven of it.",
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
final class ShowCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Mixin private SnapshotOptions source;

    @Mixin private TargetOptions target;

    @Override
    public void run() {
        SnapshotChoice choice = source.choice(spec);
        Optional<KnownSnapshot> known =
                choice instanceof SnapshotChoice.ById(var id) ? inJournal(id) : Optional.empty();
        PrintWriter out = spec.commandLine().getOut();
        if (known.isPresent()) {
            print(known.get(), out);
            return;
        }
        try (Session session =
                Session.open(
                        target.flags(Optional.empty(), Optional.empty(), Optional.empty()),
                        spec.commandLine().getErr())) {
            SnapshotRow row =
                    new SnapshotFinder(session.bench())
                            .find(session.app(), choice, session.volume());
            if (row.known().isPresent()) {
                print(row.known().get(), out);
            } else if (target.json) {
                out.println(JsonText.printPretty(SnapshotTable.json(row)));
            } else {
                out.println(new SnapshotTable(session.app(), List.of(row), Instant.now()).text());
                out.println("There is no receipt: flysnap did not take it, or not from here.");
            }
        }
    }

    private Optional<KnownSnapshot> inJournal(SnapshotId id) {
        StateOptions state = new StateOptions();
        state.stateDir = target.stateDir;
        try (Journal journal = state.journal()) {
            return journal.snapshot(id);
        }
    }

    private void print(KnownSnapshot known, PrintWriter out) {
        out.println(
                target.json
                        ? JsonText.printPretty(known.receipt())
                        : CreateText.done(Receipt.read(known.receipt())));
    }
}
