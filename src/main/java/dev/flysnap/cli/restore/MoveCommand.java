package dev.flysnap.cli.restore;

import dev.flysnap.cli.option.ExpectOptions;
import dev.flysnap.cli.option.VerifierOptions;
import dev.flysnap.cli.option.VolumeSizeConverter;
import dev.flysnap.cli.session.AppCommand;
import dev.flysnap.cli.session.FlySession;
import dev.flysnap.cli.session.RunIds;
import dev.flysnap.cli.session.RunProblems;
import dev.flysnap.cli.terminal.Confirmation;
import dev.flysnap.cli.terminal.Terminal;
import dev.flysnap.model.Region;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.request.MoveRequest;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.verify.Checks;
import dev.flysnap.runtime.Prompt;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code flysnap move}. */
@Command(
        name = "move",
        description = {
            "Moves a machine with its volume to another region or host, without losing a commit.",
            "Stops the old machine, takes a snapshot, restores it elsewhere and verifies it; then the app starts there. If that fails, the old machine starts again. The app is not served from the stop to the start."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  flysnap move shop --to-region fra --dry-run",
            "  flysnap move shop --to-region fra,ams --yes"
        })
public final class MoveCommand extends AppCommand {
    @Mixin private ExpectOptions expect;

    @Option(
            names = "--to-region",
            paramLabel = "REGION,…",
            hideParamSyntax = true,
            required = true,
            split = ",",
            description =
                    "The destination; several, such as fra,ams, are tried in this order if there is no room.")
    private List<String> toRegions;

    @Option(
            names = "--new-host",
            description = "The destination may be the region where the app is: another host there.")
    private boolean newHost;

    @Option(
            names = "--size-gb",
            paramLabel = "N",
            converter = VolumeSizeConverter.class,
            description = "Size of the new volume. Default: that of the old one.")
    private Optional<Integer> sizeGb;

    @Option(
            names = "--verify",
            paramLabel = "LEVEL",
            defaultValue = "quick",
            description =
                    "none, quick (quick_check) or full (integrity_check). Default: ${DEFAULT-VALUE}.")
    private CheckDepth verify;

    @Option(
            names = "--allow-empty",
            description =
                    "Accept a database that has no tables, or is much smaller than in the receipt or an earlier snapshot. Default: that is exit code 13.")
    private boolean allowEmpty;

    @Mixin private VerifierOptions verifier;

    @Option(names = "--dry-run", description = "Print the plan and stop; nothing is changed.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Do not ask for confirmation; needed in a script.")
    private boolean yes;

    @Override
    protected void check() {
        List<Region> _ = regions();
        Checks _ = checks();
    }

    @Override
    protected boolean onlyLooks() {
        return dryRun;
    }

    @Override
    protected ExitCode run(FlySession session) {
        Restore restore = new Restore(session.context());
        if (!dryRun) {
            retryPendingFences(session, session.app());
        }
        RestorePlan plan =
                restore.plan(
                        RunIds.next(),
                        RunIds.next(),
                        new MoveRequest(
                                session.app(),
                                session.volume(),
                                regions(),
                                newHost,
                                sizeGb,
                                verifier.image(),
                                checks(),
                                verifier.timeout()));
        if (dryRun) {
            print(RestorePlanView.preview(plan));
            return ExitCode.DONE;
        }
        Optional<Prompt> prompt = Terminal.prompt(err());
        if (!yes && prompt.isEmpty()) {
            printText(RestorePlanView.preview(plan).text());
            throw RunProblems.moveNotConfirmed(plan).exception();
        }
        printText(RestorePlanView.of(plan).text());
        Confirmation.demandForCutover(plan.app(), yes, prompt);
        print(new RestoreView(restore.run(plan)));
        return ExitCode.DONE;
    }

    private List<Region> regions() {
        return toRegions.stream()
                .map(String::strip)
                .map(it -> parse(it, Region::new))
                .distinct()
                .toList();
    }

    private Checks checks() {
        return new Checks(
                verify, expect.expectations(spec), Optional.of(allowEmpty).filter(it -> it));
    }
}
