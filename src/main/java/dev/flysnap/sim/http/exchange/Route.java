package dev.flysnap.sim.http.exchange;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One operation of the API.
 *
 * @param operation its name, such as {@code volumes.create}
 * @param template the parts of its path; {@code {app}} stands for any
 */
public record Route(String operation, String method, List<String> template, Handler handler) {

    /** Executes the operation. */
    public interface Handler {
        SimResponse handle(SimRequest call);
    }

    public static Route of(String operation, String methodAndPath, Handler handler) {
        int space = methodAndPath.indexOf(' ');
        return new Route(
                operation,
                methodAndPath.substring(0, space),
                List.of(methodAndPath.substring(space + 2).split("/")),
                handler);
    }

    /** The path parameters, if the path matches. */
    public Optional<Map<String, String>> match(List<String> path) {
        if (path.size() != template.size()) {
            return Optional.empty();
        }
        Map<String, String> named = new HashMap<>();
        for (int i = 0; i < path.size(); i++) {
            String part = template.get(i);
            if (part.startsWith("{")) {
                named.put(part.substring(1, part.length() - 1), path.get(i));
            } else if (!part.equals(path.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(named);
    }
}
