package dev.flysnap.story;

import dev.flysnap.sim.fault.Fault;
import dev.flysnap.sim.fault.FaultQueue;
import dev.flysnap.sim.fault.RequestPattern;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can go wrong with one call: on the socket, and by an answer in the platform's stead. */
final class FaultKinds {
    private static final String ERROR = "{\"error\":\"injected\",\"status\":\"unknown\"}";
    private static final Map<String, Fault.Kind> ALL =
            Map.ofEntries(
                    Map.entry("cut-before", new Fault.Kind.CutBefore()),
                    Map.entry("cut-after", new Fault.Kind.CutAfter()),
                    Map.entry("half-body", new Fault.Kind.HalfBody()),
                    Map.entry("stall", new Fault.Kind.Stall(Duration.ofMillis(20))),
                    Map.entry("408", Fault.status(408, ERROR)),
                    Map.entry("409", Fault.status(409, ERROR)),
                    Map.entry("422", Fault.status(422, ERROR)),
                    Map.entry("429", new Fault.Kind.Status(429, ERROR, Map.of("Retry-After", "2"))),
                    Map.entry("500", Fault.status(500, ERROR)),
                    Map.entry("503", new Fault.Kind.Status(503, ERROR, Map.of("Retry-After", "0"))),
                    Map.entry("502", Fault.status(502, "<html>502 Bad Gateway</html>")),
                    Map.entry("junk", Fault.status(200, "{\"id\": \"vol_")),
                    Map.entry(
                            "page",
                            new Fault.Kind.Status(
                                    200,
                                    "<html>Welcome to our network</html>",
                                    Map.of("Content-Type", "text/html"))));

    /** Their names, in an order that stays. */
    static List<String> names() {
        return ALL.keySet().stream().sorted().toList();
    }

    /** The ones that say nothing of what became of the call. */
    static List<String> wrongAnswers() {
        return List.of("cut-before", "cut-after", "half-body", "502", "junk", "page");
    }

    /** From the nth call on, whichever it is, nothing else is answered. */
    static FaultQueue.Rule from(int nth, String kind) {
        int[] calls = {0};
        return (_, _, _) -> Optional.ofNullable(ALL.get(kind)).filter(_ -> ++calls[0] >= nth);
    }

    static Fault fault(String call, int nth, String kind) {
        return new Fault(
                new RequestPattern(call), nth, Optional.ofNullable(ALL.get(kind)).orElseThrow());
    }

    private FaultKinds() {}
}
