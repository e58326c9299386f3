package dev.flysnap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flysnap.contract.CheckAnswer;
import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.resource.ContainerName;
import dev.flysnap.fly.resource.CreateMachine;
import dev.flysnap.fly.settings.FlySettings;
import dev.flysnap.fly.settings.FlyToken;
import dev.flysnap.hook.client.HookTimeouts;
import dev.flysnap.hook.client.Quiescer;
import dev.flysnap.hook.transport.HookTransports;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Region;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.proof.Resumed;
import dev.flysnap.sim.SimSettings;
import dev.flysnap.sim.Simulator;
import dev.flysnap.sim.platform.Machinery;
import dev.flysnap.sim.scripted.MemoryDisks;
import dev.flysnap.sim.scripted.ScriptedMachinery;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParseResult;

/** What the way through exec sends is read by the parser that the agent's client really has. */
class AgentCtlUnderstandsExecTest {
    private final List<String> understood = new ArrayList<>();
    private final Set<String> containers = new LinkedHashSet<>();

    private Machinery.ExecOutcome parse(Machinery.Exec exec, String machineId) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        ParseResult result =
                Main.commandLine(nowhere, nowhere)
                        .parseArgs(exec.command().stream().skip(1).toArray(String[]::new));
        List<String> words = new ArrayList<>();
        while (result.hasSubcommand()) {
            result = result.subcommand();
            words.add(result.commandSpec().name());
        }
        for (ArgSpec argument : new LinkedHashSet<>(result.matchedArgs())) {
            words.add(
                    argument.paramLabel()
                            + "="
                            + String.join(",", argument.originalStringValues()));
        }
        understood.add(String.join(" ", words));
        containers.add(exec.container().orElse("(the first)"));
        String answer =
                switch (words.get(2)) {
                    case "quiesce" ->
                            "{\"lease\":\"-L1\",\"expires_in_ms\":0,\"machine_id\":\"%s\",\"sqlite_version\":\"3\",\"databases\":[%s,%s]}"
                                    .formatted(machineId, database("a b"), database("c"));
                    case "resume" -> "{\"intact\":true,\"held_ms\":5}";
                    case "check" -> "{\"state\":\"done\",\"databases\":[]}";
                    default -> "{\"level\":2,\"databases\":[]}";
                };
        return new Machinery.ExecOutcome.Done(0, Optional.empty(), answer, "");
    }

    private static String database(String name) {
        return "{\"name\":\"%s\",\"path\":\"/x\",\"journal_mode\":\"wal\",\"checkpoint\":{\"busy\":0,\"log\":0,\"checkpointed\":0},\"wal_bytes\":0,\"held\":false,\"synced\":true}"
                .formatted(name);
    }

    @Test
    void whatIsSentIsUnderstood() {
        ScriptedMachinery machinery = new ScriptedMachinery();
        AppName shop = new AppName("shop");
        machinery.onExec((id, exec) -> parse(exec, id));
        try (Simulator sim =
                        Simulator.start(
                                SimSettings.scripted(machinery, new MemoryDisks())
                                        .withApp("shop"));
                FlyApi fly =
                        FlyApi.of(
                                FlySettings.of(
                                        URI.create(sim.baseUrl()),
                                        FlyToken.parse(sim.token()),
                                        "flysnap/test"),
                                (action, target) -> {},
                                sim.sleeper(),
                                sim.clock())) {
            Machine machine =
                    fly.machines()
                            .create(
                                    shop,
                                    new CreateMachine(
                                            "web",
                                            new Region("ams"),
                                            JsonText.parseObject(
                                                    "{\"containers\":[{\"name\":\"a\",\"image\":\"a\",\"exec\":[\"x\"]},{\"name\":\"b\",\"image\":\"b\",\"exec\":[\"y\"]}]}"),
                                            false,
                                            false));
            fly.machines()
                    .waitFor(
                            shop,
                            machine.id(),
                            MachineState.STARTED,
                            Optional.empty(),
                            Duration.ofSeconds(60));
            try (Quiescer hook =
                    new HookTransports(HookTimeouts.DEFAULT, sim.sleeper(), sim.clock())
                            .exec(
                                    fly.machines(),
                                    shop,
                                    machine,
                                    Optional.of(new ContainerName("b")))) {
                assertEquals(2, hook.status().level());
                var _ = hook.quiesce("run_a/1", Duration.ofMillis(1500), List.of("a b", "c"));
                assertEquals(new Resumed.Intact(5), hook.resume("-L1"));
                assertEquals(
                        CheckAnswer.State.DONE,
                        hook.check(
                                        "run_a/check",
                                        CheckDepth.FULL,
                                        List.of("a b", "c"),
                                        Duration.ofHours(1))
                                .state());
            }
        }
        assertEquals(
                List.of(
                        "agent ctl status MS=14000",
                        "agent ctl quiesce MS=29000 ID=run_a/1 MS=1500 NAME=a b,c",
                        "agent ctl resume MS=14000 LEASE=-L1",
                        "agent ctl check MS=14000 ID=run_a/check LEVEL=full MS=3600000 NAME=a b,c"),
                understood);
        assertEquals(Set.of("b"), containers);
    }
}
