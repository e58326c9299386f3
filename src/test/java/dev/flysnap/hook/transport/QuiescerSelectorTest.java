package dev.flysnap.hook.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.settings.FlySettings;
import dev.flysnap.fly.settings.FlyToken;
import dev.flysnap.hook.check.ConfiguredHookCheck;
import dev.flysnap.model.AppName;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Region;
import dev.flysnap.model.Via;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.time.Interruption;
import dev.flysnap.time.Sleeper;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which way to the hook is taken, and for which of them a hook counts as configured. */
class QuiescerSelectorTest {
    private static final FlyProxies NO_PROXIES = new FlyProxies("");
    private static final String ON_FLY = "fdaa:0:1:a7b:1::2";
    private static final Map<String, String> INSIDE = Map.of("FLY_MACHINE_ID", "1857156b526dd8");

    private static HookSettings settings(Optional<String> hook, Via via) {
        return new HookSettings(
                hook,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                via,
                List.of(),
                Optional.empty());
    }

    private static QuiescerSelector selector(
            HookSettings settings, FlyApi fly, Map<String, String> environment) {
        return new QuiescerSelector(
                settings, fly.machines(), environment, NO_PROXIES, new Interruption());
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
            return selector(settings(Optional.of(hook), Via.AUTO), fly, environment)
                    .transport(machine(privateIp));
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

    private static boolean configured(Optional<String> hook, Via via) {
        return settings(hook, via).isConfigured();
    }

    @Test
    void waysThatNeedNoAddressCountAsAHookAndTheOthersDoNot() {
        assertEquals(false, configured(Optional.empty(), Via.AUTO));
        assertEquals(false, configured(Optional.empty(), Via.DIRECT));
        assertTrue(configured(Optional.empty(), Via.EXEC));
        assertTrue(configured(Optional.empty(), Via.FLYCTL));
        assertTrue(configured(Optional.of("exec"), Via.AUTO));
        FlysnapException malformed =
                assertThrows(
                        FlysnapException.class,
                        () -> configured(Optional.of("http://example.com"), Via.AUTO));
        assertEquals("hook-address-insecure", malformed.problem().code());
    }

    @Test
    void byExecNoTokenOfTheHookIsNeededAndByTheOtherWaysOneIs() {
        AppName shop = new AppName("shop");
        Machine machine = machine(ON_FLY);
        try (FlyApi fly = fly()) {
            selector(settings(Optional.empty(), Via.EXEC), fly, Map.of())
                    .select(shop, machine)
                    .close();
            selector(settings(Optional.of("exec"), Via.AUTO), fly, Map.of())
                    .select(shop, machine)
                    .close();
            for (Via via : List.of(Via.DIRECT, Via.FLYCTL)) {
                QuiescerSelector reach = selector(settings(Optional.empty(), via), fly, Map.of());
                FlysnapException wanted =
                        assertThrows(FlysnapException.class, () -> reach.select(shop, machine));
                assertEquals("hook-token-missing", wanted.problem().code());
            }
        }
    }

    @Test
    void execWithoutAnAgentAndAWayThatNeedsAnAddressDoNotGoTogether() {
        for (Via via : List.of(Via.DIRECT, Via.PUBLIC, Via.FLYCTL)) {
            FlysnapException refused =
                    assertThrows(
                            FlysnapException.class, () -> configured(Optional.of("exec"), via));
            assertEquals("hook-way-contradictory", refused.problem().code());
            assertEquals(2, refused.problem().exit().number());
            assertTrue(
                    refused.problem().what().contains("--via " + via.label()),
                    refused.problem().what());
        }
        assertTrue(configured(Optional.of("exec"), Via.EXEC));
    }

    private static boolean needsNoFly(String hook, Via via) {
        return new ConfiguredHookCheck(settings(Optional.of(hook), via)).needsNoFly();
    }

    @Test
    void anAddressOfThisComputerIsCheckedWithoutFly() {
        assertTrue(needsNoFly("http://127.0.0.1:8099", Via.AUTO));
        assertTrue(needsNoFly("http://localhost:8099", Via.DIRECT));
        assertTrue(needsNoFly("https://shop.fly.dev", Via.DIRECT));
        assertEquals(false, needsNoFly("https://shop.fly.dev", Via.AUTO));
        assertEquals(false, needsNoFly("http://127.0.0.1:8099", Via.EXEC));
        assertEquals(false, needsNoFly("http://{private_ip}:8099", Via.DIRECT));
        FlysnapException nobody =
                assertThrows(FlysnapException.class, () -> needsNoFly("exec", Via.AUTO));
        assertEquals("hook-without-contract", nobody.problem().code());
    }
}
