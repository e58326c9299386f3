package dev.flysnap.hook.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.settings.FlySettings;
import dev.flysnap.fly.settings.FlyToken;
import dev.flysnap.hook.client.HookTimeouts;
import dev.flysnap.hook.client.Quiescer;
import dev.flysnap.hook.spool.SpoolScript;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Quiesced;
import dev.flysnap.proof.Resumed;
import dev.flysnap.sqlite.Load;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways to a hook from outside Fly's private network. */
class OtherTransportsTest {
    private static final Duration HOLD = Duration.ofMillis(1500);

    private static FlyApi api(HookOnTheWire wire) {
        return FlyApi.of(
                FlySettings.of(
                        URI.create("http://127.0.0.1:" + wire.server.getPort()),
                        FlyToken.parse("fm2_x"),
                        "flysnap/test"),
                (action, target) -> {},
                wire::pass,
                wire::now);
    }

    private static Quiescer exec(HookOnTheWire wire, FlyApi api) {
        return wire.hooks()
                .exec(
                        api.machines(),
                        HookOnTheWire.SHOP,
                        HookOnTheWire.machine(Optional.empty()),
                        Optional.empty());
    }

    private static String ran(int exitCode, String stdout, String stderr) {
        return JsonText.print(
                Json.Obj.empty()
                        .with("exit_code", exitCode)
                        .with("stdout", stdout)
                        .with("stderr", stderr));
    }

    private static String said(int status, String body) {
        return ran(0, "{\"status\":%d,\"body\":%s}\n".formatted(status, body), "");
    }

    private static String refusal(int status, String code) {
        return said(status, "{\"error\":{\"code\":\"" + code + "\",\"message\":\"so it is\"}}");
    }

    private static String silence() {
        return ran(0, "{\"status\":0,\"why\":\"the agent has ended\"}\n", "");
    }

    @Test
    void execHandsRequestsToTheAgentByOneAndTheSameScript() {
        try (HookOnTheWire wire = new HookOnTheWire();
                FlyApi api = api(wire)) {
            wire.answers(200, said(200, HookOnTheWire.QUIESCED))
                    .answers(200, said(200, "{\"intact\":true,\"held_ms\":900}"));
            Quiescer hook = exec(wire, api);
            Quiesced quiesced = hook.quiesce("run_a/1", HOLD, List.of("main"));
            assertEquals(Optional.of("1857156b526dd8"), quiesced.machine());
            assertEquals(new Resumed.Intact(900), hook.resume(quiesced.lease()));
            Json.Obj first = sent(wire);
            Json.Obj second = sent(wire);
            assertEquals(
                    List.of("sh", "-c", SpoolScript.HOOK.text()),
                    first.array("command").stream().map(it -> ((Json.Str) it).value()).toList());
            assertEquals(first.array("command"), second.array("command"));
            assertEquals(
                    Optional.of(
                            """
                            18 111
                            {"method":"POST","path":"/flysnap/v1/quiesce","body":{"attempt":"run_a/1","hold_ms":1500,"databases":["main"]}}\
                            """),
                    first.text("stdin"));
            assertEquals(
                    Optional.of(
                            """
                            18 67
                            {"method":"POST","path":"/flysnap/v1/resume","body":{"lease":"L1"}}\
                            """),
                    second.text("stdin"));
        }
    }

    private static Json.Obj sent(HookOnTheWire wire) {
        String line = wire.line();
        String path = "POST /v1/apps/shop/machines/1857156b526dd8/exec ";
        assertTrue(line.startsWith(path), line);
        return JsonText.parseObject(line.substring(path.length()));
    }

    @Test
    void aTokenOfFlysThatIsPinnedToTheHooksScriptOpensNothingOfLevel3() {
        assertFalse(SpoolScript.HOOK.text().contains("FLYSNAP_COPY_TOKEN"));
        assertFalse(SpoolScript.COPIES.text().contains("FLYSNAP_HOOK_TOKEN"));
        assertEquals(SpoolScript.HOOK.text().strip(), SpoolScript.HOOK.text());
    }

