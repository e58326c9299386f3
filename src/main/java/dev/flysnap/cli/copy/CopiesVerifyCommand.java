package dev.flysnap.cli.copy;

import dev.flysnap.cli.option.ExpectOptions;
import dev.flysnap.cli.terminal.Terminal;
import dev.flysnap.cli.terminal.TransferDisplay;
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
import dev.flysnap.runtime.TransferProgress;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flysnap copies verify}. */
@Command(
        name = "verify",
        description = {
            "Verifies all copies of a store, one copy, or any SQLite file with its WAL or journal. Nothing is changed.",
            "Copies are compared with their manifests, decrypted, decompressed, opened and checked; of encrypted ones without --identity only the stored bytes are compared. For one copy or file foreign keys are checked too. Exit code 13 when one is bad."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  flysnap copies verify /mnt/backups/ --identity key.txt",
            "  flysnap copies verify ./app.db --expect 'SELECT count(*) FROM orders' '>=' 1000"
        })
final class CopiesVerifyCommand extends CopyCommand {
    @Parameters(
            index = "0",
            paramLabel = "STORE|COPY|FILE",
            description =
                    "A directory with copies, s3://BUCKET/FOLDER/, one copy of them, or a database file.")
    private String what;

    @Option(
            names = "--verify",
            paramLabel = "LEVEL",
            defaultValue = "quick",
            description =
                    "none (only hashes, and whether it opens), quick or full. Default: ${DEFAULT-VALUE}.")
    private CheckDepth verify;

    @Mixin private OpeningOptions opening;

    @Mixin private ExpectOptions expect;

    @Override
    public Integer call() {
        StoreAddress address = address(what);
        CopyStore store = address.open();
        return address.object().map(it -> one(store, it)).orElseGet(() -> all(store)).number();
    }

    private CopyVerifier verifier(boolean isStore, TransferProgress progress) {
        return new CopyVerifier(
                new VerifyRequest(
                        verify,
                        !isStore && verify != CheckDepth.NONE,
                        expect.expectations(spec),
                        opening.identities(),
                        opening.temporaryDirectory(),
                        progress));
    }

    private ExitCode all(CopyStore store) {
        CopyList list = CopyList.of(store);
        List<VerifyReport> reports;
        try (TransferDisplay progress = Terminal.copyProgress(spec.commandLine().getErr())) {
            CopyVerifier verifier = verifier(true, progress);
            reports = list.copies().stream().map(it -> verifier.verify(store, it)).toList();
        }
        print(new VerifyReportView(store.address(), reports, list.problems()));
        warn(list.problems());
        return list.problems().isEmpty() && reports.stream().allMatch(VerifyReport::isGood)
                ? ExitCode.DONE
                : ExitCode.CHECK_NOT_MET;
    }

    /** A manifest stands for its copy. */
    private ExitCode one(CopyStore store, ObjectName name) {
        boolean isManifest = Manifests.isNameOfOne(name) && store.has(Manifests.contentOf(name));
        ObjectName content = isManifest ? Manifests.contentOf(name) : name;
        VerifyReport report;
        try (TransferDisplay progress = Terminal.copyProgress(spec.commandLine().getErr())) {
            report = verifier(false, progress).verify(store, content);
        }
        print(new VerifyReportView(store.address(), List.of(report), List.of()));
        return report.isGood() ? ExitCode.DONE : ExitCode.CHECK_NOT_MET;
    }
}
