package dev.flysnap.hook.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.agent.Agent;
import dev.flysnap.agent.setting.AgentSettings;
import dev.flysnap.agent.setting.DatabaseSet;
import dev.flysnap.agent.setting.MachineIdentity;
import dev.flysnap.hook.check.TamperingProxy.Reply;
import dev.flysnap.hook.check.TamperingProxy.Tampering;
import dev.flysnap.hook.transport.HookAddress;
import dev.flysnap.hook.transport.HookOnTheWire;
import dev.flysnap.hook.transport.HookToken;
import dev.flysnap.model.Machine;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.time.Sleeper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract held against the real agent, and against one that breaks a rule at a time. */
class HookCheckTest {
    private static final Machine HERE = HookOnTheWire.machine(Optional.of("127.0.0.1"));
    private static final String LEASE_OF_ITS_OWN =
            """
            {"lease":"second","expires_in_ms":2000,"machine_id":"%s","sqlite_version":"3.54.1","databases":[]}\
            """
                    .formatted(HERE.id());
    private static final String RIGHT = "Bearer " + HookOnTheWire.SECRET;

    @TempDir private Path directory;
    private Agent agent;

    @BeforeEach
    void start() throws SQLException {
        Path database = directory.resolve("app.db");
        try (Connection app = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = app.createStatement()) {
            statement.execute("PRAGMA journal_mode=wal");
            statement.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY)");
        }
        agent = agent(new MachineIdentity(Optional.of("shop"), Optional.of(HERE.id().value())));
    }

    private Agent agent(MachineIdentity identity) {
        return Agent.start(
                new AgentSettings(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        dev.flysnap.agent.setting.AgentToken.from(
                                Optional.empty(),
                                Map.of(
                                        dev.flysnap.agent.setting.AgentToken.VARIABLE,
                                        HookOnTheWire.SECRET)),
                        Optional.empty(),
                        DatabaseSet.of(List.of("main=" + directory.resolve("app.db"))),
                        Duration.ofSeconds(10),
                        Optional.empty(),
                        true,
                        identity),
                Optional.empty());
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    @Test
    void theAgentReachesLevelTwoAndBreaksNothing() {
        HookCheckup checkup = check(agent.address().getPort());
        assertEquals(
                List.of(),
                checkup.findings().stream()
                        .filter(it -> it.outcome() != HookFinding.Outcome.KEPT)
                        .toList());
        assertEquals(2, checkup.reachedLevel());
        assertEquals(List.of("main"), checkup.databases());
        assertTrue(checkup.findings().size() >= 18, checkup.findings().size() + " rules");
    }

    @Test
    void whatAHookSaysCannotSteerATerminal() {
        try (HookOnTheWire wire = new HookOnTheWire()) {
            for (int answer = 0; answer < 8; answer++) {
                wire.answers(200, "\u001b[2J\u001b]0;all is well\u0007\nhello");
            }
            HookCheckup checkup = check(wire.server.getPort());
            assertTrue(checkup.isBroken());
            for (HookFinding finding : checkup.findings()) {
                assertTrue(
                        finding.seen().chars().noneMatch(Character::isISOControl),
                        () -> finding.rule() + ": " + finding.seen());
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breaches")
    void eachBreachIsFound(String rule, Tampering tampering) throws IOException {
        try (TamperingProxy broken = new TamperingProxy(agent.address().getPort(), tampering)) {
            HookCheckup checkup = check(broken.port());
            assertTrue(checkup.isBroken());
            List<HookFinding> about =
                    checkup.findings().stream().filter(it -> it.rule().contains(rule)).toList();
            assertTrue(
                    !about.isEmpty() && about.stream().allMatch(HookFinding::isBroken),
                    () -> "found: " + checkup.findings());
            assertTrue(checkup.reachedLevel() < 2);
        }
    }

    @Test
    void everyRuleHasAnImplementationThatBreaksIt() {
        List<String> broken = breaches().map(it -> (String) it.get()[0]).toList();
        assertEquals(
                List.of(),
                check(agent.address().getPort()).findings().stream()
                        .map(HookFinding::rule)
                        .filter(rule -> broken.stream().noneMatch(rule::contains))
                        .toList());
    }

    @Test
    void anAddressThatIsCompleteIsCheckedWithoutAnyMachine() {
        HookCheckup checkup =
                new HookCheck(Sleeper.REAL, InstantSource.system())
                        .withoutMachine(
                                HookAddress.parse("http://127.0.0.1:" + agent.address().getPort()),
                                HookOnTheWire.TOKEN,
                                Optional.empty());
        assertFalse(checkup.isBroken(), checkup::toString);
        FlysnapException incomplete =
                assertThrows(
                        FlysnapException.class,
                        () ->
                                new HookCheck(Sleeper.REAL, InstantSource.system())
                                        .withoutMachine(
                                                HookAddress.parse("https://{app}.fly.dev"),
                                                HookOnTheWire.TOKEN,
                                                Optional.empty()));
        assertEquals("hook-address-incomplete", incomplete.problem().code());
    }

    @Test
    void outsideOfFlyAnAgentThatNamesNoMachineBreaksNothing() {
        try (Agent outside = agent(new MachineIdentity(Optional.empty(), Optional.empty()))) {
            HookCheckup checkup =
                    new HookCheck(Sleeper.REAL, InstantSource.system())
                            .withoutMachine(
                                    HookAddress.parse(
                                            "http://127.0.0.1:" + outside.address().getPort()),
                                    HookOnTheWire.TOKEN,
                                    Optional.empty());
            assertFalse(checkup.isBroken(), checkup::toString);
            assertEquals(2, checkup.reachedLevel());
            HookFinding notTried =
                    checkup.findings().stream()
                            .filter(it -> it.outcome() == HookFinding.Outcome.NOT_TRIED)
                            .findFirst()
                            .orElseThrow();
            assertTrue(notTried.seen().contains("FLY_MACHINE_ID"), notTried.seen());
        }
    }

    @Test
    void aTokenThatIsNotTheHooksIsToldAsThatAndAsNoBreach() throws IOException {
        HookToken wrong = HookToken.parse("another-" + "1".repeat(32));
        FlysnapException refused =
                assertThrows(FlysnapException.class, () -> check(agent.address().getPort(), wrong));
        assertEquals("hook-not-authorised", refused.problem().code());
        assertEquals(ExitCode.NOT_AUTHORISED, refused.problem().exit());
        try (TamperingProxy front =
                new TamperingProxy(1, (path, token, body, real) -> new Reply(403, "no"))) {
            FlysnapException forbidden =
                    assertThrows(FlysnapException.class, () -> check(front.port()));
            assertEquals("hook-not-authorised", forbidden.problem().code());
        }
    }

    static Stream<Arguments> breaches() {
        AtomicInteger leases = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        Set<String> resumed = ConcurrentHashMap.newKeySet();
        return Stream.of(
                breach(
                        "without a token is 401",
                        (path, token, body, real) ->
                                real.send(token.isEmpty() ? RIGHT : token, body)),
                breach(
                        "with a wrong token is 401",
                        (path, token, body, real) -> real.send(token.isEmpty() ? "" : RIGHT, body)),
                breach(
                        "GET /status answers 200",
                        (path, token, body, real) ->
                                path.endsWith("status") && token.equals(RIGHT)
                                        ? new Reply(200, "{}")
                                        : real.send(token, body)),
                breach(
                        "names the machine",
                        (path, token, body, real) ->
                                changed(real.send(token, body), "\"machine_id\"", "\"machine\"")),
                breach(
                        "the path of every database is absolute",
                        (path, token, body, real) ->
                                changed(real.send(token, body), "\"path\":\"/", "\"path\":\"")),
                breach(
                        "the same attempt gets the same lease",
                        (path, token, body, real) ->
                                changed(
                                        real.send(token, body),
                                        "\"lease\":\"",
                                        "\"lease\":\"" + leases.incrementAndGet())),
                breach(
                        "POST /quiesce answers 200",
                        (path, token, body, real) ->
                                changed(
                                        real.send(token, body),
                                        "\"sqlite_version\":\"3",
                                        "\"sqlite\":\"3")),
                breach(
                        "the machine that it comes from",
                        (path, token, body, real) ->
                                changed(
                                        real.send(token, body),
                                        "\"machine_id\":\"" + HERE.id(),
                                        "\"machine_id\":\"d891")),
                breach(
                        "expires_in_ms",
                        (path, token, body, real) -> {
                            Reply reply = real.send(token, body);
                            return new Reply(
                                    reply.status(),
                                    reply.body()
                                            .replaceAll(
                                                    "\"expires_in_ms\":\\d+",
                                                    "\"expires_in_ms\":0"));
                        }),
                breach(
                        "intact:true",
                        (path, token, body, real) ->
                                changed(
                                        real.send(token, body),
                                        "\"intact\":true",
                                        "\"intact\":false")),
                breach(
                        "the answer to a resume is repeated",
                        (path, token, body, real) ->
                                token.equals(RIGHT) && body.contains("lease") && !resumed.add(body)
                                        ? new Reply(404, "{}")
                                        : real.send(token, body)),
                breach(
                        "of several attempts at once one gets the lease",
                        (path, token, body, real) -> {
                            Reply reply = real.send(token, body);
                            // The first is the rule of one at a time, which this one keeps.
                            return reply.status() == 409 && refused.incrementAndGet() > 1
                                    ? new Reply(200, LEASE_OF_ITS_OWN)
                                    : reply;
                        }),
                breach(
                        "synced and held",
                        (path, token, body, real) ->
                                changed(
                                        real.send(token, body),
                                        "\"synced\":true",
                                        "\"synced\":false")),
                breach(
                        "is 409",
                        (path, token, body, real) -> {
                            Reply reply = real.send(token, body);
                            return reply.status() == 409 ? new Reply(500, reply.body()) : reply;
                        }),
                breach(
                        "410 with intact:false",
                        (path, token, body, real) -> {
                            Reply reply = real.send(token, body);
                            return reply.status() == 410
                                    ? new Reply(200, "{\"intact\":true,\"held_ms\":300}")
                                    : reply;
                        }),
                breach(
                        "an unknown lease is 404",
                        (path, token, body, real) ->
                                body.contains("no-such-lease") && token.equals(RIGHT)
                                        ? new Reply(200, "{\"intact\":true,\"held_ms\":0}")
                                        : real.send(token, body)),
                breach(
                        "an unknown database is 404",
                        (path, token, body, real) ->
                                real.send(
                                        token,
                                        body.replace(",\"databases\":[\"no such database\"]", ""))),
                breach(
                        "longer than the ceiling",
                        (path, token, body, real) ->
                                real.send(
                                        token,
                                        body.replace("\"hold_ms\":11000", "\"hold_ms\":1000"))),
                breach(
                        "the contract's is 400",
                        (path, token, body, real) -> {
                            Reply reply = real.send(token, body);
                            return reply.status() == 400 ? new Reply(500, reply.body()) : reply;
                        }));
    }

    @Test
    void whereNothingAnswersItSaysSo() throws IOException {
        int nobody;
        try (TamperingProxy gone =
                new TamperingProxy(1, (path, token, body, real) -> new Reply(200, ""))) {
            nobody = gone.port();
        }
        FlysnapException silent = assertThrows(FlysnapException.class, () -> check(nobody));
        assertEquals("hook-unreachable", silent.problem().code());
        assertFalse(silent.problem().next().isBlank());
    }

    private static Arguments breach(String rule, Tampering tampering) {
        return Arguments.of(rule, tampering);
    }

    private static Reply changed(Reply reply, String from, String to) {
        return new Reply(reply.status(), reply.body().replace(from, to));
    }

    private static HookCheckup check(int port) {
        return check(port, HookOnTheWire.TOKEN);
    }

    private static HookCheckup check(int port, HookToken token) {
        return new HookCheck(Sleeper.REAL, InstantSource.system())
                .direct(
                        HookAddress.parse("http://127.0.0.1:" + port),
                        token,
                        HookOnTheWire.SHOP,
                        HERE);
    }
}
