package dev.flysnap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.config.Config;
import dev.flysnap.config.GivenFlags;
import dev.flysnap.config.Via;
import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.FlySettings;
import dev.flysnap.fly.FlyToken;
import dev.flysnap.hook.FlyProxies;
import dev.flysnap.model.AppName;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Region;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.time.Sleeper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which way to the hook is taken, and for which of them a hook counts as configured. */
class HookReachTest {
    private static final FlyProxies NO_PROXIES = new FlyProxies("");
    private static final String ON_FLY = "fdaa:0:1:a7b:1::2";
    private static final Map<String, String> INSIDE = Map.of("FLY_MACHINE_ID", "1857156b526dd8");

    @TempDir private Path empty;

    private Config config(Optional<String> hook, Optional<String> via) {
        return Config.load(
                new GivenFlags(
                        Optional.of("shop"),
                        Optional.empty(),
                        hook,
                        via,
                        Optional.empty(),
                        Optional.empty()),
                Map.of(),
                empty,
                empty);
    }

    private static FlyApi fly() {
        return FlyApi.of(
                FlySettings.of(
                        URI.create("http://127.0.0.1:1"), FlyToken.parse("fm2_x"), "flysnap/test"),
                (action, target) -> {},
                Sleeper.REAL,
                InstantSource.system());
    }

    private static Machine machine(String privateIp) {
        return new Machine(
                new MachineId("1857156b526dd8"),
                "web",
                MachineState.STARTED,
                new Region("ams"),
                Optional.of("01A"),
                Optional.of(privateIp),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                HostStatus.OK,
                false,
                List.of(),
                List.of());
    }

    private Via taken(String hook, Map<String, String> environment, String privateIp) {
        try (FlyApi fly = fly()) {
            return HookReach.by(
                            Via.AUTO,
                            config(Optional.of(hook), Optional.empty()),
                            fly,
                            environment,
                            NO_PROXIES)
                    .way(machine(privateIp));
        }
    }

    @Test
    void autoTakesExecFromOutsideFlyAndTheShortestWayElsewhere() {
        String byPrivateIp = "http://{private_ip}:8099";
        assertEquals(Via.EXEC, taken(byPrivateIp, Map.of(), ON_FLY));
        assertEquals(Via.DIRECT, taken(byPrivateIp, INSIDE, ON_FLY));
        assertEquals(Via.DIRECT, taken(byPrivateIp, Map.of("FLY_REGION", "ams"), ON_FLY));
        assertEquals(Via.DIRECT, taken(byPrivateIp, Map.of(), "127.0.0.7"));
        assertEquals(Via.DIRECT, taken("http://localhost:8099", Map.of(), ON_FLY));
        assertEquals(
                Via.EXEC, taken("http://{machine_id}.vm.{app}.internal:8099", Map.of(), ON_FLY));
        assertEquals(Via.PUBLIC, taken("https://{app}.fly.dev", Map.of(), ON_FLY));
        assertEquals(Via.PUBLIC, taken("https://{app}.fly.dev", INSIDE, ON_FLY));
    }

    private boolean configured(Optional<String> hook, Optional<String> via) {
        try (FlyApi fly = fly()) {
            return HookReach.of(config(hook, via), fly, Map.of(), NO_PROXIES).isPresent();
        }
    }

    @Test
    void waysThatNeedNoAddressCountAsAHookAndTheOthersDoNot() {
        assertEquals(false, configured(Optional.empty(), Optional.empty()));
        assertEquals(false, configured(Optional.empty(), Optional.of("direct")));
        assertTrue(configured(Optional.empty(), Optional.of("exec")));
        assertTrue(configured(Optional.empty(), Optional.of("flyctl")));
        assertTrue(configured(Optional.of("exec"), Optional.empty()));
        FlysnapException malformed =
                assertThrows(
                        FlysnapException.class,
                        () -> configured(Optional.of("http://example.com"), Optional.empty()));
        assertEquals("hook-address-insecure", malformed.problem().code());
    }

    @Test
    void byExecNoTokenOfTheHookIsNeededAndByTheOtherWaysOneIs() {
        AppName shop = new AppName("shop");
        Machine machine = machine(ON_FLY);
        try (FlyApi fly = fly()) {
            HookReach.by(
                            Via.EXEC,
                            config(Optional.empty(), Optional.empty()),
                            fly,
                            Map.of(),
                            NO_PROXIES)
                    .reach(shop, machine)
                    .close();
            HookReach.by(
                            Via.AUTO,
                            config(Optional.of("exec"), Optional.empty()),
                            fly,
                            Map.of(),
                            NO_PROXIES)
                    .reach(shop, machine)
                    .close();
            for (Via via : List.of(Via.DIRECT, Via.FLYCTL)) {
                HookReach reach =
                        HookReach.by(
                                via,
                                config(Optional.empty(), Optional.empty()),
                                fly,
                                Map.of(),
                                NO_PROXIES);
                FlysnapException wanted =
                        assertThrows(FlysnapException.class, () -> reach.reach(shop, machine));
                assertEquals("hook-token-missing", wanted.problem().code());
            }
        }
    }

    @Test
    void execWithoutAnAgentAndAWayThatNeedsAnAddressDoNotGoTogether() {
        for (String via : List.of("direct", "public", "flyctl")) {
            FlysnapException refused =
                    assertThrows(
                            FlysnapException.class,
                            () -> configured(Optional.of("exec"), Optional.of(via)));
            assertEquals("hook-way-contradictory", refused.problem().code());
            assertEquals(2, refused.problem().exit().number());
            assertTrue(refused.problem().what().contains("--via " + via), refused.problem().what());
        }
        assertTrue(configured(Optional.of("exec"), Optional.of("exec")));
        StringWriter err = new StringWriter();
        int exit =
                Main.commandLine(new PrintWriter(new StringWriter()), new PrintWriter(err, true))
                        .execute(
                                "create",
                                "shop",
                                "--hook=exec",
                                "--via=direct",
                                "--state-dir=" + empty);
        assertEquals(2, exit, err::toString);
        assertTrue(err.toString().contains("hook-way-contradictory"), err::toString);
    }

    private boolean needsNoFly(String hook, String via) {
        return HookReach.needsNoFly(config(Optional.of(hook), Optional.of(via)));
    }

    @Test
    void anAddressOfThisComputerIsCheckedWithoutFly() {
        assertTrue(needsNoFly("http://127.0.0.1:8099", "auto"));
        assertTrue(needsNoFly("http://localhost:8099", "direct"));
        assertTrue(needsNoFly("https://shop.fly.dev", "direct"));
        assertEquals(false, needsNoFly("https://shop.fly.dev", "auto"));
        assertEquals(false, needsNoFly("http://127.0.0.1:8099", "exec"));
        assertEquals(false, needsNoFly("http://{private_ip}:8099", "direct"));
        FlysnapException nobody =
                assertThrows(FlysnapException.class, () -> needsNoFly("exec", "auto"));
        assertEquals("hook-without-contract", nobody.problem().code());
    }
}
