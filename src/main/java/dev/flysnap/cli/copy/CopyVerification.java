package dev.flysnap.cli.copy;

import dev.flysnap.cli.terminal.TransferDisplay;
import dev.flysnap.cli.view.View;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.portable.manifest.CopyList;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.manifest.Manifests;
import dev.flysnap.portable.manifest.VerificationNotes;
import dev.flysnap.portable.store.CopyStore;
import dev.flysnap.portable.store.ObjectName;
import dev.flysnap.portable.store.StoreAddress;
import dev.flysnap.portable.store.StoredObject;
import dev.flysnap.portable.verify.CopyVerifier;
import dev.flysnap.portable.verify.VerifyReport;
import dev.flysnap.portable.verify.VerifyRequest;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.runtime.TransferProgress;
import dev.flysnap.sqlite.check.Expectation;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Verifies all copies of a store, one of them, or a database file.
 *
 * @param err where progress goes
 */
public record CopyVerification(
        CheckDepth depth, List<Expectation> expectations, OpeningOptions opening, PrintWriter err) {

    /**
     * What was found.
     *
     * @param problems manifests that cannot be used
     */
    public record Outcome(View view, List<Problem> problems, ExitCode exit) {}

    public Outcome of(StoreAddress address) {
        CopyStore store = address.open();
        return address.object().map(it -> one(store, it)).orElseGet(() -> all(store));
    }

    /** Each is noted when it was verified: what comes later may end this. */
    Outcome all(CopyStore store) {
        CopyList list = CopyList.of(store);
        List<VerifyReport> reports = new ArrayList<>();
        List<Problem> problems = new ArrayList<>(list.problems());
        try (TransferDisplay progress = TransferDisplay.on(err)) {
            CopyVerifier verifier = verifier(true, progress);
            for (CopyManifest copy : list.copies()) {
                ofSeveral(verifier, store, copy)
                        .ifPresent(report -> {
                            reports.add(report);
                            noted(store, list.notes(), report).ifPresent(problems::add);
                        });
            }
        }
        boolean isGood =
                list.problems().isEmpty() && reports.stream().allMatch(VerifyReport::isGood);
        return new Outcome(
                new VerifyReportView(store.address(), reports, list.problems()),
                problems,
                exit(isGood));
    }

    /**
     * One that cannot be read or checked here keeps nobody from the others.
     *
     * @return empty if it was deleted meanwhile, as by a prune
     * @throws FlysnapException if the store itself cannot be read
     */
    private static Optional<VerifyReport> ofSeveral(
            CopyVerifier verifier, CopyStore store, CopyManifest copy) {
        try {
            return Optional.of(verifier.verify(store, copy));
        } catch (FlysnapException e) {
            return isDeleted(store, copy) ? Optional.empty() : Optional.of(unchecked(copy, e));
        }
    }

    /** No prune removes all: a store with nothing in it is a disk that is not mounted any more. */
    private static boolean isDeleted(CopyStore store, CopyManifest copy) {
        List<StoredObject> left = store.list();
        ObjectName manifest = Manifests.nameFor(copy.content());
        return !left.isEmpty() && left.stream().noneMatch(it -> it.name().equals(manifest));
    }

    private static VerifyReport unchecked(CopyManifest copy, FlysnapException e) {
        return new VerifyReport(
                copy.content().value(),
                Optional.of(copy),
                Optional.empty(),
                List.of(),
                false,
                List.of(
                        "%s %s %s."
                                .formatted(
                                        e.problem().what(),
                                        e.problem().why(),
                                        e.problem().next())));
    }

    /** A manifest stands for its copy. */
    private Outcome one(CopyStore store, ObjectName name) {
        boolean isManifest = Manifests.isNameOfOne(name) && store.has(Manifests.contentOf(name));
        ObjectName content = isManifest ? Manifests.contentOf(name) : name;
        VerifyReport report;
        try (TransferDisplay progress = TransferDisplay.on(err)) {
            report = verifier(false, progress).verify(store, content);
        }
        return new Outcome(
                new VerifyReportView(store.address(), List.of(report), List.of()),
                report.manifest().isPresent()
                        ? noted(store, VerificationNotes.of(store), report).stream().toList()
                        : List.of(),
                exit(report.isGood()));
    }

    /**
     * Beside the copies, for lists and prunes. A store that cannot be written is no worse for it.
     */
    private Optional<Problem> noted(CopyStore store, VerificationNotes notes, VerifyReport report) {
        try {
            return report.note(Instant.now(), depth)
                    .filter(it -> !notes.write(store, report.manifest().orElseThrow(), it))
                    .map(it -> CopyProblems.stillNotedBad(store.address() + it.content()));
        } catch (FlysnapException e) {
            return Optional.of(e.problem());
        }
    }

    private static ExitCode exit(boolean isGood) {
        return isGood ? ExitCode.DONE : ExitCode.CHECK_NOT_MET;
    }

    /** Foreign keys too, unless it is of a whole store. */
    private CopyVerifier verifier(boolean isStore, TransferProgress progress) {
        return new CopyVerifier(
                new VerifyRequest(
                        depth,
                        !isStore && depth != CheckDepth.NONE,
                        expectations,
                        opening.identities(),
                        opening.temporaryDirectory(),
                        progress));
    }
}