    @Test
    void execTellsTheAgentsRefusalsApart() {
        try (HookOnTheWire wire = new HookOnTheWire();
                FlyApi api = api(wire)) {
            Quiescer hook = exec(wire, api);
            wire.answers(200, refusal(409, "lease-active"));
            assertEquals("hook-lease-active", failing(hook));
            wire.answers(200, refusal(404, "database-unknown"));
            assertEquals("hook-database-unknown", failing(hook));
            wire.answers(200, refusal(401, "unauthorised"));
            Problem refused = problemOf(hook);
            assertEquals("hook-not-authorised", refused.code());
            assertTrue(refused.next().startsWith("Give the machine the token"), refused.next());
            wire.answers(200, ran(127, "", "sh: not found"));
            assertEquals("hook-client-missing", failing(hook));
            wire.answers(200, ran(1, "", "boom"));
            assertEquals("hook-client-failed", failing(hook));
            wire.answers(200, said(200, "{\"hello\":1}"));
            Problem unexpected = problemOf(hook);
            assertEquals("hook-answer-unexpected", unexpected.code());
            assertTrue(unexpected.next().endsWith("or run flysnap doctor"), unexpected.next());
            wire.answers(409, "{\"error\":\"lease currently held by ops\"}");
            assertEquals("fly-machine-leased", failing(hook));
            wire.answers(200, refusal(410, "lease-lapsed"));
            assertEquals(new Resumed.Lapsed(0), hook.resume("L1"));
            wire.answers(200, refusal(404, "lease-unknown"));
            assertEquals(new Resumed.Unknown(), hook.resume("L1"));
            int before = wire.server.getRequestCount();
            wire.answers(200, silence())
                    .answers(408, "{\"error\":\"deadline_exceeded\"}")
                    .answers(200, ran(0, "{\"status\":200,\"body\":{\"lease\":\"L", ""));
            assertEquals("hook-unreachable", failing(hook));
            assertEquals(3, wire.server.getRequestCount() - before, "silence is tried again");
        }
    }

    private static Quiescer patient(HookOnTheWire wire, FlyApi api) {
        Duration quick = Duration.ofSeconds(5);
        return new HookTransports(
                        new HookTimeouts(quick, quick, Duration.ofSeconds(20)),
                        wire::pass,
                        wire::now)
                .exec(
                        api.machines(),
                        HookOnTheWire.SHOP,
                        HookOnTheWire.machine(Optional.empty()),
                        Optional.empty());
    }

    @Test
    void aQuiesceThatIsStillAtWorkIsJoinedForAsLongAsOneMayTake() {
        try (HookOnTheWire wire = new HookOnTheWire();
                FlyApi api = api(wire)) {
            for (int look = 0; look < 8; look++) {
                wire.answers(200, refusal(503, "still-at-work"));
            }
            wire.answers(200, said(200, HookOnTheWire.QUIESCED));
            Quiesced quiesced = patient(wire, api).quiesce("run_a/1", HOLD, List.of());
            assertEquals("L1", quiesced.lease());
            assertEquals(
                    Duration.ofSeconds(8),
                    Duration.between(quiesced.sentAt(), quiesced.answeredAt()),
                    "what it proves is reckoned from when it was first asked");
            assertEquals(
                    quiesced.sentAt().plusSeconds(8).plusMillis(1500),
                    quiesced.expiresAt(),
                    "and its hold from when it had last been at work");
            String first = wire.line();
            assertEquals(first, wire.line(), "the same attempt");
        }
    }

    @Test
    void aQuiesceThatNeverEndsIsCalledThatAndNotSilence() {
        try (HookOnTheWire wire = new HookOnTheWire();
                FlyApi api = api(wire)) {
            for (int look = 0; look < 30; look++) {
                wire.answers(200, refusal(503, "still-at-work"));
            }
            Quiescer hook = patient(wire, api);
            FlysnapException refused =
                    assertThrows(
                            FlysnapException.class, () -> hook.quiesce("run_a/1", HOLD, List.of()));
            assertEquals("hook-still-at-work", refused.problem().code());
            assertTrue(refused.problem().what().contains("20 s"), refused.problem().what());
            int before = wire.server.getRequestCount();
            assertThrows(FlysnapException.class, hook::status);
            assertEquals(3, wire.server.getRequestCount() - before, "of a look it is silence");
        }
    }

