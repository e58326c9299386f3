package dev.flysnap.cli;

import dev.flysnap.config.Config;
import dev.flysnap.config.GivenFlags;
import dev.flysnap.config.Via;
import dev.flysnap.hook.HookCheckup;
import dev.flysnap.hook.HookFinding;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flysnap hook check}. */
@Command(
        name = "check",
        description = {
            "Tests a hook against the whole contract, and prints the level that it reaches and the rules that it breaks.",
            "It blocks writers a few times, for at most four seconds each. Exit code 13 if a rule is broken."
                    + " Rules that a transport cannot test are reported as not tried. A hook on this computer needs no Fly token."
                    + " With --ways it tries every transport to the hook from here instead, and prints which ones work."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The token comes from FLYSNAP_HOOK_TOKEN.",
            "",
            "Examples:",
            "  flysnap hook check http://127.0.0.1:8099",
            "  flysnap hook check 'http://{private_ip}:8099' --app shop --json",
            "  flysnap hook check --via exec --app shop",
            "  flysnap hook check --ways --app shop"
        })
final class HookCheckCommand implements Callable<Integer> {
    private static final int MOST_NAMED = 50;

    @Spec private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "URL",
            description =
                    "The hook; {private_ip}, {machine_id} and {app} are filled in. Default: FLYSNAP_HOOK_URL.")
    private Optional<String> url;

    @Mixin private TargetOptions target;

    @Option(
            names = "--via",
            paramLabel = "WAY",
            description = "The transport to test: direct, exec, public or flyctl. Default: auto.")
    private Optional<String> via;

    @Option(names = "--ways", description = "Try every transport: direct, exec, public, flyctl.")
    private boolean ways;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        GivenFlags flags = target.flags(Optional.empty(), url, via);
        if (!ways) {
            Config config = Session.load(flags);
            if (HookReach.needsNoFly(config)) {
                return print(HookReach.checkAlone(config), out);
            }
        }
        try (Session session = Session.open(flags, spec.commandLine().getErr())) {
            return ways ? tryWays(session, out) : print(session.checkHook(), out);
        }
    }

    private int print(HookCheckup checkup, PrintWriter out) {
        if (target.json) {
            out.println(
                    JsonText.printPretty(
                            Records.write(HookCheckup.class, checkup)
                                    .with("reaches", checkup.reaches())));
        } else {
            for (HookFinding finding : checkup.findings()) {
                out.println("  %-9s %s".formatted(mark(finding), finding.rule()));
                if (!finding.seen().isEmpty()) {
                    out.println("            " + finding.seen());
                }
            }
            out.println(databases(checkup.databases()));
            out.println(
                    "It says level %d and reaches level %d."
                            .formatted(checkup.claims(), checkup.reaches()));
        }
        return checkup.isBreached() ? ExitCode.CHECK_NOT_MET.number() : ExitCode.DONE.number();
    }

    private static String databases(List<String> names) {
        if (names.isEmpty()) {
            return "It names no database.";
        }
        int more = names.size() - MOST_NAMED;
        return "It has %s%s."
                .formatted(
                        String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMED))),
                        more > 0 ? ", and %d more (--json names all)".formatted(more) : "");
    }

    private int tryWays(Session session, PrintWriter out) {
        List<WayTried> tried =
                session.tryWays(List.of(Via.DIRECT, Via.EXEC, Via.PUBLIC, Via.FLYCTL));
        if (target.json) {
            out.println(
                    JsonText.printPretty(
                            new Json.Arr(
                                    tried.stream()
                                            .<Json>map(it -> Records.write(WayTried.class, it))
                                            .toList())));
        } else {
            for (WayTried each : tried) {
                out.println(
                        "  --via %-8s %s"
                                .formatted(
                                        each.way(),
                                        each.works() ? "works" : "does not: " + each.why()));
            }
        }
        boolean any = tried.stream().anyMatch(WayTried::works);
        if (!any) {
            throw new Problem(
                            "no-way-works",
                            ExitCode.FAILED,
                            "No way reaches the hook of " + session.app() + " from here.",
                            "See above.",
                            "Is the agent running? fly logs --app " + session.app())
                    .exception();
        }
        return ExitCode.DONE.number();
    }

    private static String mark(HookFinding finding) {
        return switch (finding.outcome()) {
            case KEPT -> "kept";
            case BROKEN -> "BROKEN";
            case NOT_TRIED -> "not tried";
        };
    }
}
