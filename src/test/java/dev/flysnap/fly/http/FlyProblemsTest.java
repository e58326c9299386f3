package dev.flysnap.fly.http;

import static dev.flysnap.fly.http.FlyOnTheWire.MACHINE;
import static dev.flysnap.fly.http.FlyOnTheWire.SHOP;
import static dev.flysnap.fly.http.FlyOnTheWire.VOLUME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.Region;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.problem.ExitCode;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlyProblemsTest {
    private static final Map<String, Consumer<FlyApi>> CALLS =
            Map.of(
                    "app", api -> api.apps().get(SHOP),
                    "volume", api -> api.volumes().get(SHOP, VOLUME),
                    "machine", api -> api.machines().get(SHOP, MACHINE),
                    "stop", api -> api.machines().stop(SHOP, MACHINE, Optional.empty()),
                    "snapshot", api -> api.snapshots().request(SHOP, VOLUME),
                    "restore",
                            api ->
                                    api.volumes()
                                            .create(
                                                    SHOP,
                                                    CreateVolume.withDefaults(
                                                            new VolumeName("data"),
                                                            new Region("fra"),
                                                            1,
                                                            Optional.of(
                                                                    new SnapshotId("vs_abcdef")))));

    private static FlyException failure(String call, int status, String body) {
        try (FlyOnTheWire fly = new FlyOnTheWire()) {
            fly.answers(status, body);
            return assertThrows(
                    FlyException.class,
                    () -> Objects.requireNonNull(CALLS.get(call)).accept(fly.api));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "app      | 401 | unauthorized                             |                       | fly-not-authorised   | NOT_AUTHORISED",
                "volume   | 403 | forbidden                                |                       | fly-not-authorised   | NOT_AUTHORISED",
                "restore  | 403 | organization is over its volume quota    |                       | fly-over-quota       | FAILED",
                "restore  | 403 | insufficient permissions                 |                       | fly-not-authorised   | NOT_AUTHORISED",
                "restore  | 412 | no host has the room                     | insufficient_capacity | fly-no-room          | FAILED",
                "restore  | 409 | insufficient memory available            |                       | fly-no-room          | FAILED",
                "restore  | 404 | snapshot not found                       |                       | fly-snapshot-unknown | FAILED",
                "restore  | 404 | app not found                            |                       | fly-app-unknown      | FAILED",
                "app      | 404 | app not found                            |                       | fly-app-unknown      | FAILED",
                "volume   | 404 | volume not found                         |                       | fly-volume-unknown   | FAILED",
                "volume   | 404 | Could not find App                       |                       | fly-app-unknown      | FAILED",
                "machine  | 404 | machine not found                        |                       | fly-machine-unknown  | FAILED",
                "stop     | 409 | lease currently held by ops              |                       | fly-machine-leased   | FAILED",
                "stop     | 412 | machine getting replaced                 | failed_precondition   | fly-precondition     | FAILED",
                "stop     | 409 | name already taken                       | name_taken            | fly-name-taken       | FAILED",
                "snapshot | 409 | another one is running                   |                       | fly-conflict         | FAILED",
                "stop     | 400 | invalid_argument                         |                       | fly-refused          | FAILED",
                "stop     | 422 | invalid config                           |                       | fly-refused          | FAILED",
                "stop     | 500 | internal                                 | unknown               | fly-failed           | FAILED"
            })
    void eachErrorHasItsOwnProblem(
            String call, int status, String text, String flyStatus, String code, ExitCode exit) {
        Json.Obj body =
                Json.Obj.empty()
                        .with("error", text)
                        .withText("status", Optional.ofNullable(flyStatus));
        FlyException failure = failure(call, status, JsonText.print(body));
        assertEquals(code, failure.problem().code());
        assertEquals(exit, failure.problem().exit());
        assertEquals(Optional.ofNullable(flyStatus), failure.flyStatus());
        assertTrue(failure.problem().why().contains(text), failure.getMessage());
        assertTrue(failure.problem().what().contains("shop"), failure.getMessage());
    }

    @Test
    void whereToLookNamesTheApp() {
        Json.Obj body =
                Json.Obj.empty()
                        .with("error", "machine getting replaced")
                        .with("status", "failed_precondition");
        assertEquals(
                "Look at its state: fly machine list --app shop and fly volumes list --app shop",
                failure("stop", 412, JsonText.print(body)).problem().next());
    }

    @ParameterizedTest
    @CsvSource({
        "stop, fly machine status 73d8d46dbee589 --app shop",
        "snapshot, fly volumes snapshots list vol_9vw681egy1jj5xm4 --app shop",
        "restore, fly volumes list --app shop"
    })
    void aChangeOfUnknownOutcomeNamesTheOneCommandThatShowsIt(String call, String command) {
        assertEquals(
                "It may have happened all the same, so see before you repeat it: " + command,
                failure(call, 500, "{}").problem().next());
    }

    @Test
    void forAnUnknownAppNobodyIsSentToAListThatItsTokenMayNotSee() {
        String next = failure("app", 404, "{\"error\":\"app not found\"}").problem().next();
        assertTrue(next.contains("fly tokens create deploy --app shop"), next);
    }

    @Test
    void whatFlySaysCannotSteerTheTerminalNorFillIt() {
        FlyException failure =
                failure("stop", 500, "{\"error\":\"\\u001b[2J\\nx" + "y".repeat(5000) + "\"}");
        assertFalse(failure.problem().why().matches("(?s).*\\p{Cntrl}.*"));
        assertTrue(failure.problem().why().length() < 500);
    }

    @Test
    void aTokenThatFlyRepeatsIsHidden() {
        FlyException failure =
                failure("stop", 401, "{\"error\":\"bad token " + FlyOnTheWire.TOKEN + "\"}");
        assertFalse(
                String.valueOf(failure.getMessage()).contains(FlyOnTheWire.TOKEN),
                failure.getMessage());
    }

    @Test
    void anErrorThatIsNoJsonIsQuotedToo() {
        FlyException failure = failure("stop", 500, "<html>oh  dear</html>");
        assertTrue(failure.problem().why().contains("<html>oh dear</html>"), failure.getMessage());
    }
}
