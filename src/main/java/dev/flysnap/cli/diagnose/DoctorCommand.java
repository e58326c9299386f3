package dev.flysnap.cli.diagnose;

import dev.flysnap.cli.option.DurationConverter;
import dev.flysnap.cli.option.HookOptions;
import dev.flysnap.cli.option.OptionParser;
import dev.flysnap.cli.option.OutsideOptions;
import dev.flysnap.cli.option.SharedState;
import dev.flysnap.cli.session.FlySession;
import dev.flysnap.cli.session.LookCommand;
import dev.flysnap.cli.session.RunIds;
import dev.flysnap.cli.view.CheckupView;
import dev.flysnap.config.ConfigFlags;
import dev.flysnap.doctor.checkup.Checkup;
import dev.flysnap.doctor.checkup.ClockCheck;
import dev.flysnap.doctor.checkup.CopiesCheck;
import dev.flysnap.doctor.checkup.Doctor;
import dev.flysnap.doctor.checkup.Finding;
import dev.flysnap.doctor.checkup.ScheduleCheck;
import dev.flysnap.doctor.checkup.TokenCheck;
import dev.flysnap.doctor.checkup.Upkeep;
import dev.flysnap.doctor.triage.LargerData;
import dev.flysnap.doctor.triage.PendingRuns;
import dev.flysnap.doctor.triage.SupersededData;
import dev.flysnap.fly.http.FlyException;
import dev.flysnap.fly.resource.TokenScope;
import dev.flysnap.fly.settings.FlyToken;
import dev.flysnap.fly.settings.TokenFacts;
import dev.flysnap.journal.Journal;
import dev.flysnap.model.AppName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.runtime.RunContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code flysnap doctor}. */
@Command(
        name = "doctor",
        description = {
            "Checks whether flysnap can work for an app, and what has been left undone.",
            "It looks at the token, what it is for and when it ends, app, volumes, machines, snapshots, hook, unfinished runs, old machines that could not be stopped, the clock, leftovers, the last restore that was tried, copies outside Fly, and schedules that did not run. Changes nothing; in a bucket for copies, and in a store that the journal is shared by, it writes a small object and deletes it.",
            "Ends with the one thing to do next. Exit code 13 if something is wrong, a token that Fly refuses, too; 12 without any token: then Fly is not asked."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  flysnap doctor shop",
            "  flysnap doctor --json",
            "  flysnap doctor shop --max-age 26h --max-drill-age 8d --in-app my-flysnap",
            "  flysnap doctor shop --max-copy-age 26h --store s3://backups/shop/"
        })
public final class DoctorCommand extends LookCommand {
    @Mixin private HookOptions hook;

    @Option(
            names = "--max-age",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "How old a volume's newest snapshot may be, such as 26h.")
    private Optional<Duration> maxAge = Optional.empty();

    @Option(
            names = "--max-drill-age",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "How long ago the last restore on trial may be, such as 8d.")
    private Optional<Duration> maxDrillAge = Optional.empty();

    @Option(
            names = "--max-copy-age",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description =
                    "How old the newest copy of each database outside Fly may be, such as 26h.")
    private Optional<Duration> maxCopyAge = Optional.empty();

    @Option(
            names = "--store",
            paramLabel = "STORE",
            description =
                    "Where copies are, beside the copies.stores of flysnap.toml, where this computer has put copies, and the buckets of computers that share its journal; may be repeated.")
    private List<String> stores = List.of();

    @Option(
            names = "--in-app",
            paramLabel = "APP",
            description =
                    "flysnap's own app, whose schedules and drills are checked. Default: FLYSNAP_SCHEDULE_APP.")
    private Optional<String> inApp = Optional.empty();

    @Override
    protected ConfigFlags flags() {
        return target.flags(appArgument, hook);
    }

    @Override
    protected ExitCode run(FlySession session) {
        Checkup checkup =
                new Doctor(
                                session.context().fly(),
                                session.hook(),
                                session.context().clock(),
                                session.context().journal()::check,
                                session.config().ignored(),
                                maxAge)
                        .examine(session.app(), session.config().volume())
                        .with(new PendingRuns(session.context()).findings(session.app()))
                        .with(new SupersededData(session.context()).findings(session.app()))
                        .with(
                                new LargerData(session.context())
                                        .findings(session.app(), session.hook()))
                        .with(upkeep(session))
                        .with(copies(session))
                        .with(
                                SharedState.of(session.config()).stream()
                                        .map(SharedState::check)
                                        .toList());
        print(new CheckupView(checkup));
        return checkup.isWrong() ? ExitCode.CHECK_NOT_MET : ExitCode.DONE;
    }

    private List<Finding> copies(FlySession session) {
        Journal journal = session.context().journal();
        List<String> own = journal.copyStores(session.app());
        List<String> known = new ArrayList<>(own);
        known.addAll(journal.copyBucketsElsewhere(session.app()));
        return new CopiesCheck(session.context(), session.app(), maxCopyAge)
                .findings(
                        OutsideOptions.stores(spec, session.config().copyStores(), stores, known),
                        OutsideOptions.stores(spec, List.of(), stores, own),
                        OutsideOptions.stores(
                                spec, session.config().copyStores(), stores, List.of()));
    }

    /** What time alone makes wrong. */
    private List<Finding> upkeep(FlySession session) {
        RunContext context = session.context();
        List<Finding> findings = new ArrayList<>();
        ClockCheck.of(context.fly().clockAhead()).ifPresent(findings::add);
        Optional<AppName> own = OptionParser.ownApp(spec, inApp);
        session.config()
                .flyToken()
                .map(FlyToken::parse)
                .map(TokenFacts::of)
                .ifPresent(it -> {
                    TokenCheck.of(session.app(), it, !isTokenSet(), context.clock().instant())
                            .ifPresent(findings::add);
                    TokenCheck.scope(session.app(), own, it, scopes(context))
                            .ifPresent(findings::add);
                });
        findings.addAll(
                new Upkeep(context).findings(session.app(), RunIds.next(), maxDrillAge, own));
        own.ifPresent(it ->
                findings.addAll(
                        new ScheduleCheck(context.fly(), context.clock())
                                .findings(session.app(), it)));
        return findings;
    }

    /** The other checks say it where Fly does not answer; of some tokens it says nothing. */
    private static List<TokenScope> scopes(RunContext context) {
        try {
            return context.fly().platform().tokenScopes();
        } catch (FlyException e) {
            return List.of();
        }
    }

    /** Otherwise it is the one of fly auth login. */
    private static boolean isTokenSet() {
        return Stream.of("FLY_API_TOKEN", "FLY_ACCESS_TOKEN")
                .anyMatch(it -> !System.getenv().getOrDefault(it, "").isBlank());
    }
}
