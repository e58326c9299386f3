package dev.flysnap.cli.copy;

import dev.flysnap.cli.terminal.Terminal;
import dev.flysnap.cli.terminal.TransferDisplay;
import dev.flysnap.cli.view.View;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.portable.manifest.CopyList;
import dev.flysnap.portable.manifest.Manifests;
import dev.flysnap.portable.store.CopyStore;
import dev.flysnap.portable.store.ObjectName;
import dev.flysnap.portable.store.StoreAddress;
import dev.flysnap.portable.verify.CopyVerifier;
import dev.flysnap.portable.verify.VerifyReport;
import dev.flysnap.portable.verify.VerifyRequest;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.runtime.TransferProgress;
import dev.flysnap.sqlite.check.Expectation;
import java.io.PrintWriter;
import java.util.List;

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

    private Outcome all(CopyStore store) {
        CopyList list = CopyList.of(store);
        List<VerifyReport> reports;
        try (TransferDisplay progress = Terminal.copyProgress(err)) {
            CopyVerifier verifier = verifier(true, progress);
            reports = list.copies().stream().map(it -> verifier.verify(store, it)).toList();
        }
        boolean isGood =
                list.problems().isEmpty() && reports.stream().allMatch(VerifyReport::isGood);
        return new Outcome(
                new VerifyReportView(store.address(), reports, list.problems()),
                list.problems(),
                exit(isGood));
    }

    /** A manifest stands for its copy. */
    private Outcome one(CopyStore store, ObjectName name) {
        boolean isManifest = Manifests.isNameOfOne(name) && store.has(Manifests.contentOf(name));
        ObjectName content = isManifest ? Manifests.contentOf(name) : name;
        VerifyReport report;
        try (TransferDisplay progress = Terminal.copyProgress(err)) {
            report = verifier(false, progress).verify(store, content);
        }
        return new Outcome(
                new VerifyReportView(store.address(), List.of(report), List.of()),
                List.of(),
                exit(report.isGood()));
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
