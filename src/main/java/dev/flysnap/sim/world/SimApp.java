package dev.flysnap.sim.world;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** An app. Its secrets reach every machine as environment. */
public record SimApp(String name, String org, Instant createdAt, Secrets secrets) {

    /** Names and values that no {@code toString} shows. */
    public record Secrets(Map<String, String> values) {
        public static final Secrets NONE = new Secrets(Map.of());

        public Secrets {
            values = Map.copyOf(values);
        }

        public Secrets with(String name, String value) {
            Map<String, String> changed = new LinkedHashMap<>(values);
            changed.put(name, value);
            return new Secrets(changed);
        }

        @Override
        public String toString() {
            return "Secrets" + values.keySet();
        }
    }

    public SimApp with(Secrets changed) {
        return new SimApp(name, org, createdAt, changed);
    }
}
