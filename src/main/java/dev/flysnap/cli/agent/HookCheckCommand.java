package dev.flysnap.cli.agent;

import dev.flysnap.cli.session.FlySession;
import dev.flysnap.cli.session.SessionCommand;
import dev.flysnap.cli.view.Table;
import dev.flysnap.cli.view.View;
import dev.flysnap.config.Config;
import dev.flysnap.config.ConfigFlags;
import dev.flysnap.hook.check.ConfiguredHookCheck;
import dev.flysnap.hook.check.HookCheckup;
import dev.flysnap.hook.transport.TransportResult;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.Via;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flysnap hook check}. */
@Command(
        name = "check",
        description = {
            "Tests a hook against the whole contract, and prints the level that it reaches and the rules that it breaks.",
            "It blocks writers a few times, for at most four seconds each. Exit code 13 if a rule is broken.",
            "Rules that a transport cannot test are reported as not tried. A hook on this computer needs no Fly token.",
            "With --transports it tries every transport to the hook from here instead, and prints which ones work."
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
            "  flysnap hook check --transports --app shop"
        })
final class HookCheckCommand extends SessionCommand {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "URL",
            description =
                    "The hook; {private_ip}, {machine_id} and {app} are filled in. Default: FLYSNAP_HOOK_URL.")
    private Optional<String> url;

    @Option(
            names = "--via",
            paramLabel = "TRANSPORT",
            description = "The transport to test: direct, exec, public or flyctl. Default: auto.")
    private Optional<String> via;

    @Option(
            names = "--container",
            paramLabel = "NAME",
            description =
                    "The container of the agent, on a machine of several. Default: FLYSNAP_CONTAINER, flysnap.toml, then the only one that mounts the volume.")
    private Optional<String> container;

    @Option(
            names = "--transports",
            description = "Try every transport: direct, exec, public, flyctl.")
    private boolean allTransports;

    @Override
    protected ConfigFlags flags() {
        return target.flags(Optional.empty(), url, via).withContainer(container);
    }

    @Override
    public Integer call() {
        Config config = Config.load(flags());
        ConfiguredHookCheck check = new ConfiguredHookCheck(FlySession.hookSettings(config));
        if (!allTransports && check.needsNoFly()) {
            return report(check.withoutMachine(config.app())).number();
        }
        return super.call();
    }

    @Override
    protected boolean onlyLooks() {
        return true;
    }

    @Override
    protected ExitCode run(FlySession session) {
        return allTransports ? tryTransports(session) : report(session.checkHook());
    }

    private ExitCode report(HookCheckup checkup) {
        print(new HookCheckView(checkup));
        return checkup.isBroken() ? ExitCode.CHECK_NOT_MET : ExitCode.DONE;
    }

    private ExitCode tryTransports(FlySession session) {
        List<TransportResult> results =
                session.tryTransports(List.of(Via.DIRECT, Via.EXEC, Via.PUBLIC, Via.FLYCTL));
        print(new TransportsView(results));
        if (results.stream().noneMatch(TransportResult::works)) {
            throw new Problem(
                            "no-transport-works",
                            ExitCode.FAILED,
                            "No transport reaches the hook of " + session.app() + " from here.",
                            "See above.",
                            "Is the agent running? fly logs --app " + session.app())
                    .exception();
        }
        return ExitCode.DONE;
    }

    private record TransportsView(List<TransportResult> results) implements View {
        @Override
        public String text() {
            Table table = new Table();
            results.forEach(result ->
                    table.row(
                            "  --via " + result.way(),
                            result.works() ? "works" : "does not: " + result.why()));
            return table.text();
        }

        @Override
        public Json json() {
            return new Json.Arr(
                    results.stream()
                            .<Json>map(it -> Records.write(TransportResult.class, it))
                            .toList());
        }
    }
}
