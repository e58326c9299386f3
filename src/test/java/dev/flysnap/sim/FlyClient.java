package dev.flysnap.sim;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

/** A client of the Machines API that knows nothing: it sends what the test says. */
public final class FlyClient {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String baseUrl;
    private final String authorization;

    public record Reply(int status, String text, Map<String, java.util.List<String>> headers) {
        public Json.Obj json() {
            return JsonText.parseObject(text);
        }

        Json.Arr list() {
            return (Json.Arr) JsonText.parse(text);
        }

        public Json.Obj row(int index) {
            return (Json.Obj) list().items().get(index);
        }

        public String field(String name) {
            return json().text(name).orElseThrow();
        }

        public String error() {
            return field("error");
        }
    }

    public FlyClient(String baseUrl, String authorization) {
        this.baseUrl = baseUrl;
        this.authorization = authorization;
    }

    public static FlyClient of(Simulator sim) {
        return new FlyClient(sim.baseUrl(), "Bearer " + sim.token());
    }

    public Reply get(String path) throws IOException {
        return send("GET", path, "");
    }

    public Reply post(String path, String body) throws IOException {
        return send("POST", path, body);
    }

    public Reply delete(String path) throws IOException {
        return send("DELETE", path, "");
    }

    public Reply send(String method, String path, String body, String... headers)
            throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(baseUrl + path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Reply(response.statusCode(), response.body(), response.headers().map());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
