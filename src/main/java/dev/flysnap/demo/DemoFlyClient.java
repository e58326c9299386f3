package dev.flysnap.demo;

import dev.flysnap.demo.shop.DemoProblems;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.problem.FailureText;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** What the story itself asks of the simulated Fly: all that is no command of flysnap's. */
final class DemoFlyClient implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final HttpClient http = HttpClient.newHttpClient();
    private final String baseUrl;
    private final String token;

    DemoFlyClient(String baseUrl, String token) {
        this.baseUrl = baseUrl;
        this.token = token;
    }

    Json get(String path) {
        return call("GET", path, HttpRequest.BodyPublishers.noBody());
    }

    Json.Obj post(String path, Json.Obj body) {
        return (Json.Obj)
                call("POST", path, HttpRequest.BodyPublishers.ofString(JsonText.print(body)));
    }

    void delete(String path) {
        Json _ = call("DELETE", path, HttpRequest.BodyPublishers.noBody());
    }

    private Json call(String method, String path, HttpRequest.BodyPublisher body) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(baseUrl + path))
                        .timeout(LIMIT)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .method(method, body)
                        .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw DemoProblems.flySaidNo(
                                method + " " + path, answer.statusCode() + " " + answer.body())
                        .exception();
            }
            return answer.body().isBlank() ? Json.NULL : JsonText.parse(answer.body());
        } catch (IOException e) {
            throw DemoProblems.flySaidNo(method + " " + path, FailureText.of(e)).exception(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DemoProblems.flySaidNo(method + " " + path, "interrupted").exception(e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
