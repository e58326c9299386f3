package dev.flysnap.cli.copy;

import dev.flysnap.cli.option.ExpectOptions;
import dev.flysnap.model.sqlite.CheckDepth;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flysnap copies verify}. */
@Command(
        name = "verify",
        description = {
            "Verifies all copies of a store, one copy, or any SQLite file with its WAL or journal. Nothing of them is changed; beside a copy it is noted when it was found good or damaged, for copies list and prune.",
            "Copies are compared with their manifests, decrypted, decompressed, opened and checked; of encrypted ones without --identity only the stored bytes are compared. For one copy or file foreign keys are checked too. Exit code 13 when one is bad."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  flysnap copies verify /mnt/backups/ --identity key.txt",
            "  flysnap copies verify ./app.db \\",
            "      --expect 'SELECT count(*) FROM orders' '>=' 1000"
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
        CopyVerification.Outcome found =
                new CopyVerification(
                                verify,
                                expect.expectations(spec),
                                opening,
                                spec.commandLine().getErr())
                        .of(address(what));
        print(found.view());
        warn(found.problems());
        return found.exit().number();
    }
}