    private static String failing(Quiescer hook) {
        return problemOf(hook).code();
    }

    private static Problem problemOf(Quiescer hook) {
        return assertThrows(FlysnapException.class, () -> hook.quiesce("run_a/1", HOLD, List.of()))
                .problem();
    }

    @Test
    void inPublicTheMachineIsPickedByAHeader() {
        try (HookOnTheWire wire = new HookOnTheWire()) {
            wire.answers(200, HookOnTheWire.QUIESCED);
            wire.hooks()
                    .publicUrl(
                            HookAddress.parse("http://127.0.0.1:" + wire.server.getPort()),
                            HookOnTheWire.TOKEN,
                            HookOnTheWire.SHOP,
                            HookOnTheWire.machine(Optional.empty()))
                    .quiesce("run_a/1", HOLD, List.of());
            assertEquals(
                    "1857156b526dd8", wire.request().getHeaders().get("fly-force-instance-id"));
        }
    }

    /** A {@code fly} that notes how it was called and passes bytes on to {@code port}. */
    private static Path standIn(Path directory, int port) throws IOException {
        return script(
                directory,
                "echo \"$@\" >> '%s/called'; echo $$ > '%s/pid'; exec %s \"$2\" %d"
                        .formatted(directory, directory, Load.shell(StandInProxy.class), port));
    }

    private static Path script(Path directory, String line) throws IOException {
        Path fly = directory.resolve("fly");
        Files.writeString(fly, "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(fly, PosixFilePermissions.fromString("rwx------"));
        return fly;
    }

    private static Quiescer flyctl(HookOnTheWire wire, FlyProxies proxies) {
        return wire.hooks()
                .flyProxy(
                        proxies,
                        8099,
                        HookOnTheWire.TOKEN,
                        HookOnTheWire.SHOP,
                        HookOnTheWire.machine(Optional.empty()));
    }

    @Test
    void aFlyProxyIsStartedAndEndsWithTheRun(@TempDir Path directory) throws Exception {
        try (HookOnTheWire wire = new HookOnTheWire()) {
            standIn(directory, wire.server.getPort());
            ProcessHandle fly;
            try (FlyProxies proxies = new FlyProxies("/nowhere:" + directory)) {
                for (int step = 1; step <= 2; step++) {
                    wire.answers(200, HookOnTheWire.QUIESCED);
                    try (Quiescer hook = flyctl(wire, proxies)) {
                        assertEquals("L1", hook.quiesce("run_a/1", HOLD, List.of()).lease());
                    }
                }
                long pid = Long.parseLong(Files.readString(directory.resolve("pid")).strip());
                fly = ProcessHandle.of(pid).orElseThrow();
                assertTrue(fly.isAlive(), "a hold is given back through the same one");
            }
            fly.onExit().get(60, TimeUnit.SECONDS);
            assertFalse(fly.isAlive());
            assertTrue(
                    Files.readString(directory.resolve("called"))
                            .strip()
                            .matches(
                                    "proxy \\d+:8099 1857156b526dd8\\.vm\\.shop\\.internal --app shop --bind-addr 127\\.0\\.0\\.1 --watch-stdin"),
                    Files.readString(directory.resolve("called")));
        }
    }

    @Test
    void aFlyProxyThatFailsIsQuoted(@TempDir Path directory) throws IOException {
        try (HookOnTheWire wire = new HookOnTheWire()) {
            script(directory, "echo 'Error: no access token available' >&2; exit 1");
            FlysnapException refused =
                    assertThrows(
                            FlysnapException.class,
                            () -> flyctl(wire, new FlyProxies(directory.toString())));
            assertEquals("hook-proxy-failed", refused.problem().code());
            assertTrue(
                    refused.problem().why().contains("no access token available"),
                    refused.getMessage());
        }
    }

    @Test
    void withoutFlyctlItIsSaidSo(@TempDir Path directory) {
        try (HookOnTheWire wire = new HookOnTheWire()) {
            FlysnapException refused =
                    assertThrows(
                            FlysnapException.class,
                            () -> flyctl(wire, new FlyProxies(directory.toString())));
            assertEquals("hook-flyctl-missing", refused.problem().code());
        }
    }
}
