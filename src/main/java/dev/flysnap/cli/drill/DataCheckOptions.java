package dev.flysnap.cli.drill;

import dev.flysnap.cli.option.ExpectOptions;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.restore.verify.Checks;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What must be true of the restored data. */
final class DataCheckOptions {
    @Mixin private ExpectOptions expect;

    @Option(
            names = "--verify",
            paramLabel = "LEVEL",
            defaultValue = "quick",
            description =
                    "quick (quick_check) or full (integrity_check). Default: ${DEFAULT-VALUE}.")
    private CheckDepth verify;

    @Option(
            names = "--no-foreign-keys",
            description =
                    "Accept rows that refer to none. Default: foreign_key_check has to find nothing.")
    private boolean noForeignKeys;

    @Option(
            names = "--allow-empty",
            description =
                    "A database may have no tables, or be much smaller than in the receipt or an earlier snapshot. Default: that is a failure.")
    private boolean allowEmpty;

    void check(CommandSpec spec) {
        if (verify == CheckDepth.NONE) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--verify takes quick or full here: none would find nothing");
        }
    }

    CheckDepth depth() {
        return verify;
    }

    Checks checks(CommandSpec spec) {
        return new Checks(
                verify, expect.expectations(spec), Optional.of(allowEmpty).filter(it -> it));
    }

    boolean foreignKeys() {
        return !noForeignKeys;
    }
}
