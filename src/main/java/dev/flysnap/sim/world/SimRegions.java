package dev.flysnap.sim.world;

import dev.flysnap.sim.settings.Switches;
import java.util.LinkedHashMap;
import java.util.Map;

/** The regions of the platform and their capacity. */
public final class SimRegions {
    /** Code to name. */
    public static final Map<String, String> NAMES = names();

    /** The default region. */
    public static final String DEFAULT = "ams";

    private static Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("ams", "Amsterdam, Netherlands");
        names.put("arn", "Stockholm, Sweden");
        names.put("bom", "Mumbai, India");
        names.put("cdg", "Paris, France");
        names.put("dfw", "Dallas, Texas (US)");
        names.put("ewr", "Secaucus, NJ (US)");
        names.put("fra", "Frankfurt, Germany");
        names.put("gru", "Sao Paulo, Brazil");
        names.put("iad", "Ashburn, Virginia (US)");
        names.put("jnb", "Johannesburg, South Africa");
        names.put("lax", "Los Angeles, California (US)");
        names.put("lhr", "London, United Kingdom");
        names.put("nrt", "Tokyo, Japan");
        names.put("ord", "Chicago, Illinois (US)");
        names.put("sin", "Singapore, Singapore");
        names.put("sjc", "San Jose, California (US)");
        names.put("syd", "Sydney, Australia");
        names.put("yyz", "Toronto, Canada");
        return names;
    }

    public static void check(String region) {
        if (!NAMES.containsKey(region)) {
            throw Refusal.invalid("region '%s' is not a valid region".formatted(region));
        }
    }

    /** Refuses a volume in a full region. */
    public static void checkRoomForVolume(Transition transition, String app, String region) {
        if (transition.rules().switches().noCapacity() != Switches.NoCapacity.HOST_412) {
            checkCapacity(transition, app, region);
        }
    }

    /** Refuses a machine in a full region. Source of the texts: PLATFORM. */
    public static void checkCapacity(Transition transition, String app, String region) {
        if (!transition.world().fullRegions().contains(region)) {
            return;
        }
        throw switch (transition.rules().switches().noCapacity()) {
            case CAPACITY_412 ->
                    new Refusal(
                            412,
                            "insufficient_capacity",
                            "insufficient resources available to fulfill request in " + region);
            case MEMORY_409 ->
                    Refusal.conflict(
                            "aborted: could not reserve resource for machine: insufficient memory available");
            case QUOTA_403 ->
                    Refusal.forbidden(
                            "organization %s is using 4096 MB of memory in %s which is over the allowed quota. please consider other regions"
                                    .formatted(transition.app(app).org(), region));
            case TEXT_400 -> new Refusal(400, "", "no capacity");
            case HOST_412 ->
                    new Refusal(
                            412,
                            "unknown",
                            "insufficient resources to create new machine with existing volume");
        };
    }

    private SimRegions() {}
}
