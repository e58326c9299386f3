package dev.flysnap.cli.option;

import dev.flysnap.model.SnapshotId;
import dev.flysnap.portable.litestream.ReplicaAddress;
import dev.flysnap.proof.Labels;
import dev.flysnap.snapshot.catalog.SnapshotChoice;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** The options that select a snapshot. */
public final class SnapshotOptions {
    private static final String LATEST = "latest";

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "SNAPSHOT",
            description = "A snapshot's id, or \"latest\": the newest finished one.")
    private Optional<String> named;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description =
                    "The newest one taken at that time or before, such as 2026-01-31T09:05Z; without a zone, UTC.")
    private Optional<Instant> at;

    @Option(
            names = "--label",
            paramLabel = "NAME=TEXT",
            description =
                    "The newest one with this label; may be repeated, then with all these labels.")
    private List<String> labels = List.of();

    /**
     * @param otherwise the choice if no option is given
     */
    public SnapshotChoice choiceOrElse(CommandSpec spec, Optional<SnapshotChoice> otherwise) {
        return isEmpty() && otherwise.isPresent() ? otherwise.get() : choice(spec);
    }

    /** A copy that is named in place of a snapshot: by a path, an address or a file's name. */
    public Optional<String> copy() {
        return named.filter(SnapshotOptions::isCopy);
    }

    /** Whether a name is that of a copy, a file or a replica, and of no snapshot. */
    public static boolean isCopy(String name) {
        return name.contains("/") || name.contains(".") || ReplicaAddress.isOne(name);
    }

    /** Whether no option is given. */
    public boolean isEmpty() {
        return named.isEmpty() && at.isEmpty() && labels.isEmpty();
    }

    public SnapshotChoice choice(CommandSpec spec) {
        int given =
                (named.isPresent() ? 1 : 0) + (at.isPresent() ? 1 : 0) + (labels.isEmpty() ? 0 : 1);
        if (given != 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "name one snapshot: its id, latest, --at TIME, or --label NAME=TEXT");
        }
        if (at.isPresent()) {
            return new SnapshotChoice.At(at.get());
        }
        if (named.isEmpty()) {
            return new SnapshotChoice.Labelled(OptionParser.parse(spec, labels, Labels::parse));
        }
        return named.get().equals(LATEST)
                ? SnapshotChoice.LATEST
                : new SnapshotChoice.ById(
                        OptionParser.parse(spec, named.get(), SnapshotOptions::id));
    }

    private static SnapshotId id(String text) {
        try {
            return new SnapshotId(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    e.getMessage() + "; \"latest\" stands for the newest finished one", e);
        }
    }
}
