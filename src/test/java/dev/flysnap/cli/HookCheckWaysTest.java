package dev.flysnap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.cli.session.FlySession;
import dev.flysnap.config.Config;
import dev.flysnap.config.ConfigFlags;
import dev.flysnap.hook.check.ConfiguredHookCheck;
import dev.flysnap.hook.check.HookCheck;
import dev.flysnap.hook.check.HookCheckup;
import dev.flysnap.hook.check.HookFinding;
import dev.flysnap.hook.transport.FlyProxies;
import dev.flysnap.hook.transport.HookAddress;
import dev.flysnap.hook.transport.HookToken;
import dev.flysnap.hook.transport.StandInProxy;
import dev.flysnap.sqlite.Load;
import dev.flysnap.time.Sleeper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole contract against a real agent, on each way that leads to it. */
class HookCheckWaysTest {
    @TempDir private Path directory;
    private ShopWithAgent shop;

    @BeforeEach
    void start() throws IOException, SQLException {
        shop = ShopWithAgent.onAVirtualClock(directory, "shop");
    }

    @AfterEach
    void stop() {
        shop.close();
    }

    private HookAddress address() {
        return HookAddress.parse("http://127.0.0.1:" + shop.agentPort());
    }

    private static HookToken token() {
        return HookToken.parse(ShopWithAgent.SECRET);
    }

    private static HookCheck check() {
        return new HookCheck(Sleeper.REAL, InstantSource.system());
    }

    private static List<String> rules(HookCheckup checkup, HookFinding.Outcome outcome) {
        return checkup.findings().stream()
                .filter(it -> it.outcome() == outcome)
                .map(HookFinding::rule)
                .toList();
    }

    private static void assertAllKept(HookCheckup checkup) {
        assertEquals(List.of(), rules(checkup, HookFinding.Outcome.BROKEN), checkup::toString);
        assertEquals(List.of(), rules(checkup, HookFinding.Outcome.NOT_TRIED));
        assertEquals(2, checkup.reachedLevel());
    }

    @Test
    void byExecAllIsTriedThatAClientInTheMachineCanCarry() {
        HookCheckup checkup =
                check().overExec(
                                shop.fly().machines(),
                                shop.app(),
                                shop.theMachine(),
                                Optional.empty());
        assertEquals(List.of(), rules(checkup, HookFinding.Outcome.BROKEN), checkup::toString);
        assertEquals(
                List.of(
                        "/status without a token is 401",
                        "/status with a wrong token is 401",
                        "/quiesce without a token is 401",
                        "/quiesce with a wrong token is 401",
                        "/resume without a token is 401",
                        "/resume with a wrong token is 401",
                        "a request that is not the contract's is 400",
                        "of several attempts at once one gets the lease, the others 409"),
                rules(checkup, HookFinding.Outcome.NOT_TRIED));
        assertEquals(14, rules(checkup, HookFinding.Outcome.KEPT).size(), checkup::toString);
        assertEquals(2, checkup.reachedLevel());
    }

    @Test
    void inPublicAndThroughFlyctlEverythingIsTried() throws IOException {
        assertAllKept(check().overPublicUrl(address(), token(), shop.app(), shop.theMachine()));
        Path fly = directory.resolve("fly");
        Files.writeString(
                fly,
                "#!/bin/sh\nexec %s \"$2\" %d\n"
                        .formatted(Load.shell(StandInProxy.class), shop.agentPort()));
        Files.setPosixFilePermissions(fly, PosixFilePermissions.fromString("rwx------"));
        try (FlyProxies proxies = new FlyProxies(directory.toString())) {
            assertAllKept(
                    check().overFlyProxy(proxies, 8099, token(), shop.app(), shop.theMachine()));
        }
    }

    @Test
    void atAnAddressOfThisComputerNeitherFlyNorAnAppIsNeeded() {
        Config config =
                Config.load(
                        new ConfigFlags(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("http://127.0.0.1:" + shop.agentPort()),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        Map.of("FLYSNAP_HOOK_TOKEN", ShopWithAgent.SECRET),
                        directory,
                        directory);
        assertEquals(Optional.empty(), config.flyToken());
        assertEquals(Optional.empty(), config.app());
        assertAllKept(
                new ConfiguredHookCheck(FlySession.hookSettings(config))
                        .withoutMachine(config.app()));
    }

    @Test
    void execWithoutAnAgentAndATransportThatNeedsOneAreRefusedBeforeAnythingIsTouched() {
        StringWriter err = new StringWriter();
        int exit =
                Main.commandLine(new PrintWriter(new StringWriter()), new PrintWriter(err, true))
                        .execute(
                                "create",
                                "shop",
                                "--hook=exec",
                                "--via=direct",
                                "--state-dir=" + directory);
        assertEquals(2, exit, err::toString);
        assertTrue(err.toString().contains("hook-way-contradictory"), err::toString);
    }
}
