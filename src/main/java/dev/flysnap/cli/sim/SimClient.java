package dev.flysnap.cli.sim;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.Problem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sends commands to a running simulator, and to nothing else. */
final class SimClient {
    private static final Duration LIMIT = Duration.ofSeconds(150);

    private final URI base;
    private final String token;

    private SimClient(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    /**
     * The simulator that the environment names, as {@code flysnap sim} prints it.
     *
     * @throws dev.flysnap.problem.FlysnapException if it names none, or not one on this computer
     */
    static SimClient of(Map<String, String> environment) {
        Optional<String> url = Optional.ofNullable(environment.get("FLY_FLAPS_BASE_URL"));
        Optional<String> token = Optional.ofNullable(environment.get("FLY_API_TOKEN"));
        if (!url.orElse("").matches("http://127\\.0\\.0\\.1:\\d{1,5}") || token.isEmpty()) {
            throw new Problem(
                            "no-simulator",
                            ExitCode.USAGE,
                            "No simulator is named.",
                            "This command works only with flysnap's own simulator, on this computer.",
                            "Paste the lines that flysnap sim printed into this shell")
                    .exception();
        }
        return new SimClient(URI.create(url.get()), token.get());
    }

    /**
     * @param path below {@code /sim}, such as {@code apps/shop/deploy}
     * @throws dev.flysnap.problem.FlysnapException if it refuses
     */
    Json.Obj send(String path, Json.Obj body) {
        return post("/sim/" + path, body);
    }

    /**
     * @param path of the Machines API, such as {@code /v1/apps/shop/volumes}
     * @throws dev.flysnap.problem.FlysnapException if it refuses
     */
    Json.Obj post(String path, Json.Obj body) {
        HttpRequest request =
                HttpRequest.newBuilder(base.resolve(path))
                        .timeout(LIMIT)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(JsonText.print(body)))
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            Json.Obj response = JsonText.parseObject(answer.body());
            if (answer.statusCode() >= 300) {
                throw refused(response.text("error").orElse("status " + answer.statusCode()))
                        .exception();
            }
            return response;
        } catch (IOException | MalformedJson e) {
            throw refused(FailureText.of(e)).exception(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refused("it was interrupted").exception(e);
        }
    }

    private static Problem refused(String why) {
        return new Problem(
                "simulator-refused",
                ExitCode.FAILED,
                "The simulator refused the command.",
                why,
                "See what exists: curl -H \"Authorization: Bearer $FLY_API_TOKEN\" $FLY_FLAPS_BASE_URL/sim/world");
    }

    /** The outcome as text. */
    static String describe(Json.Obj outcome) {
        return "updated %s, made %s"
                .formatted(listed(outcome.array("updated")), listed(outcome.array("made")));
    }

    private static String listed(List<Json> ids) {
        return ids.isEmpty()
                ? "nothing"
                : String.join(
                        ", ",
                        ids.stream()
                                .map(it -> it instanceof Json.Str(String id) ? id : "?")
                                .toList());
    }
}
